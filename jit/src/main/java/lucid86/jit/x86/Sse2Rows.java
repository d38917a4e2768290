package lucid86.jit.x86;

import static lucid86.jit.x86.Feature.SSE2;

import lucid86.jit.helpers.SimdInt;
import lucid86.jit.helpers.SimdMemory;
import lucid86.jit.helpers.SimdMove;
import lucid86.jit.helpers.SseConvert;
import lucid86.jit.helpers.SseFloat;

/** SSE2: double precision, moves and cacheability. Its packed integer instructions stand in {@link MmxRows}. */
final class Sse2Rows extends SimdRowList {
    {
        moves();
        arithmetic();
        conversions();
        ordering();
    }

    private void moves() {
        loading(SSE2, "movupd", "66 0f10 Vpd,Wpd", false, SimdMove::move);
        storing(SSE2, "movupd", "66 0f11 Wpd,Vpd", SimdMove::move, SimdMemory::storeUnaligned);
        loading(SSE2, "movsd", "f2 0f10 Vsd,Wsd", false, SimdMove::movsd);
        storing(SSE2, "movsd", "f2 0f11 Wsd,Vsd", SimdMove::movsd, SimdMemory::storeLow);
        memoryLoad(SSE2, "movlpd", "66 0f12 Vq,Mq", SimdMemory::loadLow);
        memoryStore(SSE2, "movlpd", "66 0f13 Mq,Vq", SimdMemory::storeLow);
        memoryLoad(SSE2, "movhpd", "66 0f16 Vq,Mq", SimdMemory::loadHigh);
        memoryStore(SSE2, "movhpd", "66 0f17 Mq,Vq", SimdMemory::storeHigh);
        loading(SSE2, "movapd", "66 0f28 Vpd,Wpd", true, SimdMove::move);
        storing(SSE2, "movapd", "66 0f29 Wpd,Vpd", SimdMove::move, SimdMemory::storeAligned);
        memoryStore(SSE2, "movntpd", "66 0f2b Mpd,Vpd", SimdMemory::storeAligned);
        loading(SSE2, "movdqa", "66 0f6f Vdq,Wdq", true, SimdMove::move);
        storing(SSE2, "movdqa", "66 0f7f Wdq,Vdq", SimdMove::move, SimdMemory::storeAligned);
        loading(SSE2, "movdqu", "f3 0f6f Vdq,Wdq", false, SimdMove::move);
        storing(SSE2, "movdqu", "f3 0f7f Wdq,Vdq", SimdMove::move, SimdMemory::storeUnaligned);
        memoryStore(SSE2, "movntdq", "66 0fe7 Mdq,Vdq", SimdMemory::storeAligned);
        loading(SSE2, "movq", "f3 0f7e Vq,Wq", false, SimdMove::movq);
        storing(SSE2, "movq", "66 0fd6 Wq,Vq", SimdMove::movq, SimdMemory::storeLow);
        toGpr(SSE2, "movmskpd", "66 0f50 Gd,Upd", SimdMove::movmskpd);
        xmm(SSE2, "unpcklpd", "66 0f14 Vpd,Wpd", SimdMove::punpcklqdq);
        xmm(SSE2, "unpckhpd", "66 0f15 Vpd,Wpd", SimdMove::punpckhqdq);
        xmmImm(SSE2, "shufpd", "66 0fc6 Vpd,Wpd,Ib", SimdMove::shufpd);
    }

    private void arithmetic() {
        xmm(SSE2, "sqrtpd", "66 0f51 Vpd,Wpd", SseFloat::sqrtpd);
        xmm(SSE2, "sqrtsd", "f2 0f51 Vsd,Wsd", SseFloat::sqrtsd);
        xmm(SSE2, "addpd", "66 0f58 Vpd,Wpd", SseFloat::addpd);
        xmm(SSE2, "addsd", "f2 0f58 Vsd,Wsd", SseFloat::addsd);
        xmm(SSE2, "mulpd", "66 0f59 Vpd,Wpd", SseFloat::mulpd);
        xmm(SSE2, "mulsd", "f2 0f59 Vsd,Wsd", SseFloat::mulsd);
        xmm(SSE2, "subpd", "66 0f5c Vpd,Wpd", SseFloat::subpd);
        xmm(SSE2, "subsd", "f2 0f5c Vsd,Wsd", SseFloat::subsd);
        xmm(SSE2, "minpd", "66 0f5d Vpd,Wpd", SseFloat::minpd);
        xmm(SSE2, "minsd", "f2 0f5d Vsd,Wsd", SseFloat::minsd);
        xmm(SSE2, "divpd", "66 0f5e Vpd,Wpd", SseFloat::divpd);
        xmm(SSE2, "divsd", "f2 0f5e Vsd,Wsd", SseFloat::divsd);
        xmm(SSE2, "maxpd", "66 0f5f Vpd,Wpd", SseFloat::maxpd);
        xmm(SSE2, "maxsd", "f2 0f5f Vsd,Wsd", SseFloat::maxsd);
        xmm(SSE2, "andpd", "66 0f54 Vpd,Wpd", SimdInt::pand);
        xmm(SSE2, "andnpd", "66 0f55 Vpd,Wpd", SimdInt::pandn);
        xmm(SSE2, "orpd", "66 0f56 Vpd,Wpd", SimdInt::por);
        xmm(SSE2, "xorpd", "66 0f57 Vpd,Wpd", SimdInt::pxor);
        xmmImm(SSE2, "cmppd", "66 0fc2 Vpd,Wpd,Ib", SseFloat::cmppd);
        xmmImm(SSE2, "cmpsd", "f2 0fc2 Vsd,Wsd,Ib", SseFloat::cmpsd);
        comparing(SSE2, "ucomisd", "66 0f2e Vsd,Wsd", SseFloat::ucomisd);
        comparing(SSE2, "comisd", "66 0f2f Vsd,Wsd", SseFloat::comisd);
    }

    private void conversions() {
        fromMmx(SSE2, "cvtpi2pd", "66 0f2a Vpd,Qq", SseConvert::cvtdq2pd);
        fromGpr(SSE2, "cvtsi2sd", "f2 0f2a Vsd,Ed", SseConvert::cvtsi2sd);
        toMmx(SSE2, "cvttpd2pi", "66 0f2c Pq,Wpd", SseConvert::cvttpd2dq);
        toGpr(SSE2, "cvttsd2si", "f2 0f2c Gd,Wsd", SseConvert::cvttsd2si);
        toMmx(SSE2, "cvtpd2pi", "66 0f2d Pq,Wpd", SseConvert::cvtpd2dq);
        toGpr(SSE2, "cvtsd2si", "f2 0f2d Gd,Wsd", SseConvert::cvtsd2si);
        xmm(SSE2, "cvtps2pd", "np 0f5a Vpd,Wq", SseConvert::cvtps2pd);
        xmm(SSE2, "cvtpd2ps", "66 0f5a Vps,Wpd", SseConvert::cvtpd2ps);
        xmm(SSE2, "cvtss2sd", "f3 0f5a Vsd,Wss", SseConvert::cvtss2sd);
        xmm(SSE2, "cvtsd2ss", "f2 0f5a Vss,Wsd", SseConvert::cvtsd2ss);
        xmm(SSE2, "cvtdq2ps", "np 0f5b Vps,Wdq", SseConvert::cvtdq2ps);
        xmm(SSE2, "cvtps2dq", "66 0f5b Vdq,Wps", SseConvert::cvtps2dq);
        xmm(SSE2, "cvttps2dq", "f3 0f5b Vdq,Wps", SseConvert::cvttps2dq);
        xmm(SSE2, "cvttpd2dq", "66 0fe6 Vdq,Wpd", SseConvert::cvttpd2dq);
        xmm(SSE2, "cvtdq2pd", "f3 0fe6 Vpd,Wq", SseConvert::cvtdq2pd);
        xmm(SSE2, "cvtpd2dq", "f2 0fe6 Vdq,Wpd", SseConvert::cvtpd2dq);
    }

    private void ordering() {
        insn("movnti", "np 0fc3 Md,Gd").feature(SSE2).means(x -> x.write(0, x.read(1)));
        insn("clflush", "np 0fae/7 Mb").feature(Feature.CLFLUSH).means(x -> x.run(SimdMemory::touch, x.linear(1, false)));
        insn("lfence", "np 0fae:e8+i").feature(SSE2).means(x -> {});
        insn("mfence", "np 0fae:f0+i").feature(SSE2).means(x -> {});
    }
}
