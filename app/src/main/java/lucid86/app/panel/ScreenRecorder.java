package lucid86.app.panel;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import lucid86.app.control.GifFile;

/** Records pictures to an animated GIF on a thread of its own. Pictures that come faster than it can write are left out. */
final class ScreenRecorder {
    /** At most ten pictures a second: most viewers show no more. */
    private static final long SHORTEST_MILLIS = 100;
    private static final int WAITING = 8;

    private record Picture(int[] pixels, int width, int height, long millis) {}

    private static final Picture END = new Picture(new int[0], 0, 0, 0);

    private final ArrayBlockingQueue<Picture> queue = new ArrayBlockingQueue<>(WAITING);
    private final CompletableFuture<String> outcome = new CompletableFuture<>();
    private final Path file;
    private int[] last = {};
    private int width, height;
    private long since, pictures;

    ScreenRecorder(Path file) {
        this.file = file;
        Thread.ofPlatform().name("record").daemon().start(this::write);
    }

    /** Takes a picture if it differs from the last one and enough time has passed. */
    void picture(int[] pixels, int w, int h, long nowMillis) {
        if (last.length > 0 && nowMillis - since < SHORTEST_MILLIS) return;
        if (w == width && h == height && java.util.Arrays.equals(pixels, 0, w * h, last, 0, last.length)) return;
        flush(nowMillis);
        last = java.util.Arrays.copyOf(pixels, w * h);
        width = w;
        height = h;
        since = nowMillis;
    }

    private void flush(long nowMillis) {
        if (last.length == 0) return;
        if (queue.offer(new Picture(last, width, height, nowMillis - since))) pictures++;
    }

    /** Ends the recording; the answer says how it went. */
    CompletableFuture<String> stop(long nowMillis) {
        flush(nowMillis);
        Thread.ofVirtual().start(() -> {
            try {
                queue.put(END);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        return outcome;
    }

    private void write() {
        try (var gif = new GifFile(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (Picture p = queue.take(); p != END; p = queue.take()) gif.add(p.pixels, p.width, p.height, p.millis);
        } catch (IOException e) {
            outcome.complete("cannot write " + file + ": " + e.getClass().getSimpleName());
            return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        outcome.complete("recorded " + pictures + " pictures to " + file);
    }
}
