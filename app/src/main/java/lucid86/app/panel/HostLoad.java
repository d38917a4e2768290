package lucid86.app.panel;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What this program costs the host: measured from one call to the next. */
final class HostLoad {
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long at = System.nanoTime(), emulation, collecting, collections;
    private double busy;
    private long lastPauses, lastCollections;

    /** @param emu id of the emulation thread, 0 when unknown */
    void sample(long emu) {
        long now = System.nanoTime(), cpu = emu == 0 || !threads.isThreadCpuTimeEnabled() ? 0 : Math.max(0, threads.getThreadCpuTime(emu));
        long time = 0, count = 0;
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            time += Math.max(0, gc.getCollectionTime());
            count += Math.max(0, gc.getCollectionCount());
        }
        busy = Math.clamp((double) (cpu - emulation) / Math.max(1, now - at), 0, 1);
        lastPauses = time - collecting;
        lastCollections = count - collections;
        at = now;
        emulation = cpu;
        collecting = time;
        collections = count;
    }

    /** Share of the time that the emulation thread computed. */
    double busy() {
        return busy;
    }

    /** Milliseconds that garbage collections took since power-on of the JVM, and since the last sample. */
    long pauses() {
        return collecting;
    }

    long lastPauses() {
        return lastPauses;
    }

    long lastCollections() {
        return lastCollections;
    }

    static long heapUsed() {
        Runtime r = Runtime.getRuntime();
        return r.totalMemory() - r.freeMemory();
    }

    static long heapMost() {
        return Runtime.getRuntime().maxMemory();
    }
}
