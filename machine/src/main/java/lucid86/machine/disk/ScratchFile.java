package lucid86.machine.disk;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A temporary file, deleted when it is closed or the program ends. */
record ScratchFile(Path path, RandomAccessFile file) implements Closeable {
    static ScratchFile create() throws IOException {
        Path path = Files.createTempFile("lucid86-image-", ".tmp");
        path.toFile().deleteOnExit();
        return new ScratchFile(path, new RandomAccessFile(path.toFile(), "rw"));
    }

    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }
}
