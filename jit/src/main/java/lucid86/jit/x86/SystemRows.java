package lucid86.jit.x86;

import static lucid86.jit.x86.Row.Attr.CPL0;
import static lucid86.jit.x86.Row.Attr.ENDS_BLOCK;
import static lucid86.jit.x86.Row.Attr.JUMPS;
import static lucid86.jit.x86.Row.Attr.PROTECTED_ONLY;

import lucid86.jit.helpers.Checks;
import lucid86.jit.helpers.ControlRegisters;
import lucid86.jit.helpers.Cpuid;
import lucid86.jit.helpers.DebugRegisters;
import lucid86.jit.helpers.DescriptorTables;
import lucid86.jit.helpers.ModelSpecific;
import lucid86.jit.helpers.Monitor;
import lucid86.jit.helpers.SystemFlags;
import lucid86.jit.helpers.SystemManagement;
import lucid86.jit.helpers.TimeStamp;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** Instructions that set up the machine: tables, control and debug registers, MSRs, flags of the system. */
final class SystemRows extends RowList {
    // spotless:off
    {
        insn("sgdt", "0f01/0 Ms").means(x -> storeTable(x, x.call(DescriptorTables::gdtLimit), x.call(DescriptorTables::gdtBase)));
        insn("sidt", "0f01/1 Ms").means(x -> storeTable(x, x.call(DescriptorTables::idtLimit), x.call(DescriptorTables::idtBase)));
        insn("lgdt", "0f01/2 Ms").with(CPL0).means(x -> { Val n = tableLimit(x); x.run(DescriptorTables::setGdt, n, tableBase(x)); });
        insn("lidt", "0f01/3 Ms").with(CPL0).means(x -> { Val n = tableLimit(x); x.run(DescriptorTables::setIdt, n, tableBase(x)); });
        insn("sldt", "0f00/0 Mw", "0f00/0 Rv").with(PROTECTED_ONLY).means(x -> x.write(0, x.call(Checks::selector, x.imm(CpuState.LDTR))));
        insn("str",  "0f00/1 Mw", "0f00/1 Rv").with(PROTECTED_ONLY).means(x -> x.write(0, x.call(Checks::selector, x.imm(CpuState.TR))));
        insn("lldt", "0f00/2 Ew").with(PROTECTED_ONLY, CPL0).means(x -> x.run(DescriptorTables::loadLdt, x.read(0)));
        insn("ltr",  "0f00/3 Ew").with(PROTECTED_ONLY, CPL0).means(x -> x.run(DescriptorTables::loadTask, x.read(0)));
        insn("verr", "0f00/4 Ew").with(PROTECTED_ONLY).means(x -> x.run(DescriptorTables::verifyRead, x.read(0)));
        insn("verw", "0f00/5 Ew").with(PROTECTED_ONLY).means(x -> x.run(DescriptorTables::verifyWrite, x.read(0)));
        insn("lar", "0f02/r Gv,Ew").with(PROTECTED_ONLY).means(x ->
            x.write(0, x.call(DescriptorTables::accessRights, x.read(1), x.read(0))));
        insn("lsl", "0f03/r Gv,Ew").with(PROTECTED_ONLY).means(x ->
            x.write(0, x.call(DescriptorTables::segmentLimit, x.read(1), x.read(0))));
        insn("arpl", "63/r Ew,Gw").with(PROTECTED_ONLY).means(x -> {
            if (x.isMemory(0)) x.run(DescriptorTables::adjustRplInMemory, x.imm(x.insn().segment()), x.effectiveAddress(), x.read(1));
            else x.write(0, x.call(DescriptorTables::adjustRpl, x.read(0), x.read(1)));
        });

        insn("smsw", "0f01/4 Mw", "0f01/4 Rv").means(x -> x.write(0, x.call(ControlRegisters::read, x.imm(0))));
        insn("lmsw", "0f01/6 Ew").with(CPL0, ENDS_BLOCK).means(x -> x.run(ControlRegisters::lmsw, x.read(0)));
        insn("clts", "0f06").with(CPL0, ENDS_BLOCK).means(x -> x.run(ControlRegisters::clts));
        insn("mov", "0f20/r Rd,Cd").means(x ->
            { if (usable(x, 1)) x.write(0, x.call(ControlRegisters::read, x.imm(x.number(1)))); });
        insn("mov", "0f22/r Cd,Rd").with(ENDS_BLOCK).means(x ->
            { if (usable(x, 0)) x.run(ControlRegisters::write, x.imm(x.number(0)), x.read(1)); });
        insn("mov", "0f21/r Rd,Dd").with(CPL0).means(x -> x.write(0, x.call(DebugRegisters::read, x.imm(x.number(1)))));
        insn("mov", "0f23/r Dd,Rd").with(CPL0, ENDS_BLOCK).means(x -> x.run(DebugRegisters::write, x.imm(x.number(0)), x.read(1)));
        insn("invlpg", "0f01/7 M").feature(Feature.I486).with(CPL0, ENDS_BLOCK).means(x ->
            x.run(ControlRegisters::invalidatePage,
                x.add(x.copy(new Val.Reg(CpuState.SEG_BASE + x.insn().segment())), x.effectiveAddress())));
        // All memory is coherent: there is nothing to write back or to forget.
        insn("invd", "0f08").feature(Feature.I486).with(CPL0).means(x -> { });
        insn("wbinvd", "0f09").feature(Feature.I486).with(CPL0).means(x -> { });
        insn("hlt", "f4").with(CPL0, ENDS_BLOCK).means(x -> x.run(ControlRegisters::halt));

        insn("pushfw|pushfd", "9c").means(x -> x.push(x.call(SystemFlags::pushed, x.imm(x.operandSize())), x.operandSize()));
        insn("popfw|popfd", "9d").with(ENDS_BLOCK).means(x -> {
            Val v = x.peekStack(0, x.operandSize());
            if (x.operandSize() == 2) x.run(SystemFlags::pop16, v);
            else x.run(SystemFlags::pop32, v);
            x.moveStack(x.operandSize());
        });
        insn("cli", "fa").means(x -> x.run(SystemFlags::cli));
        insn("sti", "fb").with(ENDS_BLOCK).means(x -> x.run(SystemFlags::sti));

        insn("rdtsc", "0f31").feature(Feature.TSC).with(ENDS_BLOCK).means(x -> x.run(TimeStamp::rdtsc));
        insn("rdtscp", "0f01:f9").feature(Feature.RDTSCP).with(ENDS_BLOCK).means(x -> x.run(TimeStamp::rdtscp));
        insn("rdmsr", "0f32").feature(Feature.MSR).with(CPL0, ENDS_BLOCK).means(x -> x.run(ModelSpecific::read));
        insn("wrmsr", "0f30").feature(Feature.MSR).with(CPL0, ENDS_BLOCK).means(x -> x.run(ModelSpecific::write));
        insn("rdpmc", "0f33").feature(Feature.RDPMC).means(x -> x.run(ModelSpecific::readCounter));
        insn("cpuid", "0fa2").feature(Feature.CPUID).means(x -> x.run(Cpuid::run));
        insn("rsm", "0faa").with(JUMPS).means(x -> x.run(SystemManagement::resume));
        insn("monitor", "np 0f01:c8").feature(Feature.MONITOR).means(x -> {
            x.run(Monitor::check);
            int size = x.insn().addressSize();
            x.load(x.linear(x.insn().sourceSegment(), x.gpr(CpuState.EAX, size), 1, false), 1);
        });
        insn("mwait", "np 0f01:c9").feature(Feature.MONITOR).with(ENDS_BLOCK).means(x -> x.run(Monitor::await));
        insn("rdrand", "0fc7/6 Rv").feature(Feature.RDRAND).means(x -> {
            x.write(0, x.call(Monitor::random));
            x.flags(Flags.EAGER, 1, x.imm(0), x.imm(0), x.imm(Flags.CF));
        });
        insn("ud0", "0fff/r Gv,Ev").means(x -> x.raise(Vector.UD));
        insn("ud1", "0fb9/r Gv,Ev").means(x -> x.raise(Vector.UD));
        insn("ud2", "0f0b").means(x -> x.raise(Vector.UD));
    }
    // spotless:on

    /** CR1 and CR5-7 do not exist, for no privilege level. */
    private static boolean usable(Lift x, int operand) {
        int n = x.number(operand);
        boolean exists = n == 0 || n >= 2 && n <= 4;
        if (exists) x.run(Checks::cpl0);
        else x.raise(Vector.UD);
        return exists;
    }

    /** The base is stored whole with 16-bit operands too, as CPUs do whatever the manual says. */
    private static void storeTable(Lift x, Val limit, Val base) {
        x.store(x.linearAt(0, 2, true), limit, 2);
        x.store(x.linearAt(2, 4, true), base, 4);
    }

    private static Val tableLimit(Lift x) {
        return x.load(x.linearAt(0, 2, false), 2);
    }

    private static Val tableBase(Lift x) {
        Val base = x.load(x.linearAt(2, 4, false), 4);
        return x.operandSize() == 4 ? base : x.and(base, x.imm(0xffffff));
    }
}
