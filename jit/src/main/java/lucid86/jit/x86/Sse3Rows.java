package lucid86.jit.x86;

import static lucid86.jit.x86.Feature.SSE3;

import lucid86.jit.helpers.SimdMove;
import lucid86.jit.helpers.SseFloat;

/** SSE3 on XMM registers. */
final class Sse3Rows extends SimdRowList {
    {
        loading(SSE3, "lddqu", "f2 0ff0 Vdq,Mdq", false, SimdMove::move);
        xmm(SSE3, "movsldup", "f3 0f12 Vps,Wps", SimdMove::movsldup);
        xmm(SSE3, "movshdup", "f3 0f16 Vps,Wps", SimdMove::movshdup);
        xmm(SSE3, "movddup", "f2 0f12 Vpd,Wq", SimdMove::movddup);
        xmm(SSE3, "addsubpd", "66 0fd0 Vpd,Wpd", SseFloat::addsubpd);
        xmm(SSE3, "addsubps", "f2 0fd0 Vps,Wps", SseFloat::addsubps);
        xmm(SSE3, "haddpd", "66 0f7c Vpd,Wpd", SseFloat::haddpd);
        xmm(SSE3, "haddps", "f2 0f7c Vps,Wps", SseFloat::haddps);
        xmm(SSE3, "hsubpd", "66 0f7d Vpd,Wpd", SseFloat::hsubpd);
        xmm(SSE3, "hsubps", "f2 0f7d Vps,Wps", SseFloat::hsubps);
    }
}
