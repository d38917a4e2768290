package lucid86.app.shell;

import java.util.Locale;

/** Remembers layouts: each named one as the user left it, and for each machine which one was in use and how it looked. */
final class LayoutStore {
    /** The file that says which layout was in use with each machine, and with the last one. */
    private static final String USED = "layout", ANY = "any";

    private final UserFiles files;
    private final String machine;

    /** @param machine what the machine boots from, for remembering its layout */
    LayoutStore(UserFiles files, String machine) {
        this.files = files;
        this.machine = machine.isEmpty() ? "" : UserFiles.fileName(machine);
    }

    /** The layout to open with. */
    NamedLayout current() {
        var used = Settings.of(files.readState(USED));
        return used.get(machine).or(() -> used.get(ANY)).flatMap(NamedLayout::of).orElse(NamedLayout.LEARN);
    }

    /** This layout, as it was left with this machine, else with any machine, else as it comes. */
    Layout load(NamedLayout name) {
        if (!machine.isEmpty()) {
            var own = Layout.parse(files.readState(machineFile(name)));
            if (own.isPresent()) return own.get();
        }
        return Layout.parse(files.readState(file(name))).orElse(name.original());
    }

    /** Remembers it for this machine and as the layout for new ones; false when that was not possible. */
    boolean save(NamedLayout name, Layout layout) {
        var used = Settings.of(files.readState(USED));
        if (!machine.isEmpty()) used.set(machine, name.id());
        used.set(ANY, name.id());
        boolean good = files.writeState(USED, used.lines()) && files.writeState(file(name), layout.lines());
        return good && (machine.isEmpty() || files.writeState(machineFile(name), layout.lines()));
    }

    private static String file(NamedLayout name) {
        return "layouts/" + name.id();
    }

    private String machineFile(NamedLayout name) {
        return String.format(Locale.ROOT, "layouts/machines/%s.%s", machine, name.id());
    }
}
