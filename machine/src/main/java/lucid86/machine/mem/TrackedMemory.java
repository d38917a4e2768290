package lucid86.machine.mem;

import java.util.Arrays;
import java.util.Optional;

/** All memory of a machine as numbered pages of 4 KiB: backing memory, then the second bank. Knows which were written since it last looked. */
public final class TrackedMemory {
    public static final int PAGE = 4096;

    private final MemoryMap map;
    private final Optional<RamBank> bank;

    public TrackedMemory(MemoryMap map, Optional<RamBank> bank) {
        this.map = map;
        this.bank = bank;
    }

    /** Number of pages. */
    public int pages() {
        return map.pages() + bank.map(b -> b.bytes().length / PAGE).orElse(0);
    }

    /** Begins or ends to note what is written. */
    public void note(boolean on) {
        map.noteWritten(on);
        bank.ifPresent(b -> b.noteWritten(on));
    }

    /** The pages written since the last call, in no order. */
    public int[] takeWritten() {
        int[] first = map.takeWritten();
        if (bank.isEmpty()) return first;
        int[] second = bank.get().takeWritten();
        int[] all = Arrays.copyOf(first, first.length + second.length);
        for (int i = 0; i < second.length; i++) all[first.length + i] = second[i] + map.pages();
        return all;
    }

    /** A copy of a page. */
    public byte[] page(int number) {
        int at = number - map.pages();
        return at < 0 ? Arrays.copyOfRange(map.backing, number * PAGE, (number + 1) * PAGE) : Arrays.copyOfRange(bank.orElseThrow().bytes(), at * PAGE, (at + 1) * PAGE);
    }

    /** Gives a page other contents; translations of code in it are dropped when they differ. */
    public void restore(int number, byte[] contents) {
        int at = number - map.pages();
        if (at < 0) map.restorePage(number, contents);
        else bank.orElseThrow().restorePage(at, contents);
    }
}
