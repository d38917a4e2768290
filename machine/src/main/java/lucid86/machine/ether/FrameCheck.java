package lucid86.machine.ether;

import java.util.zip.CRC32;

/** The check sequence of Ethernet frames (IEEE 802.3, 3.2.9), which cards also hash multicast addresses with. */
public final class FrameCheck {
    private FrameCheck() {}

    /** The four octets behind a frame, as a number whose low octet goes first. */
    public static int sequence(byte[] frame, int from, int count) {
        var crc = new CRC32();
        crc.update(frame, from, count);
        return (int) crc.getValue();
    }

    /**
     * The upper six bits of the check sequence register after a frame's destination address, as the multicast filters of
     * the DP8390 and its relatives use them: an index into a table of 64 bits.
     */
    public static int multicastHash(byte[] frame) {
        // The register shifts towards its low end here; the datasheets' upper bits are the lower ones, in reverse.
        return Integer.reverse(~sequence(frame, 0, MacAddress.LENGTH)) >>> 26;
    }
}
