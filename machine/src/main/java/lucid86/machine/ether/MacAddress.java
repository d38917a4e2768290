package lucid86.machine.ether;

import java.util.Arrays;
import java.util.HexFormat;

/** An Ethernet address (EUI-48): the low 48 bits of a number, first octet on the wire in bits 47-40. */
public record MacAddress(long bits) {
    public static final int LENGTH = 6;
    public static final MacAddress BROADCAST = new MacAddress(0xffff_ffff_ffffL);

    public MacAddress {
        if (bits >>> 48 != 0) throw new IllegalArgumentException("more than 48 bits: " + Long.toHexString(bits));
    }

    /** Reads six octets. */
    public static MacAddress of(byte[] from, int at) {
        long v = 0;
        for (int i = 0; i < LENGTH; i++) v = v << 8 | from[at + i] & 0xff;
        return new MacAddress(v);
    }

    /** Reads {@code "52:54:00:12:34:56"}; an {@link IllegalArgumentException} for anything else. */
    public static MacAddress parse(String text) {
        if (!text.matches("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}"))
            throw new IllegalArgumentException("a MAC address looks like 52:54:00:12:34:56, not '" + text + "'");
        return of(HexFormat.of().parseHex(text.replaceAll("[:-]", "")), 0);
    }

    /** The address given to card number 0, 1, ... unless another is asked for: 52:54:00:12:34:56 and the following. */
    public static MacAddress ofCard(int number) {
        return new MacAddress(0x5254_0012_3456L + number);
    }

    /** Octet 0 (first on the wire) to 5. */
    public int octet(int i) {
        return (int) (bits >>> 40 - 8 * i) & 0xff;
    }

    public byte[] bytes() {
        var b = new byte[LENGTH];
        for (int i = 0; i < LENGTH; i++) b[i] = (byte) octet(i);
        return b;
    }

    /** The group bit: multicast or broadcast. */
    public boolean group() {
        return (octet(0) & 1) != 0;
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(bytes());
    }

    /** True when these six octets are this address. */
    public boolean matches(byte[] frame, int at) {
        return Arrays.equals(frame, at, at + LENGTH, bytes(), 0, LENGTH);
    }
}
