package lucid86.machine.disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.HashMap;
import java.util.Map;

/**
 * A host file held by at most one writer, or by any number of readers: an operating-system lock keeps other processes
 * out, a table of this process's files keeps other machines of this process out.
 *
 * <p>The table is asked before the file is opened: POSIX drops all of a process's locks on a file when any descriptor of
 * that file is closed, so a refused second open must never happen. For the same reason readers share one descriptor.
 * {@link RandomAccessFile} rather than a channel moves the bytes, because an interrupted thread would close the channel.
 */
final class ImageFile implements ByteStore {
    private static final Map<Object, Held> HELD = new HashMap<>();

    /** An open file and how many images use it. */
    private static final class Held {
        final RandomAccessFile file;
        final FileLock lock;
        final boolean writable;
        int users = 1;

        Held(RandomAccessFile file, FileLock lock, boolean writable) {
            this.file = file;
            this.lock = lock;
            this.writable = writable;
        }
    }

    private final String name;
    private final Object key;
    private final Held held;
    private boolean closed;

    private ImageFile(String name, Object key, Held held) {
        this.name = name;
        this.key = key;
        this.held = held;
    }

    /** Opens and locks a regular file; for reading only when {@code write} is false or the file is write-protected. */
    static ImageFile open(Path path, boolean write) throws ImageException {
        String name = path.toString();
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            if (attributes.isDirectory()) throw new ImageException(name + " is a directory: choose an image file");
            if (!attributes.isRegularFile())
                throw new ImageException(name + " is not a regular file: copy its content to an image file first");
            if (!Files.isReadable(path)) throw new ImageException(name + " may not be read: change its permissions");
            boolean writable = write && isWritable(path);
            Object key = attributes.fileKey() != null ? attributes.fileKey() : path.toRealPath();
            synchronized (HELD) {
                Held held = HELD.get(key);
                if (held == null) HELD.put(key, held = lock(path, writable));
                else if (held.writable || writable) throw inUse(name);
                else held.users++;
                return new ImageFile(name, key, held);
            }
        } catch (NoSuchFileException e) {
            throw new ImageException(name + " does not exist: check the path", e);
        } catch (ImageException e) {
            throw e;
        } catch (IOException e) {
            throw new ImageException(name + " cannot be opened (" + e.getMessage() + "): check the path and the host's storage", e);
        }
    }

    private static ImageException inUse(String name) {
        return new ImageException(name
                + " is in use by another machine: close that one, or use a copy of the image or snapshot mode on both");
    }

    private static Held lock(Path path, boolean writable) throws IOException {
        var file = new RandomAccessFile(path.toFile(), writable ? "rw" : "r");
        try {
            FileLock lock = file.getChannel().tryLock(0, Long.MAX_VALUE, !writable);
            if (lock == null) throw inUse(path.toString());
            return new Held(file, lock, writable);
        } catch (OverlappingFileLockException e) {
            file.close();
            throw inUse(path.toString());
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The administrator may write any file; a file without any write permission is still meant to be protected. */
    private static boolean isWritable(Path path) throws IOException {
        if (!Files.isWritable(path)) return false;
        var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        return posix == null
                || posix.readAttributes().permissions().stream().anyMatch(p -> p.name().endsWith("_WRITE"));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean writable() {
        return held.writable;
    }

    @Override
    public long length() throws IOException {
        synchronized (held) {
            return held.file.length();
        }
    }

    @Override
    public void read(long offset, byte[] to, int from, int count) throws IOException {
        synchronized (held) {
            checkOpen();
            held.file.seek(offset);
            while (count > 0) {
                int n = held.file.read(to, from, count);
                if (n <= 0) {
                    java.util.Arrays.fill(to, from, from + count, (byte) 0);
                    return;
                }
                from += n;
                count -= n;
            }
        }
    }

    @Override
    public void write(long offset, byte[] data, int from, int count) throws IOException {
        synchronized (held) {
            checkOpen();
            held.file.seek(offset);
            held.file.write(data, from, count);
        }
    }

    @Override
    public void force() throws IOException {
        synchronized (held) {
            checkOpen();
            if (held.writable) held.file.getFD().sync();
        }
    }

    private void checkOpen() throws IOException {
        if (closed) throw new ImageException(name + " is closed: attach it again");
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            if (closed) return;
            closed = true;
            if (--held.users > 0) return;
            HELD.remove(key);
            try {
                if (held.writable) held.file.getFD().sync();
                held.lock.release();
            } finally {
                held.file.close();
            }
        }
    }
}
