package lucid86.debugger.time;

import java.util.ArrayList;
import java.util.List;
import lucid86.jit.run.Engine;
import lucid86.jit.run.EngineListener;
import lucid86.jit.run.TranslationBlock;
import lucid86.machine.board.Machine;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Mode;

/**
 * Finds the moments of a boot that people look for. It looks at each block when it is translated, which is when such code runs for
 * the first time: that costs nothing afterwards.
 */
final class Bookmarks implements EngineListener {
    private static final int BOOT_SECTOR = 0x7c00;

    private final Machine machine;
    private boolean interrupted;
    private final List<Bookmark> found = new ArrayList<>();

    Bookmarks(Machine machine) {
        this.machine = machine;
        if (machine.instructions() == 0) add("reset");
    }

    void listen(Engine engine) {
        engine.addListener(this);
    }

    void stop(Engine engine) {
        engine.removeListener(this);
    }

    @Override
    public void translated(TranslationBlock b) {
        boolean real = (b.mode() & Mode.PROTECTED) == 0;
        if (real && b.linear() >>> 20 == 0) once("POST");
        if (real && b.linear() == BOOT_SECTOR) once("boot sector");
        if (!real) once("protected mode");
        if ((machine.cpu().cr0 & CpuState.CR0_PG) != 0) once("paging on");
        if (!real && (b.mode() & (Mode.USER | Mode.VM86)) == Mode.USER) once("first user-mode instruction");
    }

    @Override
    public void interrupted(int vector) {
        if (interrupted) return;
        interrupted = true;
        once("first interrupt");
    }

    @Override
    public boolean hearsBlocks() {
        return false;
    }

    private boolean has(String name) {
        return found.stream().anyMatch(b -> b.name().equals(name));
    }

    private void once(String name) {
        if (!has(name)) add(name);
    }

    private void add(String name) {
        found.add(new Bookmark(name, machine.instructions(), machine.now()));
    }

    void forgetAfter(long instructions) {
        found.removeIf(b -> b.instructions() > instructions);
        interrupted = has("first interrupt");
    }

    List<Bookmark> list() {
        return found.stream().sorted(java.util.Comparator.comparingLong(Bookmark::instructions)).toList();
    }
}
