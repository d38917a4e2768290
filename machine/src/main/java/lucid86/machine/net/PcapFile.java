package lucid86.machine.net;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import lucid86.machine.ether.NetworkPort;

/**
 * Writes frames to a file that tcpdump and Wireshark read: classic pcap (draft-ietf-opsawg-pcap), link type Ethernet. Times
 * are virtual ones, so the same run gives the same file.
 */
public final class PcapFile implements NetworkPort.Listener, AutoCloseable {
    private static final int MAGIC_MICROSECONDS = 0xa1b2c3d4, LINK_ETHERNET = 1, LONGEST = 65535;

    private final Path path;
    private final OutputStream out;
    private final Consumer<String> log;
    private boolean failed;

    /** Makes the file, in place of one that is there. */
    public PcapFile(Path path, Consumer<String> log) throws IOException {
        this.path = path;
        this.log = log;
        out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 16);
        out.write(ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putInt(MAGIC_MICROSECONDS).putShort((short) 2).putShort((short) 4)
                .putInt(0).putInt(0).putInt(LONGEST).putInt(LINK_ETHERNET).array());
    }

    @Override
    public void frame(long time, byte[] frame) {
        if (failed) return;
        try {
            out.write(ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt((int) (time / 1_000_000_000))
                    .putInt((int) (time % 1_000_000_000 / 1000)).putInt(frame.length).putInt(frame.length).array());
            out.write(frame);
            // Whoever looks while the guest runs, or after a crash, sees all frames.
            out.flush();
        } catch (IOException e) {
            failed = true;
            log.accept("frames are no longer written to " + path + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            if (!failed) log.accept(path + " is incomplete: " + e.getMessage());
        }
    }
}
