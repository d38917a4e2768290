package lucid86.jit.x86;

import static lucid86.jit.x86.Feature.SSE;

import lucid86.jit.helpers.SimdInt;
import lucid86.jit.helpers.SimdMemory;
import lucid86.jit.helpers.SimdMove;
import lucid86.jit.helpers.SseConvert;
import lucid86.jit.helpers.SseFloat;
import lucid86.jit.helpers.SseState;

/** SSE: single precision, control and cacheability. Its MMX extensions stand in {@link MmxRows}. */
final class SseRows extends SimdRowList {
    {
        moves();
        arithmetic();
        conversions();
        state();
    }

    private void moves() {
        loading(SSE, "movups", "np 0f10 Vps,Wps", false, SimdMove::move);
        storing(SSE, "movups", "np 0f11 Wps,Vps", SimdMove::move, SimdMemory::storeUnaligned);
        loading(SSE, "movss", "f3 0f10 Vss,Wss", false, SimdMove::movss);
        storing(SSE, "movss", "f3 0f11 Wss,Vss", SimdMove::movss, SimdMemory::store32);
        xmm(SSE, "movhlps", "np 0f12 Vq,Uq", SimdMove::movhlps);
        memoryLoad(SSE, "movlps", "np 0f12 Vq,Mq", SimdMemory::loadLow);
        memoryStore(SSE, "movlps", "np 0f13 Mq,Vq", SimdMemory::storeLow);
        xmm(SSE, "movlhps", "np 0f16 Vq,Uq", SimdMove::movlhps);
        memoryLoad(SSE, "movhps", "np 0f16 Vq,Mq", SimdMemory::loadHigh);
        memoryStore(SSE, "movhps", "np 0f17 Mq,Vq", SimdMemory::storeHigh);
        loading(SSE, "movaps", "np 0f28 Vps,Wps", true, SimdMove::move);
        storing(SSE, "movaps", "np 0f29 Wps,Vps", SimdMove::move, SimdMemory::storeAligned);
        memoryStore(SSE, "movntps", "np 0f2b Mps,Vps", SimdMemory::storeAligned);
        toGpr(SSE, "movmskps", "np 0f50 Gd,Ups", SimdMove::movmskps);
        xmm(SSE, "unpcklps", "np 0f14 Vps,Wps", SimdMove::punpckldq);
        xmm(SSE, "unpckhps", "np 0f15 Vps,Wps", SimdMove::punpckhdq);
        xmmImm(SSE, "shufps", "np 0fc6 Vps,Wps,Ib", SimdMove::shufps);
    }

    private void arithmetic() {
        xmm(SSE, "sqrtps", "np 0f51 Vps,Wps", SseFloat::sqrtps);
        xmm(SSE, "sqrtss", "f3 0f51 Vss,Wss", SseFloat::sqrtss);
        xmm(SSE, "addps", "np 0f58 Vps,Wps", SseFloat::addps);
        xmm(SSE, "addss", "f3 0f58 Vss,Wss", SseFloat::addss);
        xmm(SSE, "mulps", "np 0f59 Vps,Wps", SseFloat::mulps);
        xmm(SSE, "mulss", "f3 0f59 Vss,Wss", SseFloat::mulss);
        xmm(SSE, "subps", "np 0f5c Vps,Wps", SseFloat::subps);
        xmm(SSE, "subss", "f3 0f5c Vss,Wss", SseFloat::subss);
        xmm(SSE, "minps", "np 0f5d Vps,Wps", SseFloat::minps);
        xmm(SSE, "minss", "f3 0f5d Vss,Wss", SseFloat::minss);
        xmm(SSE, "divps", "np 0f5e Vps,Wps", SseFloat::divps);
        xmm(SSE, "divss", "f3 0f5e Vss,Wss", SseFloat::divss);
        xmm(SSE, "maxps", "np 0f5f Vps,Wps", SseFloat::maxps);
        xmm(SSE, "maxss", "f3 0f5f Vss,Wss", SseFloat::maxss);
        xmm(SSE, "rsqrtps", "np 0f52 Vps,Wps", SseConvert::rsqrtps);
        xmm(SSE, "rsqrtss", "f3 0f52 Vss,Wss", SseConvert::rsqrtss);
        xmm(SSE, "rcpps", "np 0f53 Vps,Wps", SseConvert::rcpps);
        xmm(SSE, "rcpss", "f3 0f53 Vss,Wss", SseConvert::rcpss);
        xmm(SSE, "andps", "np 0f54 Vps,Wps", SimdInt::pand);
        xmm(SSE, "andnps", "np 0f55 Vps,Wps", SimdInt::pandn);
        xmm(SSE, "orps", "np 0f56 Vps,Wps", SimdInt::por);
        xmm(SSE, "xorps", "np 0f57 Vps,Wps", SimdInt::pxor);
        xmmImm(SSE, "cmpps", "np 0fc2 Vps,Wps,Ib", SseFloat::cmpps);
        xmmImm(SSE, "cmpss", "f3 0fc2 Vss,Wss,Ib", SseFloat::cmpss);
        comparing(SSE, "ucomiss", "np 0f2e Vss,Wss", SseFloat::ucomiss);
        comparing(SSE, "comiss", "np 0f2f Vss,Wss", SseFloat::comiss);
    }

    private void conversions() {
        fromMmx(SSE, "cvtpi2ps", "np 0f2a Vps,Qq", SseConvert::cvtpi2ps);
        fromGpr(SSE, "cvtsi2ss", "f3 0f2a Vss,Ed", SseConvert::cvtsi2ss);
        toMmx(SSE, "cvttps2pi", "np 0f2c Pq,Wq", SseConvert::cvttps2pi);
        toGpr(SSE, "cvttss2si", "f3 0f2c Gd,Wss", SseConvert::cvttss2si);
        toMmx(SSE, "cvtps2pi", "np 0f2d Pq,Wq", SseConvert::cvtps2pi);
        toGpr(SSE, "cvtss2si", "f3 0f2d Gd,Wss", SseConvert::cvtss2si);
    }

    private void state() {
        insn("ldmxcsr", "np 0fae/2 Md").feature(SSE).with(Row.Attr.SSE).means(x -> x.run(SseState::ldmxcsr, x.read(0)));
        insn("stmxcsr", "np 0fae/3 Md").feature(SSE).with(Row.Attr.SSE).means(x -> x.write(0, x.call(SseState::stmxcsr)));
        insn("fxsave", "np 0fae/0 M").feature(Feature.FXSR).with(Row.Attr.X87_NO_WAIT)
                .means(x -> x.run(SseState::fxsave, x.linear(512, true)));
        insn("fxrstor", "np 0fae/1 M").feature(Feature.FXSR).with(Row.Attr.X87_NO_WAIT)
                .means(x -> x.run(SseState::fxrstor, x.linear(512, false)));
        // Memory is strongly ordered here: the fences have nothing to wait for.
        insn("sfence", "np 0fae:f8+i").feature(SSE).means(x -> {});
    }
}
