package lucid86.debugger.guests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The modules of a Linux kernel package, and which of them one needs: each names them in its section {@code .modinfo}. */
final class KernelModules {
    private static final String DEPENDS = "\0depends=";

    private final Map<String, Path> files = new HashMap<>();
    private final Map<String, Path> chosen = new LinkedHashMap<>();

    /** The modules below a folder such as {@code lib/modules/6.1.0-50-686}. */
    KernelModules(Path tree) throws IOException {
        try (var all = Files.walk(tree)) {
            all.filter(f -> f.toString().endsWith(".ko")).forEach(f -> files.put(name(f.getFileName().toString().replace(".ko", "")), f));
        }
    }

    /** Modules by name and all that they need, in the order in which they are to be loaded. */
    List<Path> withNeeds(List<String> names) throws IOException {
        for (String n : names) choose(name(n));
        return List.copyOf(chosen.values());
    }

    private void choose(String module) throws IOException {
        if (chosen.containsKey(module)) return;
        Path file = files.get(module);
        if (file == null) throw new IOException("the kernel has no module " + module);
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        int at = text.indexOf(DEPENDS);
        if (at >= 0) {
            String needs = text.substring(at + DEPENDS.length(), text.indexOf('\0', at + 1));
            for (String n : needs.split(",")) if (!n.isEmpty()) choose(name(n));
        }
        chosen.put(module, file);
    }

    /** The kernel takes dashes and underscores for the same. */
    private static String name(String n) {
        return n.replace('-', '_');
    }
}
