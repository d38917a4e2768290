package lucid86.jit.x86;

import static lucid86.jit.x86.Row.Attr.X87;
import static lucid86.jit.x86.Row.Attr.X87_NO_WAIT;

import lucid86.jit.helpers.X87Arith;
import lucid86.jit.helpers.X87Control;
import lucid86.jit.helpers.X87Operand;
import lucid86.jit.helpers.X87Stack;
import lucid86.jit.helpers.X87Store;
import lucid86.jit.helpers.X87Transcendental;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Mode;

/**
 * The x87 instructions. A memory operand is brought into the FPU by a helper of its format, then the instruction's own
 * helper does the rest; stores are one helper. Several encodings are aliases that the manuals leave out and every
 * processor has.
 */
final class X87Rows extends RowList {
    X87Rows() {
        loads();
        stores();
        arithmetic();
        transcendental();
        comparisons();
        moves();
        control();
    }

    // ---- shapes ---------------------------------------------------------------------------------------------------------

    private Row x87(String mnemonic, String... encodings) {
        return insn(mnemonic, encodings).with(X87).feature(Feature.FPU);
    }

    private Row noWait(String mnemonic, String... encodings) {
        return insn(mnemonic, encodings).with(X87_NO_WAIT).feature(Feature.FPU);
    }

    private static Val eip(Lift x) {
        return x.imm(x.eip());
    }

    /** The opcode as the FPU records it. */
    private static int opcode(Lift x) {
        return x.insn().modrm() | (x.insn().opcode() & 7) << 8;
    }

    private static Val fop(Lift x) {
        return x.imm(opcode(x));
    }

    /** An instruction on registers, or one whose memory operand is already in the FPU. */
    private static void run(Lift x, Helper.R2 helper) {
        x.run(helper, eip(x), fop(x));
    }

    /** Brings a memory operand into the FPU. */
    private static void operand(Lift x, Helper.R3 format) {
        int seg = x.insn().segment();
        Val offset = x.effectiveAddress();
        x.run(format, x.linear(seg, offset, x.size(0), false), offset, x.imm(seg));
    }

    /** A real or integer memory operand of an arithmetic opcode, D8 or DC, DA or DE; nothing for registers. */
    private static void operand(Lift x) {
        if (x.insn().modrm() >= 0xc0) return;
        switch (x.insn().opcode()) {
            case 0xd8 -> operand(x, X87Operand::single);
            case 0xdc -> operand(x, X87Operand::doubled);
            case 0xda -> operand(x, X87Operand::integer32);
            default -> operand(x, X87Operand::integer16);
        }
    }

    private void binary(Helper.R2 helper, String mnemonic, String... encodings) {
        x87(mnemonic, encodings).means(x -> {
            operand(x);
            run(x, helper);
        });
    }

    private void unary(Helper.R2 helper, String mnemonic, String... encodings) {
        x87(mnemonic, encodings).means(x -> run(x, helper));
    }

    private void compare(int how, String mnemonic, String... encodings) {
        x87(mnemonic, encodings).means(x -> {
            operand(x);
            x.run(X87Arith::compare, eip(x), fop(x), x.imm(how));
        });
    }

    private void compareToFlags(int how, String mnemonic, String encoding) {
        x87(mnemonic, encoding).feature(Feature.CMOV).means(x -> {
            Val flags = x.call(X87Arith::compareToFlags, eip(x), fop(x), x.imm(how));
            x.flags(Flags.EAGER, 1, x.imm(0), x.imm(0), flags);
        });
    }

    private void load(Helper.R3 format, Helper.R2 push, String mnemonic, String encoding) {
        x87(mnemonic, encoding).means(x -> {
            operand(x, format);
            run(x, push);
        });
    }

    private Row store(Helper.R4 helper, String mnemonic, String... encodings) {
        return x87(mnemonic, encodings).means(x -> {
            int seg = x.insn().segment();
            Val offset = x.effectiveAddress();
            x.run(helper, x.linear(seg, offset, x.size(0), true), offset, eip(x), x.imm(opcode(x) | seg << 11));
        });
    }

    private void conditionalMove(int cc, String mnemonic, String encoding) {
        x87(mnemonic, encoding).feature(Feature.CMOV).means(x -> {
            Val condition = x.condition(cc);
            x.run(X87Stack::conditionalMove, eip(x), fop(x), condition);
        });
    }

    /** An instruction on an environment or state image in memory. */
    private static void image(Lift x, Helper.R2 helper, boolean whole, boolean write) {
        boolean isProtected = (x.mode() & (Mode.PROTECTED | Mode.VM86)) == Mode.PROTECTED;
        int format = (x.operandSize() == 4 ? X87Control.WIDE : 0) | (isProtected ? X87Control.PROTECTED : 0);
        int bytes = whole ? X87Control.stateBytes(format) : X87Control.environmentBytes(format);
        x.run(helper, x.linear(bytes, write), x.imm(format));
    }

    // ---- rows -----------------------------------------------------------------------------------------------------------

    private void loads() {
        load(X87Operand::single, X87Stack::pushConverted, "fld", "d9/0 Md");
        load(X87Operand::doubled, X87Stack::pushConverted, "fld", "dd/0 Mq");
        load(X87Operand::extended, X87Stack::pushExact, "fld", "db/5 Mt");
        load(X87Operand::integer16, X87Stack::pushExact, "fild", "df/0 Mw");
        load(X87Operand::integer32, X87Stack::pushExact, "fild", "db/0 Md");
        load(X87Operand::integer64, X87Stack::pushExact, "fild", "df/5 Mq");
        load(X87Operand::decimal, X87Stack::pushExact, "fbld", "df/4 Mt");
        unary(X87Stack::pushRegister, "fld", "d9:c0+i STi");
        String[] constants = {"fld1", "fldl2t", "fldl2e", "fldpi", "fldlg2", "fldln2", "fldz"};
        for (int i = 0; i < constants.length; i++) unary(X87Stack::pushConstant, constants[i], "d9:" + Integer.toHexString(0xe8 + i));
    }

    private void stores() {
        store(X87Store::single, "fst", "d9/2 Md");
        store(X87Store::single, "fstp", "d9/3 Md");
        store(X87Store::doubled, "fst", "dd/2 Mq");
        store(X87Store::doubled, "fstp", "dd/3 Mq");
        store(X87Store::extended, "fstp", "db/7 Mt");
        store(X87Store::integer16, "fist", "df/2 Mw");
        store(X87Store::integer16, "fistp", "df/3 Mw");
        store(X87Store::integer32, "fist", "db/2 Md");
        store(X87Store::integer32, "fistp", "db/3 Md");
        store(X87Store::integer64, "fistp", "df/7 Mq");
        store(X87Store::truncated16, "fisttp", "df/1 Mw").feature(Feature.SSE3);
        store(X87Store::truncated32, "fisttp", "db/1 Md").feature(Feature.SSE3);
        store(X87Store::truncated64, "fisttp", "dd/1 Mq").feature(Feature.SSE3);
        store(X87Store::decimal, "fbstp", "df/6 Mt");
    }

    private void arithmetic() {
        binary(X87Arith::add, "fadd", "d8/0 Md", "dc/0 Mq", "d8:c0+i ST,STi", "dc:c0+i STi,ST");
        binary(X87Arith::add, "faddp", "de:c0+i STi,ST");
        binary(X87Arith::add, "fiadd", "da/0 Md", "de/0 Mw");
        binary(X87Arith::mul, "fmul", "d8/1 Md", "dc/1 Mq", "d8:c8+i ST,STi", "dc:c8+i STi,ST");
        binary(X87Arith::mul, "fmulp", "de:c8+i STi,ST");
        binary(X87Arith::mul, "fimul", "da/1 Md", "de/1 Mw");
        // In the forms that write ST(i), the digit still says which way round ST(0) and the other stand.
        binary(X87Arith::sub, "fsub", "d8/4 Md", "dc/4 Mq", "d8:e0+i ST,STi", "dc:e8+i STi,ST");
        binary(X87Arith::sub, "fsubp", "de:e8+i STi,ST");
        binary(X87Arith::sub, "fisub", "da/4 Md", "de/4 Mw");
        binary(X87Arith::sub, "fsubr", "d8/5 Md", "dc/5 Mq", "d8:e8+i ST,STi", "dc:e0+i STi,ST");
        binary(X87Arith::sub, "fsubrp", "de:e0+i STi,ST");
        binary(X87Arith::sub, "fisubr", "da/5 Md", "de/5 Mw");
        binary(X87Arith::div, "fdiv", "d8/6 Md", "dc/6 Mq", "d8:f0+i ST,STi", "dc:f8+i STi,ST");
        binary(X87Arith::div, "fdivp", "de:f8+i STi,ST");
        binary(X87Arith::div, "fidiv", "da/6 Md", "de/6 Mw");
        binary(X87Arith::div, "fdivr", "d8/7 Md", "dc/7 Mq", "d8:f8+i ST,STi", "dc:f0+i STi,ST");
        binary(X87Arith::div, "fdivrp", "de:f0+i STi,ST");
        binary(X87Arith::div, "fidivr", "da/7 Md", "de/7 Mw");
        unary(X87Arith::changeSign, "fchs", "d9:e0");
        unary(X87Arith::absolute, "fabs", "d9:e1");
        unary(X87Arith::sqrt, "fsqrt", "d9:fa");
        unary(X87Arith::roundToInteger, "frndint", "d9:fc");
        unary(X87Arith::scale, "fscale", "d9:fd");
        unary(X87Arith::extract, "fxtract", "d9:f4");
        unary(X87Arith::remainder, "fprem", "d9:f8");
        unary(X87Arith::ieeeRemainder, "fprem1", "d9:f5");
    }

    private void transcendental() {
        unary(X87Transcendental::exp2m1, "f2xm1", "d9:f0");
        unary(X87Transcendental::yLog2x, "fyl2x", "d9:f1");
        unary(X87Transcendental::tan, "fptan", "d9:f2");
        unary(X87Transcendental::atan, "fpatan", "d9:f3");
        unary(X87Transcendental::yLog2xPlus1, "fyl2xp1", "d9:f9");
        unary(X87Transcendental::sincos, "fsincos", "d9:fb");
        unary(X87Transcendental::sin, "fsin", "d9:fe");
        unary(X87Transcendental::cos, "fcos", "d9:ff");
    }

    private void comparisons() {
        compare(0, "fcom", "d8/2 Md", "dc/2 Mq", "d8:d0+i STi", "dc:d0+i STi");
        compare(X87Arith.POP, "fcomp", "d8/3 Md", "dc/3 Mq", "d8:d8+i STi", "dc:d8+i STi", "de:d0+i STi");
        compare(X87Arith.POP_BOTH, "fcompp", "de:d9");
        compare(0, "ficom", "da/2 Md", "de/2 Mw");
        compare(X87Arith.POP, "ficomp", "da/3 Md", "de/3 Mw");
        compare(X87Arith.QUIET, "fucom", "dd:e0+i STi");
        compare(X87Arith.QUIET | X87Arith.POP, "fucomp", "dd:e8+i STi");
        compare(X87Arith.QUIET | X87Arith.POP_BOTH, "fucompp", "da:e9");
        compareToFlags(0, "fcomi", "db:f0+i ST,STi");
        compareToFlags(X87Arith.POP, "fcomip", "df:f0+i ST,STi");
        compareToFlags(X87Arith.QUIET, "fucomi", "db:e8+i ST,STi");
        compareToFlags(X87Arith.QUIET | X87Arith.POP, "fucomip", "df:e8+i ST,STi");
        unary(X87Arith::test, "ftst", "d9:e4");
        unary(X87Arith::examine, "fxam", "d9:e5");
    }

    private void moves() {
        unary(X87Stack::exchange, "fxch", "d9:c8+i STi", "dd:c8+i STi", "df:c8+i STi");
        unary(X87Stack::copy, "fst", "dd:d0+i STi");
        unary(X87Stack::copyAndPop, "fstp", "dd:d8+i STi", "df:d0+i STi", "df:d8+i STi");
        unary(X87Stack::copyIfAnyAndPop, "fstp", "d9:d8+i STi");
        conditionalMove(Flags.B, "fcmovb", "da:c0+i ST,STi");
        conditionalMove(Flags.Z, "fcmove", "da:c8+i ST,STi");
        conditionalMove(Flags.BE, "fcmovbe", "da:d0+i ST,STi");
        conditionalMove(Flags.P, "fcmovu", "da:d8+i ST,STi");
        conditionalMove(Flags.NB, "fcmovnb", "db:c0+i ST,STi");
        conditionalMove(Flags.NZ, "fcmovne", "db:c8+i ST,STi");
        conditionalMove(Flags.NBE, "fcmovnbe", "db:d0+i ST,STi");
        conditionalMove(Flags.NP, "fcmovnu", "db:d8+i ST,STi");
        x87("fdecstp", "d9:f6").means(x -> x.run(X87Stack::turn, eip(x), fop(x), x.imm(-1)));
        x87("fincstp", "d9:f7").means(x -> x.run(X87Stack::turn, eip(x), fop(x), x.imm(1)));
        unary(X87Stack::free, "ffree", "dd:c0+i STi");
        unary(X87Stack::freeAndPop, "ffreep", "df:c0+i STi");
        unary(X87Stack::nothing, "fnop", "d9:d0");
    }

    private void control() {
        insn("fwait", "9b").feature(Feature.FPU).means(x -> x.run(X87Control::fwait));
        x87("fldcw", "d9/5 Mw").means(x -> x.run(X87Control::loadControlWord, x.read(0)));
        noWait("fnstcw", "d9/7 Mw").means(x -> x.write(0, x.call(X87Control::controlWord)));
        noWait("fnstsw", "dd/7 Mw").means(x -> x.write(0, x.call(X87Control::statusWord)));
        noWait("fnstsw", "df:e0").means(x -> x.setGpr(CpuState.EAX, 2, x.call(X87Control::statusWord)));
        noWait("fnclex", "db:e2").means(x -> x.run(X87Control::clearExceptions));
        noWait("fninit", "db:e3").means(x -> x.run(X87Control::init));
        // 8087 interrupt masks and the 287's protected mode switch: without effect since the 387 (SDM vol. 3, 22.18.9).
        noWait("fneni", "db:e0").means(x -> {});
        noWait("fndisi", "db:e1").means(x -> {});
        noWait("fnsetpm", "db:e4").means(x -> {});
        x87("fldenv", "d9/4 M").means(x -> image(x, X87Control::loadEnvironment, false, false));
        noWait("fnstenv", "d9/6 M").means(x -> image(x, X87Control::storeEnvironment, false, true));
        x87("frstor", "dd/4 M").means(x -> image(x, X87Control::restoreState, true, false));
        noWait("fnsave", "dd/6 M").means(x -> image(x, X87Control::saveState, true, true));
    }
}
