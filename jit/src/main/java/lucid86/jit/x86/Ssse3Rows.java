package lucid86.jit.x86;

import static lucid86.jit.x86.Feature.SSSE3;

import lucid86.jit.helpers.SimdMove;
import lucid86.jit.helpers.SimdMul;
import lucid86.jit.helpers.SimdShift;

/** SSSE3, on MMX and XMM registers. */
final class Ssse3Rows extends SimdRowList {
    {
        mmx(SSSE3, "pshufb", "np 0f3800 Pq,Qq", SimdMove::pshufb8);
        xmm(SSSE3, "pshufb", "66 0f3800 Vdq,Wdq", SimdMove::pshufb);
        bothJoined(SSSE3, SSSE3, "phaddw", "0f3801", SimdMul::phaddw);
        bothJoined(SSSE3, SSSE3, "phaddd", "0f3802", SimdMul::phaddd);
        bothJoined(SSSE3, SSSE3, "phaddsw", "0f3803", SimdMul::phaddsw);
        both(SSSE3, SSSE3, "pmaddubsw", "0f3804", SimdMul::pmaddubsw);
        bothJoined(SSSE3, SSSE3, "phsubw", "0f3805", SimdMul::phsubw);
        bothJoined(SSSE3, SSSE3, "phsubd", "0f3806", SimdMul::phsubd);
        bothJoined(SSSE3, SSSE3, "phsubsw", "0f3807", SimdMul::phsubsw);
        both(SSSE3, SSSE3, "psignb", "0f3808", SimdMul::psignb);
        both(SSSE3, SSSE3, "psignw", "0f3809", SimdMul::psignw);
        both(SSSE3, SSSE3, "psignd", "0f380a", SimdMul::psignd);
        both(SSSE3, SSSE3, "pmulhrsw", "0f380b", SimdMul::pmulhrsw);
        both(SSSE3, SSSE3, "pabsb", "0f381c", SimdMul::pabsb);
        both(SSSE3, SSSE3, "pabsw", "0f381d", SimdMul::pabsw);
        both(SSSE3, SSSE3, "pabsd", "0f381e", SimdMul::pabsd);
        mmxImm(SSSE3, "palignr", "np 0f3a0f Pq,Qq,Ib", SimdShift::palignr8);
        xmmImm(SSSE3, "palignr", "66 0f3a0f Vdq,Wdq,Ib", SimdShift::palignr);
    }
}
