package lucid86.jit.helpers;

import static lucid86.machine.cpu.CpuState.EAX;

import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Vector;

/** BCD instructions, after the SDM's pseudo code; flags it leaves undefined are as recorded on real processors. */
public final class Decimal {
    private Decimal() {}

    private static void setAl(CpuState c, int al) {
        c.r[EAX] = c.r[EAX] & ~0xff | al & 0xff;
    }

    private static void setAx(CpuState c, int ah, int al) {
        c.r[EAX] = c.r[EAX] & ~0xffff | (ah & 0xff) << 8 | al & 0xff;
    }

    /** SF, ZF and PF of a byte, with the given CF and AF. */
    private static void result(CpuState c, int al, int carry, int adjust) {
        c.setArithmeticFlags(Flags.arithmetic(Flags.op(Flags.LOGIC, 1), 0, 0, al & 0xff) | carry | adjust << 4);
    }

    public static void daa(CpuState c) {
        int f = c.arithmeticFlags(), al = c.r[EAX] & 0xff, old = al, carry = f & 1, adjust = f >> 4 & 1;
        if ((al & 15) > 9 || adjust != 0) {
            al += 6;
            adjust = 1;
        }
        if (old > 0x99 || carry != 0) {
            al += 0x60;
            carry = 1;
        }
        setAl(c, al);
        result(c, al, carry, adjust);
    }

    public static void das(CpuState c) {
        int f = c.arithmeticFlags(), al = c.r[EAX] & 0xff, old = al, oldCarry = f & 1, carry = 0, adjust = f >> 4 & 1;
        if ((al & 15) > 9 || adjust != 0) {
            carry = oldCarry | (al < 6 ? 1 : 0);
            al -= 6;
            adjust = 1;
        }
        if (old > 0x99 || oldCarry != 0) {
            al -= 0x60;
            carry = 1;
        }
        setAl(c, al);
        result(c, al, carry, adjust);
    }

    public static void aaa(CpuState c) {
        int al = c.r[EAX] & 0xff, ah = c.r[EAX] >> 8 & 0xff, adjust = 0;
        if ((al & 15) > 9 || (c.arithmeticFlags() & Flags.AF) != 0) {
            int ax = (ah << 8 | al) + 0x106;
            al = ax;
            ah = ax >> 8;
            adjust = 1;
        }
        setAx(c, ah, al & 15);
        result(c, al & 15, adjust, adjust);
    }

    public static void aas(CpuState c) {
        int al = c.r[EAX] & 0xff, ah = c.r[EAX] >> 8 & 0xff, adjust = 0;
        if ((al & 15) > 9 || (c.arithmeticFlags() & Flags.AF) != 0) {
            int ax = (ah << 8 | al) - 0x106;
            al = ax;
            ah = ax >> 8;
            adjust = 1;
        }
        setAx(c, ah, al & 15);
        result(c, al & 15, adjust, adjust);
    }

    public static void aam(CpuState c, int base) {
        if (base == 0) throw c.fault(Vector.DE);
        int al = c.r[EAX] & 0xff;
        setAx(c, al / base, al % base);
        result(c, al % base, 0, 0);
    }

    public static void aad(CpuState c, int base) {
        int al = (c.r[EAX] & 0xff) + (c.r[EAX] >> 8 & 0xff) * base & 0xff;
        setAx(c, 0, al);
        result(c, al, 0, 0);
    }
}
