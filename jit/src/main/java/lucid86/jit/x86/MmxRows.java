package lucid86.jit.x86;

import static lucid86.jit.x86.Feature.MMX;
import static lucid86.jit.x86.Feature.SSE;
import static lucid86.jit.x86.Feature.SSE2;

import lucid86.jit.helpers.SimdInt;
import lucid86.jit.helpers.SimdMemory;
import lucid86.jit.helpers.SimdMmx;
import lucid86.jit.helpers.SimdMove;
import lucid86.jit.helpers.SimdMul;
import lucid86.jit.helpers.SimdShift;
import lucid86.jit.ir.Val;
import lucid86.jit.lift.Lift;
import lucid86.machine.cpu.CpuState;

/** MMX, its extensions by SSE, and their twins on XMM registers by SSE2. */
final class MmxRows extends SimdRowList {
    {
        arithmetic();
        shifts();
        moves();
        extensions();
    }

    private void arithmetic() {
        both(MMX, SSE2, "paddb", "0ffc", SimdInt::paddb);
        both(MMX, SSE2, "paddw", "0ffd", SimdInt::paddw);
        both(MMX, SSE2, "paddd", "0ffe", SimdInt::paddd);
        both(SSE2, SSE2, "paddq", "0fd4", SimdInt::paddq);
        both(MMX, SSE2, "psubb", "0ff8", SimdInt::psubb);
        both(MMX, SSE2, "psubw", "0ff9", SimdInt::psubw);
        both(MMX, SSE2, "psubd", "0ffa", SimdInt::psubd);
        both(SSE2, SSE2, "psubq", "0ffb", SimdInt::psubq);
        both(MMX, SSE2, "paddsb", "0fec", SimdInt::paddsb);
        both(MMX, SSE2, "paddsw", "0fed", SimdInt::paddsw);
        both(MMX, SSE2, "paddusb", "0fdc", SimdInt::paddusb);
        both(MMX, SSE2, "paddusw", "0fdd", SimdInt::paddusw);
        both(MMX, SSE2, "psubsb", "0fe8", SimdInt::psubsb);
        both(MMX, SSE2, "psubsw", "0fe9", SimdInt::psubsw);
        both(MMX, SSE2, "psubusb", "0fd8", SimdInt::psubusb);
        both(MMX, SSE2, "psubusw", "0fd9", SimdInt::psubusw);
        both(MMX, SSE2, "pcmpeqb", "0f74", SimdInt::pcmpeqb);
        both(MMX, SSE2, "pcmpeqw", "0f75", SimdInt::pcmpeqw);
        both(MMX, SSE2, "pcmpeqd", "0f76", SimdInt::pcmpeqd);
        both(MMX, SSE2, "pcmpgtb", "0f64", SimdInt::pcmpgtb);
        both(MMX, SSE2, "pcmpgtw", "0f65", SimdInt::pcmpgtw);
        both(MMX, SSE2, "pcmpgtd", "0f66", SimdInt::pcmpgtd);
        both(MMX, SSE2, "pand", "0fdb", SimdInt::pand);
        both(MMX, SSE2, "pandn", "0fdf", SimdInt::pandn);
        both(MMX, SSE2, "por", "0feb", SimdInt::por);
        both(MMX, SSE2, "pxor", "0fef", SimdInt::pxor);
        both(MMX, SSE2, "pmullw", "0fd5", SimdMul::pmullw);
        both(MMX, SSE2, "pmulhw", "0fe5", SimdMul::pmulhw);
        both(MMX, SSE2, "pmaddwd", "0ff5", SimdMul::pmaddwd);
        both(SSE, SSE2, "pmulhuw", "0fe4", SimdMul::pmulhuw);
        both(SSE2, SSE2, "pmuludq", "0ff4", SimdMul::pmuludq);
        both(SSE, SSE2, "psadbw", "0ff6", SimdMul::psadbw);
        both(SSE, SSE2, "pavgb", "0fe0", SimdInt::pavgb);
        both(SSE, SSE2, "pavgw", "0fe3", SimdInt::pavgw);
        both(SSE, SSE2, "pminub", "0fda", SimdInt::pminub);
        both(SSE, SSE2, "pmaxub", "0fde", SimdInt::pmaxub);
        both(SSE, SSE2, "pminsw", "0fea", SimdInt::pminsw);
        both(SSE, SSE2, "pmaxsw", "0fee", SimdInt::pmaxsw);
        bothJoined(MMX, SSE2, "packsswb", "0f63", SimdMul::packsswb);
        bothJoined(MMX, SSE2, "packssdw", "0f6b", SimdMul::packssdw);
        bothJoined(MMX, SSE2, "packuswb", "0f67", SimdMul::packuswb);
    }

    private void shifts() {
        both(MMX, SSE2, "psllw", "0ff1", SimdShift::psllw);
        both(MMX, SSE2, "pslld", "0ff2", SimdShift::pslld);
        both(MMX, SSE2, "psllq", "0ff3", SimdShift::psllq);
        both(MMX, SSE2, "psrlw", "0fd1", SimdShift::psrlw);
        both(MMX, SSE2, "psrld", "0fd2", SimdShift::psrld);
        both(MMX, SSE2, "psrlq", "0fd3", SimdShift::psrlq);
        both(MMX, SSE2, "psraw", "0fe1", SimdShift::psraw);
        both(MMX, SSE2, "psrad", "0fe2", SimdShift::psrad);
        mmxShift("psrlw", "np 0f71/2 Nq,Ib", SimdShift::psrlw);
        mmxShift("psraw", "np 0f71/4 Nq,Ib", SimdShift::psraw);
        mmxShift("psllw", "np 0f71/6 Nq,Ib", SimdShift::psllw);
        mmxShift("psrld", "np 0f72/2 Nq,Ib", SimdShift::psrld);
        mmxShift("psrad", "np 0f72/4 Nq,Ib", SimdShift::psrad);
        mmxShift("pslld", "np 0f72/6 Nq,Ib", SimdShift::pslld);
        mmxShift("psrlq", "np 0f73/2 Nq,Ib", SimdShift::psrlq);
        mmxShift("psllq", "np 0f73/6 Nq,Ib", SimdShift::psllq);
        xmmShift("psrlw", "66 0f71/2 Udq,Ib", SimdShift::psrlw);
        xmmShift("psraw", "66 0f71/4 Udq,Ib", SimdShift::psraw);
        xmmShift("psllw", "66 0f71/6 Udq,Ib", SimdShift::psllw);
        xmmShift("psrld", "66 0f72/2 Udq,Ib", SimdShift::psrld);
        xmmShift("psrad", "66 0f72/4 Udq,Ib", SimdShift::psrad);
        xmmShift("pslld", "66 0f72/6 Udq,Ib", SimdShift::pslld);
        xmmShift("psrlq", "66 0f73/2 Udq,Ib", SimdShift::psrlq);
        xmmShift("psllq", "66 0f73/6 Udq,Ib", SimdShift::psllq);
        insn("psrldq", "66 0f73/3 Udq,Ib").feature(SSE2).with(Row.Attr.SSE)
                .means(x -> x.run(SimdShift::psrldq, x.imm(x.number(0)), x.imm(x.immediate(1))));
        insn("pslldq", "66 0f73/7 Udq,Ib").feature(SSE2).with(Row.Attr.SSE)
                .means(x -> x.run(SimdShift::pslldq, x.imm(x.number(0)), x.imm(x.immediate(1))));
    }

    private void moves() {
        mmx(MMX, "punpcklbw", "np 0f60 Pq,Qd", SimdMove::punpcklbw);
        mmx(MMX, "punpcklwd", "np 0f61 Pq,Qd", SimdMove::punpcklwd);
        mmx(MMX, "punpckldq", "np 0f62 Pq,Qd", SimdMove::punpckldq);
        mmxHigh(MMX, "punpckhbw", "np 0f68 Pq,Qq", SimdMove::punpcklbw);
        mmxHigh(MMX, "punpckhwd", "np 0f69 Pq,Qq", SimdMove::punpcklwd);
        mmxHigh(MMX, "punpckhdq", "np 0f6a Pq,Qq", SimdMove::punpckldq);
        xmm(SSE2, "punpcklbw", "66 0f60 Vdq,Wdq", SimdMove::punpcklbw);
        xmm(SSE2, "punpcklwd", "66 0f61 Vdq,Wdq", SimdMove::punpcklwd);
        xmm(SSE2, "punpckldq", "66 0f62 Vdq,Wdq", SimdMove::punpckldq);
        xmm(SSE2, "punpcklqdq", "66 0f6c Vdq,Wdq", SimdMove::punpcklqdq);
        xmm(SSE2, "punpckhbw", "66 0f68 Vdq,Wdq", SimdMove::punpckhbw);
        xmm(SSE2, "punpckhwd", "66 0f69 Vdq,Wdq", SimdMove::punpckhwd);
        xmm(SSE2, "punpckhdq", "66 0f6a Vdq,Wdq", SimdMove::punpckhdq);
        xmm(SSE2, "punpckhqdq", "66 0f6d Vdq,Wdq", SimdMove::punpckhqdq);

        insn("movd", "np 0f6e Pq,Ed").feature(MMX).with(Row.Attr.MMX).means(x -> {
            Val v = x.read(1);
            x.run(SimdMmx::fromGpr, x.imm(x.number(0)), v);
        });
        insn("movd", "np 0f7e Ed,Pq").feature(MMX).with(Row.Attr.MMX).means(x -> {
            if (x.isMemory(0)) x.run(SimdMmx::store32, x.linear(4, true), x.imm(x.number(1)));
            else x.write(0, x.call(SimdMmx::toGpr, x.imm(x.number(1))));
        });
        insn("movq", "np 0f6f Pq,Qq").feature(MMX).with(Row.Attr.MMX).means(x -> {
            if (x.isMemory(1)) x.run(SimdMmx::load, x.linear(8, false), x.imm(x.number(0)));
            else x.run(SimdMmx::move, x.imm(x.number(0)), x.imm(x.number(1)));
        });
        insn("movq", "np 0f7f Qq,Pq").feature(MMX).with(Row.Attr.MMX).means(x -> {
            if (x.isMemory(0)) x.run(SimdMmx::store, x.linear(8, true), x.imm(x.number(1)));
            else x.run(SimdMmx::move, x.imm(x.number(0)), x.imm(x.number(1)));
        });
        insn("emms", "np 0f77").feature(MMX).with(Row.Attr.MMX).means(x -> x.run(SimdMmx::emms));
        fromGpr(SSE2, "movd", "66 0f6e Vdq,Ed", SimdMove::fromGpr);
        insn("movd", "66 0f7e Ed,Vdq").feature(SSE2).with(Row.Attr.SSE)
                .means(x -> x.write(0, x.call(SimdMove::toGpr, x.imm(x.number(1)))));
    }

    private void extensions() {
        mmxImm(SSE, "pshufw", "np 0f70 Pq,Qq,Ib", SimdMove::pshuflw);
        xmmImm(SSE2, "pshufd", "66 0f70 Vdq,Wdq,Ib", SimdMove::pshufd);
        xmmImm(SSE2, "pshufhw", "f3 0f70 Vdq,Wdq,Ib", SimdMove::pshufhw);
        xmmImm(SSE2, "pshuflw", "f2 0f70 Vdq,Wdq,Ib", SimdMove::pshuflw);
        insn("pinsrw", "np 0fc4 Pq,Ed,Ib").feature(SSE).with(Row.Attr.MMX).means(x -> insert(x, 2, SimdMmx::pinsrw));
        insertion(SSE2, "pinsrw", "66 0fc4 Vdq,Ed,Ib", 2, SimdMove::pinsrw);
        insn("pextrw", "np 0fc5 Gd,Nq,Ib").feature(SSE).with(Row.Attr.MMX)
                .means(x -> x.write(0, x.call(SimdMmx::pextrw, x.imm(x.number(1)), x.imm(x.immediate(2)))));
        insn("pextrw", "66 0fc5 Gd,Udq,Ib").feature(SSE2).with(Row.Attr.SSE)
                .means(x -> x.write(0, x.call(SimdMove::pextrw, x.imm(x.number(1)), x.imm(x.immediate(2)))));
        insn("pmovmskb", "np 0fd7 Gd,Nq").feature(SSE).with(Row.Attr.MMX)
                .means(x -> x.write(0, x.call(SimdMmx::pmovmskb, x.imm(x.number(1)))));
        toGpr(SSE2, "pmovmskb", "66 0fd7 Gd,Udq", SimdMove::pmovmskb);
        insn("movntq", "np 0fe7 Mq,Pq").feature(SSE).with(Row.Attr.MMX)
                .means(x -> x.run(SimdMmx::store, x.linear(8, true), x.imm(x.number(1))));
        insn("maskmovq", "np 0ff7 Pq,Nq").feature(SSE).with(Row.Attr.MMX).means(x -> {
            x.run(SimdMmx::takeDestination, x.imm(x.number(0)));
            x.run(SimdMmx::takeSource, x.imm(x.number(1)));
            x.run(SimdMemory::storeMasked8, maskedAddress(x, 8), x.imm(SimdMemory.SCRATCH), x.imm(SimdMemory.SCRATCH2));
            x.run(SimdMmx::enter);
        });
        insn("maskmovdqu", "66 0ff7 Vdq,Udq").feature(SSE2).with(Row.Attr.SSE)
                .means(x -> x.run(SimdMemory::storeMasked, maskedAddress(x, 16), x.imm(x.number(0)), x.imm(x.number(1))));
        insn("movq2dq", "f3 0fd6 Vdq,Nq").feature(SSE2).with(Row.Attr.SSE).means(x -> {
            mmxToo(x);
            x.run(SimdMmx::toXmm, x.imm(x.number(0)), x.imm(x.number(1)));
        });
        insn("movdq2q", "f2 0fd6 Pq,Udq").feature(SSE2).with(Row.Attr.SSE).means(x -> {
            mmxToo(x);
            x.run(SimdMmx::fromXmm, x.imm(x.number(0)), x.imm(x.number(1)));
        });
    }

    /** DS:(E)DI, or another segment by prefix. */
    private static Val maskedAddress(Lift x, int bytes) {
        int override = x.insn().segmentOverride;
        return x.linear(override >= 0 ? override : CpuState.DS, x.gpr(CpuState.EDI, x.insn().addressSize()), bytes, true);
    }
}
