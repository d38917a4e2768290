package lucid86.debugger.gdb;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** The frame of the protocol: {@code $data#checksum}, acknowledged with + until both sides agree not to. */
final class Packets {
    /** Longest packet taken, in bytes of data; also told to gdb. */
    static final int MOST = 0x4000;
    /** What {@link #next} gives for the byte 03h, which means "stop". */
    static final String INTERRUPT = "\3";

    private final InputStream in;
    private final OutputStream out;
    private boolean acknowledge = true;

    Packets(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in);
        this.out = new BufferedOutputStream(out);
    }

    void stopAcknowledging() {
        acknowledge = false;
    }

    /** The next packet's data, a char for each byte. Damaged packets are asked for again. {@link EOFException} at the end. */
    String next() throws IOException {
        while (true) {
            int c = read();
            if (c == 3) return INTERRUPT;
            if (c != '$') continue;
            var data = new StringBuilder();
            int sum = 0;
            for (c = read(); c != '#'; c = read()) {
                sum += c;
                if (data.length() > MOST) throw new IOException("a packet is too long");
                if (c == '}') {
                    c = read();
                    sum += c;
                    c ^= 0x20;
                }
                data.append((char) c);
            }
            int wanted = Character.digit(read(), 16) << 4 | Character.digit(read(), 16);
            boolean good = (sum & 0xff) == wanted;
            if (acknowledge) write(good ? "+" : "-");
            if (good || !acknowledge) return data.toString();
        }
    }

    private int read() throws IOException {
        int c = in.read();
        if (c < 0) throw new EOFException();
        return c;
    }

    /** Sends a packet; its chars are bytes. */
    synchronized void send(String data) throws IOException {
        var escaped = new StringBuilder("$");
        int sum = 0;
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            if (c == '#' || c == '$' || c == '}' || c == '*') {
                escaped.append('}');
                sum += '}';
                c ^= 0x20;
            }
            escaped.append(c);
            sum += c;
        }
        write(escaped.append(String.format("#%02x", sum & 0xff)).toString());
    }

    private synchronized void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}
