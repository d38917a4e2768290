package lucid86.machine.dev.ide;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import lucid86.machine.dev.ide.PacketReply.Bytes;
import lucid86.machine.dev.ide.PacketReply.Failed;

/** READ TOC/PMA/ATIP for a disc with one data track; MMC-3, 6.26. */
final class CdToc {
    /** ADR 1 (position), control 4 (data track). */
    private static final int DATA_TRACK = 0x14;

    private CdToc() {}

    static PacketReply read(byte[] c, long blocks) {
        boolean msf = (c[1] & 2) != 0;
        // SFF-8020i puts the format into the top bits of the control byte.
        int format = c[2] & 15;
        if (format == 0) format = c[9] >> 6 & 3;
        int start = c[6] & 0xff, allocation = CdCommands.word(c, 7);
        var out = new ByteArrayOutputStream();
        switch (format) {
            case 0 -> {
                if (start > 1 && start != 0xaa) return new Failed(Sense.BAD_FIELD);
                out.writeBytes(new byte[] {1, 1});
                if (start <= 1) track(out, 1, 0, msf);
                track(out, 0xaa, blocks, msf);
            }
            case 1 -> {
                out.writeBytes(new byte[] {1, 1});
                track(out, 1, 0, msf);
            }
            case 2 -> {
                if (start > 1) return new Failed(Sense.BAD_FIELD);
                out.writeBytes(new byte[] {1, 1});
                full(out, 0xa0, new byte[] {1, 0, 0});
                full(out, 0xa1, new byte[] {1, 0, 0});
                full(out, 0xa2, address(blocks + CdSector.LEAD));
                full(out, 1, address(CdSector.LEAD));
            }
            default -> {
                return new Failed(Sense.BAD_FIELD);
            }
        }
        byte[] body = out.toByteArray();
        var d = new byte[2 + body.length];
        d[0] = (byte) (body.length >> 8);
        d[1] = (byte) body.length;
        System.arraycopy(body, 0, d, 2, body.length);
        if (allocation == 0) return PacketReply.DONE;
        return new Bytes(allocation < d.length ? Arrays.copyOf(d, allocation) : d);
    }

    private static void track(ByteArrayOutputStream out, int number, long block, boolean msf) {
        out.writeBytes(new byte[] {0, DATA_TRACK, (byte) number, 0, 0});
        if (msf) out.writeBytes(address(block + CdSector.LEAD));
        else out.writeBytes(new byte[] {(byte) (block >> 16), (byte) (block >> 8), (byte) block});
    }

    private static void full(ByteArrayOutputStream out, int point, byte[] place) {
        out.writeBytes(new byte[] {1, DATA_TRACK, 0, (byte) point, 0, 0, 0, 0});
        out.writeBytes(place);
    }

    private static byte[] address(long frames) {
        return new byte[] {(byte) (frames / (75 * 60)), (byte) (frames / 75 % 60), (byte) (frames % 75)};
    }
}
