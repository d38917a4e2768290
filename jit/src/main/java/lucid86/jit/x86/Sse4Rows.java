package lucid86.jit.x86;

import static lucid86.jit.x86.Feature.SSE4_1;
import static lucid86.jit.x86.Feature.SSE4_2;

import lucid86.jit.helpers.SimdBlend;
import lucid86.jit.helpers.SimdInt;
import lucid86.jit.helpers.SimdMove;
import lucid86.jit.helpers.SimdMul;
import lucid86.jit.helpers.SimdString;
import lucid86.jit.helpers.SseConvert;
import lucid86.jit.helpers.SseFloat;
import lucid86.jit.ir.Helper;
import lucid86.jit.ir.Op.CmpOp;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;

/** SSE4.1, SSE4.2 and POPCNT. */
final class Sse4Rows extends SimdRowList {
    {
        integers();
        widening();
        floats();
        elements();
        strings();
    }

    private void integers() {
        xmm(SSE4_1, "pblendvb", "66 0f3810 Vdq,Wdq,XMM0", SimdBlend::pblendvb);
        xmm(SSE4_1, "blendvps", "66 0f3814 Vdq,Wdq,XMM0", SimdBlend::blendvps);
        xmm(SSE4_1, "blendvpd", "66 0f3815 Vdq,Wdq,XMM0", SimdBlend::blendvpd);
        comparing(SSE4_1, "ptest", "66 0f3817 Vdq,Wdq", SimdBlend::ptest);
        loading(SSE4_1, "movntdqa", "66 0f382a Vdq,Mdq", true, SimdMove::move);
        xmm(SSE4_1, "pmuldq", "66 0f3828 Vdq,Wdq", SimdMul::pmuldq);
        xmm(SSE4_1, "pcmpeqq", "66 0f3829 Vdq,Wdq", SimdBlend::pcmpeqq);
        xmm(SSE4_1, "packusdw", "66 0f382b Vdq,Wdq", SimdMul::packusdw);
        xmm(SSE4_1, "pminsb", "66 0f3838 Vdq,Wdq", SimdInt::pminsb);
        xmm(SSE4_1, "pminsd", "66 0f3839 Vdq,Wdq", SimdInt::pminsd);
        xmm(SSE4_1, "pminuw", "66 0f383a Vdq,Wdq", SimdInt::pminuw);
        xmm(SSE4_1, "pminud", "66 0f383b Vdq,Wdq", SimdInt::pminud);
        xmm(SSE4_1, "pmaxsb", "66 0f383c Vdq,Wdq", SimdInt::pmaxsb);
        xmm(SSE4_1, "pmaxsd", "66 0f383d Vdq,Wdq", SimdInt::pmaxsd);
        xmm(SSE4_1, "pmaxuw", "66 0f383e Vdq,Wdq", SimdInt::pmaxuw);
        xmm(SSE4_1, "pmaxud", "66 0f383f Vdq,Wdq", SimdInt::pmaxud);
        xmm(SSE4_1, "pmulld", "66 0f3840 Vdq,Wdq", SimdMul::pmulld);
        xmm(SSE4_1, "phminposuw", "66 0f3841 Vdq,Wdq", SimdMul::phminposuw);
        xmm(SSE4_2, "pcmpgtq", "66 0f3837 Vdq,Wdq", SimdBlend::pcmpgtq);
        xmmImm(SSE4_1, "mpsadbw", "66 0f3a42 Vdq,Wdq,Ib", SimdMul::mpsadbw);
        xmmImm(SSE4_1, "pblendw", "66 0f3a0e Vdq,Wdq,Ib", SimdBlend::pblendw);
    }

    private void widening() {
        xmm(SSE4_1, "pmovsxbw", "66 0f3820 Vdq,Wq", SimdBlend::pmovsxbw);
        xmm(SSE4_1, "pmovsxbd", "66 0f3821 Vdq,Wd", SimdBlend::pmovsxbd);
        xmm(SSE4_1, "pmovsxbq", "66 0f3822 Vdq,Ww", SimdBlend::pmovsxbq);
        xmm(SSE4_1, "pmovsxwd", "66 0f3823 Vdq,Wq", SimdBlend::pmovsxwd);
        xmm(SSE4_1, "pmovsxwq", "66 0f3824 Vdq,Wd", SimdBlend::pmovsxwq);
        xmm(SSE4_1, "pmovsxdq", "66 0f3825 Vdq,Wq", SimdBlend::pmovsxdq);
        xmm(SSE4_1, "pmovzxbw", "66 0f3830 Vdq,Wq", SimdBlend::pmovzxbw);
        xmm(SSE4_1, "pmovzxbd", "66 0f3831 Vdq,Wd", SimdBlend::pmovzxbd);
        xmm(SSE4_1, "pmovzxbq", "66 0f3832 Vdq,Ww", SimdBlend::pmovzxbq);
        xmm(SSE4_1, "pmovzxwd", "66 0f3833 Vdq,Wq", SimdBlend::pmovzxwd);
        xmm(SSE4_1, "pmovzxwq", "66 0f3834 Vdq,Wd", SimdBlend::pmovzxwq);
        xmm(SSE4_1, "pmovzxdq", "66 0f3835 Vdq,Wq", SimdBlend::pmovzxdq);
    }

    private void floats() {
        xmmImm(SSE4_1, "roundps", "66 0f3a08 Vps,Wps,Ib", SseConvert::roundps);
        xmmImm(SSE4_1, "roundpd", "66 0f3a09 Vpd,Wpd,Ib", SseConvert::roundpd);
        xmmImm(SSE4_1, "roundss", "66 0f3a0a Vss,Wss,Ib", SseConvert::roundss);
        xmmImm(SSE4_1, "roundsd", "66 0f3a0b Vsd,Wsd,Ib", SseConvert::roundsd);
        xmmImm(SSE4_1, "blendps", "66 0f3a0c Vps,Wps,Ib", SimdBlend::blendps);
        xmmImm(SSE4_1, "blendpd", "66 0f3a0d Vpd,Wpd,Ib", SimdBlend::blendpd);
        xmmImm(SSE4_1, "dpps", "66 0f3a40 Vps,Wps,Ib", SseFloat::dpps);
        xmmImm(SSE4_1, "dppd", "66 0f3a41 Vpd,Wpd,Ib", SseFloat::dppd);
    }

    private void elements() {
        extraction("pextrb", "66 0f3a14 Ed,Vdq,Ib", 1, SimdMove::pextrb);
        extraction("pextrw", "66 0f3a15 Ed,Vdq,Ib", 2, SimdMove::pextrw);
        extraction("pextrd", "66 0f3a16 Ed,Vdq,Ib", 4, SimdMove::pextrd);
        extraction("extractps", "66 0f3a17 Ed,Vdq,Ib", 4, SimdMove::pextrd);
        insertion(SSE4_1, "pinsrb", "66 0f3a20 Vdq,Ed,Ib", 1, SimdMove::pinsrb);
        insertion(SSE4_1, "pinsrd", "66 0f3a22 Vdq,Ed,Ib", 4, SimdMove::pinsrd);
        insn("insertps", "66 0f3a21 Vps,Wss,Ib").feature(SSE4_1).with(Row.Attr.SSE).means(x -> {
            Val s = source(x, 1);
            // A memory operand is one doubleword: there is nothing to select.
            int imm = x.isMemory(1) ? x.immediate(2) & 0x3f : x.immediate(2);
            x.run(SimdMove::insertps, x.imm(x.number(0)), s, x.imm(imm));
        });
    }

    /** One lane to a general register, zero-extended, or to memory of the lane's size. */
    private void extraction(String mnemonic, String encoding, int bytes, Helper.F2 f) {
        insn(mnemonic, encoding).feature(SSE4_1).with(Row.Attr.SSE).means(x -> {
            Val v = x.call(f, x.imm(x.number(1)), x.imm(x.immediate(2)));
            if (x.isMemory(0)) x.store(x.linear(bytes, true), v, bytes);
            else x.write(0, v);
        });
    }

    private void strings() {
        insn("pcmpestrm", "66 0f3a60 Vdq,Wdq,Ib").feature(SSE4_2).with(Row.Attr.SSE).means(x -> putMask(x, explicit(x)));
        insn("pcmpestri", "66 0f3a61 Vdq,Wdq,Ib").feature(SSE4_2).with(Row.Attr.SSE).means(x -> putIndex(x, explicit(x)));
        insn("pcmpistrm", "66 0f3a62 Vdq,Wdq,Ib").feature(SSE4_2).with(Row.Attr.SSE).means(x -> putMask(x, implicit(x)));
        insn("pcmpistri", "66 0f3a63 Vdq,Wdq,Ib").feature(SSE4_2).with(Row.Attr.SSE).means(x -> putIndex(x, implicit(x)));
        insn("popcnt", "f3 0fb8 Gv,Ev").feature(Feature.POPCNT).means(x -> {
            Val v = x.read(1);
            x.write(0, x.call(SimdString::popcnt, v));
            Val zero = x.shl(x.cmp(CmpOp.EQ, v, x.imm(0)), 6);
            x.flags(Flags.EAGER, 1, x.imm(0), x.imm(0), zero);
        });
    }

    private static Val what(Lift x) {
        int source = ((Val.Imm) unalignedSource(x, 1)).value();
        return x.imm(x.number(0) | source << 8 | x.immediate(2) << 16);
    }

    private static Val explicit(Lift x) {
        Val what = what(x);
        return x.call(SimdString::explicit, what, x.gpr(CpuState.EAX, 4), x.gpr(CpuState.EDX, 4));
    }

    private static Val implicit(Lift x) {
        return x.call(SimdString::implicit, what(x));
    }

    private static void putMask(Lift x, Val result) {
        x.run(SimdString::mask, result, x.imm(x.immediate(2)));
        putFlags(x, result);
    }

    private static void putIndex(Lift x, Val result) {
        x.setGpr(CpuState.ECX, 4, x.call(SimdString::index, result, x.imm(x.immediate(2))));
        putFlags(x, result);
    }

    private static void putFlags(Lift x, Val result) {
        x.flags(Flags.EAGER, 1, x.imm(0), x.imm(0), x.shr(result, 16));
    }
}
