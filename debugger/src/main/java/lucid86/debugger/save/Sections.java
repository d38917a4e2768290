package lucid86.debugger.save;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import lucid86.machine.mem.TrackedMemory;
import lucid86.machine.save.MachineState;

/** A machine's sections and memory as entries of an archive. */
final class Sections {
    private static final String PREFIX = "sections/", MEMORY = "memory";
    private static final int LONG = 1, BYTES = 2, INTS = 3, LONGS = 4, TEXT = 5;
    private static final int MOST = 1 << 24;
    private static final int END = -1;
    /** Most bytes of a section; the TLB's may be large. */
    private static final int SECTION = 1 << 24, MAX_SECTIONS = 200;

    private Sections() {}

    static void write(Archive.Writer to, MachineState state, TrackedMemory memory) throws IOException {
        for (var s : state.sections().entrySet()) to.entry(PREFIX + s.getKey(), out -> write(out, s.getValue()));
        to.entry(MEMORY, out -> {
            var zero = new byte[TrackedMemory.PAGE];
            out.writeInt(memory.pages());
            for (int p = 0; p < memory.pages(); p++) {
                byte[] page = memory.page(p);
                if (java.util.Arrays.equals(page, zero)) continue;
                out.writeInt(p);
                out.write(page);
            }
            out.writeInt(END);
        });
    }

    private static void write(DataOutputStream out, Map<String, Object> values) throws IOException {
        out.writeInt(values.size());
        for (var e : values.entrySet()) {
            RecordCodec.text(out, e.getKey());
            switch (e.getValue()) {
                case Long l -> {
                    out.writeByte(LONG);
                    out.writeLong(l);
                }
                case byte[] b -> {
                    out.writeByte(BYTES);
                    out.writeInt(b.length);
                    out.write(b);
                }
                case int[] a -> {
                    out.writeByte(INTS);
                    out.writeInt(a.length);
                    for (int v : a) out.writeInt(v);
                }
                case long[] a -> {
                    out.writeByte(LONGS);
                    out.writeInt(a.length);
                    for (long v : a) out.writeLong(v);
                }
                default -> {
                    out.writeByte(TEXT);
                    RecordCodec.text(out, e.getValue().toString());
                }
            }
        }
    }

    static MachineState read(Archive.Reader from) throws IOException {
        var sections = new LinkedHashMap<String, Map<String, Object>>();
        for (String name : from.names()) {
            if (!name.startsWith(PREFIX)) continue;
            if (sections.size() == MAX_SECTIONS) throw new IOException("damaged: too many sections");
            try (var in = from.open(name, SECTION)) {
                sections.put(name.substring(PREFIX.length()), values(in));
            } catch (EOFException e) {
                throw new IOException("damaged: " + name + " is cut off", e);
            }
        }
        return new MachineState(sections);
    }

    private static Map<String, Object> values(DataInputStream in) throws IOException {
        var values = new LinkedHashMap<String, Object>();
        for (int n = length(in); n > 0; n--) {
            String name = RecordCodec.text(in);
            values.put(name, switch (in.readByte()) {
                case LONG -> (Object) in.readLong();
                case BYTES -> RecordCodec.bytes(in, MOST);
                case INTS -> {
                    byte[] b = RecordCodec.bytes(in, Integer.BYTES, MOST);
                    var a = new int[b.length / Integer.BYTES];
                    java.nio.ByteBuffer.wrap(b).asIntBuffer().get(a);
                    yield a;
                }
                case LONGS -> {
                    byte[] b = RecordCodec.bytes(in, Long.BYTES, MOST);
                    var a = new long[b.length / Long.BYTES];
                    java.nio.ByteBuffer.wrap(b).asLongBuffer().get(a);
                    yield a;
                }
                case TEXT -> RecordCodec.text(in);
                default -> throw new IOException("damaged: a value of no known kind");
            });
        }
        return values;
    }

    private static int length(DataInputStream in) throws IOException {
        int n = in.readInt();
        if (n < 0 || n > MOST) throw new IOException("damaged: a list of " + n);
        return n;
    }

    /** Gives memory the saved contents; pages that were not saved are cleared. */
    static void readMemory(Archive.Reader from, TrackedMemory memory) throws IOException {
        try (var in = from.open(MEMORY, 16 + memory.pages() * (TrackedMemory.PAGE + 4L))) {
            if (in.readInt() != memory.pages()) throw new IOException("damaged: memory has another size");
            var page = new byte[TrackedMemory.PAGE];
            var zero = new byte[TrackedMemory.PAGE];
            int next = 0;
            for (int p = in.readInt(); p != END; p = in.readInt()) {
                if (p < next || p >= memory.pages()) throw new IOException("damaged: page " + p + " is out of order");
                while (next < p) memory.restore(next++, zero);
                in.readFully(page);
                memory.restore(p, page);
                next = p + 1;
            }
            while (next < memory.pages()) memory.restore(next++, zero);
        } catch (EOFException e) {
            throw new IOException("damaged: memory is cut off", e);
        }
    }
}
