package lucid86.debugger.save;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** A zip archive that begins with an entry saying what it is, in which version. */
final class Archive {
    /** What an archive is. */
    enum Kind {
        STATE(2), RECORDING(1);

        private final int version;

        Kind(int version) {
            this.version = version;
        }
    }

    private static final String FORMAT = "lucid86.txt";
    /** Longest entry that is read whole, in bytes. */
    private static final int MOST = 64 << 20;

    private Archive() {}

    /** Writes the content of an entry. */
    @FunctionalInterface
    interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    // ---- out --------------------------------------------------------------------------------------------------------------

    /** An archive being written: beside its place at first, so that a failure leaves an older file as it was. */
    static final class Writer implements Closeable {
        private final Path path, temporary;
        private final ZipOutputStream zip;
        private boolean complete;

        Writer(Path path, Kind kind) throws IOException {
            this.path = path;
            temporary = Files.createTempFile(path.toAbsolutePath().getParent(), "." + path.getFileName(), ".part");
            zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16));
            zip.setLevel(Deflater.BEST_SPEED);
            text(FORMAT, "lucid86 " + kind.name().toLowerCase(java.util.Locale.ROOT) + "\nversion " + kind.version + "\n");
        }

        void entry(String name, Content content) throws IOException {
            zip.putNextEntry(new ZipEntry(name));
            var out = new DataOutputStream(new BufferedOutputStream(zip, 1 << 16));
            content.write(out);
            out.flush();
            zip.closeEntry();
        }

        void text(String name, String text) throws IOException {
            entry(name, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
        }

        /** Everything is written: the archive takes its place. */
        void finish() throws IOException {
            zip.close();
            Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING);
            complete = true;
        }

        @Override
        public void close() throws IOException {
            if (complete) return;
            try {
                zip.close();
            } finally {
                Files.deleteIfExists(temporary);
            }
        }
    }

    // ---- in ---------------------------------------------------------------------------------------------------------------

    /** An archive being read. Failures are {@link IOException}s with one line for people. */
    static final class Reader implements Closeable {
        private final ZipFile zip;
        private final Path path;

        Reader(Path path, Kind kind) throws IOException {
            this.path = path;
            try {
                zip = new ZipFile(path.toFile());
            } catch (NoSuchFileException e) {
                throw new IOException(path + " does not exist", e);
            } catch (ZipException e) {
                throw new IOException(path + " is no saved state or recording, or is damaged: " + e.getMessage(), e);
            }
            try {
                if (!has(FORMAT)) throw new IOException(path + " is no saved state or recording");
                String[] lines = text(FORMAT).split("\n");
                String want = "lucid86 " + kind.name().toLowerCase(java.util.Locale.ROOT);
                if (!lines[0].equals(want)) throw new IOException(path + " is a '" + lines[0] + "', not a '" + want + "'");
                if (lines.length < 2 || !lines[1].equals("version " + kind.version))
                    throw new IOException(path + " is of " + (lines.length < 2 ? "no version" : lines[1]) + ", this is version " + kind.version);
            } catch (IOException e) {
                zip.close();
                throw e;
            }
        }

        boolean has(String name) {
            return zip.getEntry(name) != null;
        }

        List<String> names() {
            return zip.stream().map(ZipEntry::getName).toList();
        }

        /** @param most bytes, however much the entry claims to hold; reading more fails */
        DataInputStream open(String name, long most) throws IOException {
            ZipEntry e = zip.getEntry(name);
            if (e == null) throw new IOException(path + " is damaged: it has no " + name);
            return new DataInputStream(new BufferedInputStream(new Bounded(zip.getInputStream(e), most), 1 << 16));
        }

        byte[] bytes(String name) throws IOException {
            try (var in = open(name, MOST)) {
                return in.readAllBytes();
            }
        }

        String text(String name) throws IOException {
            return new String(bytes(name), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            zip.close();
        }
    }

    /** Ends with an error when more is read than there may be: small archives can unpack to any size. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long most) {
            super(in);
            left = most;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) take(1);
            return b;
        }

        @Override
        public int read(byte[] to, int from, int count) throws IOException {
            int n = super.read(to, from, count);
            if (n > 0) take(n);
            return n;
        }

        private void take(int n) throws IOException {
            left -= n;
            if (left < 0) throw new IOException("damaged: more data than there can be");
        }
    }
}
