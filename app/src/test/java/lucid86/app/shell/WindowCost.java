package lucid86.app.shell;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.stage.Stage;
import lucid86.debugger.session.Command;
import lucid86.debugger.session.Pace;
import lucid86.debugger.session.Session;
import lucid86.debugger.session.SessionOptions;
import lucid86.debugger.view.HostThread;
import lucid86.machine.board.MachineConfig;

/**
 * Measures what the window costs a guest that runs flat out: guest instructions for each second of the emulation thread's CPU time, with no
 * panel and with all panels in sight, in turn; and the JavaFX thread's time for each pulse. CPU time, so that other programs on the host
 * disturb little. {@code resources/bench/window} runs it.
 */
public final class WindowCost {
    private static final int ROUNDS = 3;
    private static final long WARM_UP = 8_000, ROUND = 6_000;
    /** A loop over 64 KiB that adds, stores and jumps: {@code mov cx,0; l: add ax,[si]; mov [si+2],ax; add si,4; inc dword [100h]; loop l; jmp start}. */
    private static final String CODE = "31f631c9030489440283c60466ff060001e2f3ebed";

    private final Session session;
    private final Workbench bench;
    private final long emu, fx = Thread.currentThread().threadId();

    /** What was counted up to a moment. */
    private record Mark(long instructions, long emulation, long window, long wall, long pulses) {}

    private WindowCost(Session session, Workbench bench) {
        this.session = session;
        this.bench = bench;
        emu = session.ask(new HostThread.Query()).join().id();
    }

    private static long cpu(long thread) {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(thread);
    }

    private static <T> T onFx(Supplier<T> work) {
        var done = new CompletableFuture<T>();
        Platform.runLater(() -> done.complete(work.get()));
        return done.join();
    }

    /** Every panel in a place of its own. */
    private static Layout everything() {
        var columns = new ArrayList<Layout.Part>();
        var all = WindowPanels.ALL;
        int rows = 5;
        for (int i = 0; i < all.size(); i += rows) {
            var column = new ArrayList<Layout.Part>();
            for (var e : all.subList(i, Math.min(all.size(), i + rows))) column.add(Layout.tabs(e.id()));
            columns.add(column.size() == 1 ? column.getFirst() : new Layout.Split(false, dividers(column.size()), column));
        }
        return Layout.of(new Layout.Split(true, dividers(columns.size()), columns));
    }

    private static List<Double> dividers(int parts) {
        var list = new ArrayList<Double>();
        for (int i = 1; i < parts; i++) list.add((double) i / parts);
        return list;
    }

    private Mark mark() {
        return new Mark(session.snapshot().status().instructions(), cpu(emu), cpu(fx), System.nanoTime(), bench.pulses());
    }

    private double round(String name, Layout layout) throws InterruptedException {
        onFx(() -> {
            bench.arrange(layout);
            return null;
        });
        Thread.sleep(WARM_UP / 4);
        bench.forgetLongestPulse();
        Mark a = mark();
        Thread.sleep(ROUND);
        Mark b = mark();
        double mips = (b.instructions - a.instructions) * 1e3 / Math.max(1, b.emulation - a.emulation), seconds = (b.wall - a.wall) / 1e9;
        System.out.printf("%-12s %8.1f MIPS of emulation time, %5.1f pulses/s, pulse: %5.2f ms of window thread on average, longest handler %5.1f ms of CPU%n", name, mips,
                (b.pulses - a.pulses) / seconds, (b.window - a.window) / 1e6 / Math.max(1, b.pulses - a.pulses), bench.longestPulse() / 1e6);
        return mips;
    }

    private void run() throws InterruptedException {
        session.submit(new Command.Run()).join();
        Thread.sleep(WARM_UP);
        double none = 0, all = 0;
        for (int i = 0; i < ROUNDS; i++) {
            none += round("no panel", Layout.of(Layout.tabs()));
            all += round("all panels", everything());
        }
        System.out.printf("all panels cost %.1f %% of the guest's speed%n", 100 * (1 - all / none));
    }

    public static void main(String[] args) throws Exception {
        var image = new byte[64 << 10];
        byte[] code = HexFormat.of().parseHex(CODE);
        System.arraycopy(code, 0, image, 0, code.length);
        System.arraycopy(HexFormat.of().parseHex("ea000000f0"), 0, image, 0xfff0, 5);
        var rom = Files.createTempFile("lucid86-cost", ".bin");
        Files.write(rom, image);
        Platform.startup(() -> {});
        try (var session = Session.open(MachineConfig.standard().withRam(64 << 20).withBios(rom), SessionOptions.stopped())) {
            var cost = onFx(() -> {
                var bench = new Workbench(session, Pace.FREE, () -> -1);
                var stage = new Stage();
                stage.setScene(bench.scene());
                stage.setWidth(1920);
                stage.setHeight(1080);
                stage.show();
                bench.start();
                return new WindowCost(session, bench);
            });
            cost.run();
        } finally {
            Files.deleteIfExists(rom);
        }
        System.exit(0);
    }
}
