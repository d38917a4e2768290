package lucid86.debugger.session;

import java.util.List;
import java.util.Locale;
import lucid86.debugger.inspect.Descriptor;
import lucid86.debugger.inspect.DescriptorTable;
import lucid86.debugger.view.Inspector;
import lucid86.jit.helpers.ControlRegisters;
import lucid86.jit.helpers.DebugRegisters;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.GuestFault;

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
            case "cr0", "cr2", "cr3", "cr4" -> control(cpu, name.charAt(2) - '0', value);
            case "dr0", "dr1", "dr2", "dr3", "dr6", "dr7" -> debug(cpu, name.charAt(2) - '0', value);
            case "gdtr" -> cpu.gdtBase = value;
            case "gdtr.limit" -> cpu.gdtLimit = value & 0xffff;
            case "idtr" -> cpu.idtBase = value;
            case "idtr.limit" -> cpu.idtLimit = value & 0xffff;
            case "mxcsr" -> cpu.mxcsr = value & 0xffff;
            case "fctrl" -> cpu.fpu.cw = value & 0xffff;
            case "fstat" -> cpu.fpu.setStatusWord(value);
            case "ftag" -> cpu.fpu.used = inUse(value);
            case "fiseg" -> cpu.fpu.fcs = value & 0xffff;
            case "fioff" -> cpu.fpu.fip = value;
            case "foseg" -> cpu.fpu.fds = value & 0xffff;
            case "fooff" -> cpu.fpu.fdp = value;
            case "fop" -> cpu.fpu.fop = value & 0x7ff;
            default -> throw new IllegalArgumentException("'" + name + "' cannot be changed");
        }
    }

    /** Which registers a full tag word calls anything but empty (3). */
    private static int inUse(int tags) {
        int used = 0;
        for (int i = 0; i < 8; i++) if ((tags >>> 2 * i & 3) != 3) used |= 1 << i;
        return used;
    }

    /** As MOV does it, with all that hangs on it; what MOV would refuse is refused. */
    private static void control(CpuState cpu, int n, int value) {
        try {
            ControlRegisters.write(cpu, n, value);
        } catch (GuestFault e) {
            throw new IllegalArgumentException(String.format("CR%d cannot be %08x: the processor would refuse it", n, value), e);
        }
    }

    private static void debug(CpuState cpu, int n, int value) {
        int flags = cpu.sysFlags;
        if ((cpu.dr[7] & DebugRegisters.GD) != 0) throw new IllegalArgumentException("the guest protects its debug registers (DR7.GD)");
        DebugRegisters.write(cpu, n, value);
        cpu.sysFlags = flags;
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
