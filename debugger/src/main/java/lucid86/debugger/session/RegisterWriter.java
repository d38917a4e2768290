package lucid86.debugger.session;

import java.util.List;
import java.util.Locale;
import lucid86.debugger.inspect.Descriptor;
import lucid86.debugger.inspect.DescriptorTable;
import lucid86.debugger.view.Inspector;
import lucid86.machine.cpu.CpuState;

/** Changes registers by the names expressions have for them, as a debugger does: without the checks an instruction makes. */
final class RegisterWriter {
    private static final List<String> WIDE = List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi");
    private static final List<String> BYTES = List.of("al", "cl", "dl", "bl", "ah", "ch", "dh", "bh");
    private static final List<String> SEGMENTS = List.of("es", "cs", "ss", "ds", "fs", "gs");

    private RegisterWriter() {}

    /**
     * @param low the value; of ST(i) the mantissa
     * @param high bits 64-127 of an XMM register; sign and exponent of ST(i); else unused
     */
    static void write(CpuState cpu, Inspector inspector, String register, long low, long high) {
        String name = register.toLowerCase(Locale.ROOT);
        int value = (int) low;
        int i;
        if ((i = WIDE.indexOf(name)) >= 0) cpu.r[i] = value;
        else if ((i = WIDE.indexOf("e" + name)) >= 0) cpu.r[i] = cpu.r[i] & ~0xffff | value & 0xffff;
        else if ((i = BYTES.indexOf(name)) >= 0) cpu.r[i & 3] = i < 4 ? cpu.r[i] & ~0xff | value & 0xff : cpu.r[i & 3] & ~0xff00 | (value & 0xff) << 8;
        else if ((i = SEGMENTS.indexOf(name)) >= 0) segment(cpu, inspector, i, value & 0xffff);
        else if (name.matches("xmm[0-7]")) {
            i = name.charAt(3) - '0';
            cpu.xmm[2 * i] = low;
            cpu.xmm[2 * i + 1] = high;
        } else if (name.matches("st[0-7]")) {
            i = cpu.fpu.top + name.charAt(2) - '0' & 7;
            cpu.fpu.mant[i] = low;
            cpu.fpu.signExp[i] = (int) high & 0xffff;
            cpu.fpu.used |= 1 << i;
        } else {
            other(cpu, name, value);
        }
    }

    private static void other(CpuState cpu, String name, int value) {
        switch (name) {
            case "eip" -> cpu.r[CpuState.EIP] = value;
            case "pc" -> cpu.r[CpuState.EIP] = value - cpu.base(CpuState.CS);
            case "eflags" -> cpu.setEflags(value);
            case "cr2" -> cpu.cr2 = value;
            case "mxcsr" -> cpu.mxcsr = value & 0xffff;
            case "fctrl" -> cpu.fpu.cw = value & 0xffff;
            case "fstat" -> cpu.fpu.setStatusWord(value);
            default -> throw new IllegalArgumentException("'" + name + "' cannot be changed");
        }
    }

    private static void segment(CpuState cpu, Inspector inspector, int register, int selector) {
        if (cpu.isRealOrVm86()) {
            cpu.setSegment(register, selector, selector << 4, cpu.limit[register], cpu.attr[register]);
            return;
        }
        if ((selector & ~3) == 0) {
            cpu.setSegment(register, selector, 0, 0, 0);
            return;
        }
        var kind = (selector & 4) != 0 ? DescriptorTable.Kind.LDT : DescriptorTable.Kind.GDT;
        Descriptor d = DescriptorTable.entry(inspector, kind, selector >>> 3).map(DescriptorTable.Entry::descriptor).filter(Descriptor::segment)
                .orElseThrow(() -> new IllegalArgumentException(String.format("%04x names no segment", selector)));
        cpu.setSegment(register, selector, d.base(), d.limit(), d.attributes());
    }
}
