package lucid86.debugger.gdb;

import java.util.ArrayList;
import java.util.List;
import lucid86.debugger.session.Command;
import lucid86.debugger.view.FpuRegisters;
import lucid86.debugger.view.Registers;

/**
 * The registers as gdb knows them: numbers, sizes, and the target description that tells them. {@code eip} is shown as a linear address:
 * where CS has another base than 0, as in real mode, that is what gdb must look at for code, and what its breakpoints are.
 */
final class GdbRegisters {
    /** One register. */
    private record Register(String name, int bits, String type, String group) {}

    private static final List<String> SEGMENTS = List.of("es", "cs", "ss", "ds", "fs", "gs");
    private static final List<Register> CORE = core(), SSE = sse(), SYSTEM = system();
    private static final List<Register> ALL = all();

    private GdbRegisters() {}

    private static List<Register> all() {
        var all = new ArrayList<Register>(CORE);
        all.addAll(SSE);
        all.addAll(SYSTEM);
        return List.copyOf(all);
    }

    private static List<Register> core() {
        var list = new ArrayList<Register>();
        for (String n : List.of("eax", "ecx", "edx", "ebx")) list.add(new Register(n, 32, "int32", ""));
        for (String n : List.of("esp", "ebp")) list.add(new Register(n, 32, "data_ptr", ""));
        for (String n : List.of("esi", "edi")) list.add(new Register(n, 32, "int32", ""));
        list.add(new Register("eip", 32, "code_ptr", ""));
        list.add(new Register("eflags", 32, "i386_eflags", ""));
        for (String n : List.of("cs", "ss", "ds", "es", "fs", "gs")) list.add(new Register(n, 32, "int32", ""));
        for (int i = 0; i < 8; i++) list.add(new Register("st" + i, 80, "i387_ext", ""));
        for (String n : List.of("fctrl", "fstat", "ftag", "fiseg", "fioff", "foseg", "fooff", "fop")) list.add(new Register(n, 32, "int", "float"));
        return List.copyOf(list);
    }

    private static List<Register> sse() {
        var list = new ArrayList<Register>();
        for (int i = 0; i < 8; i++) list.add(new Register("xmm" + i, 128, "vec128", ""));
        list.add(new Register("mxcsr", 32, "i386_mxcsr", "vector"));
        return List.copyOf(list);
    }

    private static List<Register> system() {
        var list = new ArrayList<Register>();
        for (String n : SEGMENTS) list.add(new Register(n + "_base", 32, "int32", "system"));
        for (String n : List.of("gdt_base", "idt_base", "cr0", "cr2", "cr3", "cr4", "efer")) list.add(new Register(n, 32, "int32", "system"));
        return List.copyOf(list);
    }

    static int count() {
        return ALL.size();
    }

    static String name(int number) {
        return ALL.get(number).name;
    }

    // ---- the target description -----------------------------------------------------------------------------------------------

    static String description() {
        var xml = new StringBuilder("<?xml version=\"1.0\"?>\n<!DOCTYPE target SYSTEM \"gdb-target.dtd\">\n<target version=\"1.0\">\n"
                + "<architecture>i386</architecture>\n<osabi>none</osabi>\n<feature name=\"org.gnu.gdb.i386.core\">\n");
        flags(xml, "i386_eflags", 4, "CF:0", ":1", "PF:2", "AF:4", "ZF:6", "SF:7", "TF:8", "IF:9", "DF:10", "OF:11", "NT:14", "RF:16", "VM:17", "AC:18",
                "VIF:19", "VIP:20", "ID:21");
        registers(xml, CORE, 0);
        xml.append("</feature>\n<feature name=\"org.gnu.gdb.i386.sse\">\n");
        for (String v : List.of("v4f ieee_single 4", "v2d ieee_double 2", "v16i8 int8 16", "v8i16 int16 8", "v4i32 int32 4", "v2i64 int64 2")) {
            String[] p = v.split(" ");
            xml.append(String.format("<vector id=\"%s\" type=\"%s\" count=\"%s\"/>%n", p[0], p[1], p[2]));
        }
        xml.append("<union id=\"vec128\">\n");
        for (String f : List.of("v4_float v4f", "v2_double v2d", "v16_int8 v16i8", "v8_int16 v8i16", "v4_int32 v4i32", "v2_int64 v2i64", "uint128 uint128"))
            xml.append(String.format("<field name=\"%s\" type=\"%s\"/>%n", f.split(" ")[0], f.split(" ")[1]));
        xml.append("</union>\n");
        flags(xml, "i386_mxcsr", 4, "IE:0", "DE:1", "ZE:2", "OE:3", "UE:4", "PE:5", "DAZ:6", "IM:7", "DM:8", "ZM:9", "OM:10", "UM:11", "PM:12", "FZ:15");
        registers(xml, SSE, CORE.size());
        xml.append("</feature>\n<feature name=\"org.lucid86.system\">\n");
        registers(xml, SYSTEM, CORE.size() + SSE.size());
        return xml.append("</feature>\n</target>\n").toString();
    }

    private static void flags(StringBuilder xml, String id, int size, String... fields) {
        xml.append(String.format("<flags id=\"%s\" size=\"%d\">%n", id, size));
        for (String f : fields) {
            String[] p = f.split(":");
            xml.append(String.format("<field name=\"%s\" start=\"%s\" end=\"%s\"/>%n", p[0], p[1], p[1]));
        }
        xml.append("</flags>\n");
    }

    private static void registers(StringBuilder xml, List<Register> list, int first) {
        for (int i = 0; i < list.size(); i++) {
            Register r = list.get(i);
            xml.append(String.format("<reg name=\"%s\" bitsize=\"%d\" type=\"%s\" regnum=\"%d\"%s/>%n", r.name, r.bits, r.type, first + i,
                    r.group.isEmpty() ? "" : " group=\"" + r.group + "\""));
        }
    }

    // ---- values ---------------------------------------------------------------------------------------------------------------

    /** All registers as the {@code g} packet has them. */
    static String all(Registers r) {
        var hex = new StringBuilder();
        for (int i = 0; i < ALL.size(); i++) hex.append(value(r, i));
        return hex.toString();
    }

    /** One register's bytes in hex, little-endian. */
    static String value(Registers r, int number) {
        Register g = ALL.get(number);
        String name = g.name;
        int general = Registers.GENERAL_NAMES.indexOf(name.toUpperCase(java.util.Locale.ROOT));
        if (general >= 0) return Hex.little(r.general().get(general), 4);
        if (SEGMENTS.contains(name)) return Hex.little(r.segments().get(SEGMENTS.indexOf(name)).selector(), 4);
        if (name.endsWith("_base") && SEGMENTS.contains(name.substring(0, 2))) return Hex.little(r.segments().get(SEGMENTS.indexOf(name.substring(0, 2))).base(), 4);
        if (name.startsWith("st")) {
            var e = r.fpu().stack().get(name.charAt(2) - '0');
            return Hex.little(e.mantissa(), 8) + Hex.little(e.signExponent(), 2);
        }
        if (name.startsWith("xmm")) {
            var x = r.xmm().get(name.charAt(3) - '0');
            return Hex.little(x.low(), 8) + Hex.little(x.high(), 8);
        }
        return Hex.little(switch (name) {
            case "eip" -> r.linearEip();
            case "eflags" -> r.eflags();
            case "fctrl" -> r.fpu().control();
            case "fstat" -> r.fpu().status();
            case "ftag" -> tags(r.fpu());
            case "mxcsr" -> r.mxcsr();
            case "gdt_base" -> r.gdt().base();
            case "idt_base" -> r.idt().base();
            case "cr0" -> r.cr0();
            case "cr2" -> r.cr2();
            case "cr3" -> r.cr3();
            case "cr4" -> r.cr4();
            case "efer" -> (int) r.efer();
            case "fiseg" -> r.fpu().last().selector();
            case "fioff" -> r.fpu().last().offset();
            case "foseg" -> r.fpu().last().dataSelector();
            case "fooff" -> r.fpu().last().dataOffset();
            case "fop" -> r.fpu().last().opcode();
            default -> throw new IllegalStateException(name);
        }, 4);
    }

    /** The full tag word: 0 valid, 1 zero, 2 special, 3 empty, by physical register. */
    private static int tags(FpuRegisters fpu) {
        int tags = 0;
        for (FpuRegisters.Entry e : fpu.stack()) {
            int exponent = e.signExponent() & 0x7fff;
            int tag = !e.used() ? 3 : exponent == 0 && e.mantissa() == 0 ? 1 : exponent == 0 || exponent == 0x7fff || e.mantissa() >= 0 ? 2 : 0;
            tags |= tag << e.physical() * 2;
        }
        return tags;
    }

    /** The command that gives a register a value, as the bytes of a {@code P} packet. */
    static Command write(int number, String hex) {
        Register g = ALL.get(number);
        if (hex.length() != g.bits / 4) throw new IllegalArgumentException("wrong size");
        long low = Hex.number(hex.substring(0, Math.min(16, hex.length())));
        long high = hex.length() > 16 ? Hex.number(hex.substring(16)) : 0;
        return new Command.Set(g.name.equals("eip") ? "pc" : g.name, low, high);
    }

    /** Hex digits in the {@code g} packet before a register's. */
    static int offset(int number) {
        return ALL.stream().limit(number).mapToInt(r -> r.bits / 4).sum();
    }

    static int digits(int number) {
        return ALL.get(number).bits / 4;
    }
}
