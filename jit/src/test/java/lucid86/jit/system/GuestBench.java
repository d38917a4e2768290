package lucid86.jit.system;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntUnaryOperator;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.io.IrqLine;
import lucid86.machine.io.PortDevice;
import lucid86.machine.io.PortSpace;
import lucid86.machine.mem.MemoryMap;

/**
 * A CPU with 2 MiB of RAM and one device on ports 10h-1Fh that records writes and counts up when read. Starts in real mode
 * at 0000:1000 with a stack at 0000:8000 and an interrupt table of zeros.
 */
final class GuestBench {
    static final int CODE = 0x1000;

    final MemoryMap map = new MemoryMap(0x200000, 0x1000);
    final CpuState cpu;
    final Engine engine;
    final List<String> log = new ArrayList<>();
    final List<Integer> written = new ArrayList<>();
    /** What else the device does when a port is written, with the port's number. */
    IntConsumer whenWritten = _ -> {};
    int reads;
    int vector;

    GuestBench(CpuModel model, TierPolicy policy) {
        map.mapMemory("ram", 0, map.ramSize, 0, 0);
        cpu = new CpuState(map);
        var ports = new PortSpace(log::add);
        ports.claim(0x10, 16, new PortDevice() {
            @Override public int in(int port, int size) {
                return reads++;
            }

            @Override public void out(int port, int size, int value) {
                written.add(value);
                whenWritten.accept(port);
            }

            @Override public int peek(int port, int size) {
                return reads;
            }
        });
        cpu.bus = new CpuBus(ports, () -> vector, () -> 1000, IrqLine.NONE, log::add);
        cpu.identity = model;
        cpu.reset();
        engine = new Engine(cpu, model.features(), policy);
        cpu.setSegment(CpuState.CS, 0, 0, 0xffff, 0x9b);
        cpu.r[CpuState.EIP] = CODE;
        cpu.r[CpuState.ESP] = 0x8000;
    }

    /** Protected mode with flat segments of 32 bits. */
    GuestBench flat() {
        cpu.cr0 |= CpuState.CR0_PE;
        cpu.protectionChanged();
        cpu.setSegment(CpuState.CS, 8, 0, -1, 0xc09b);
        for (int s : new int[] {CpuState.DS, CpuState.ES, CpuState.SS}) cpu.setSegment(s, 0x10, 0, -1, 0xc093);
        return this;
    }

    /** Paging, with one page table for the first 4 MiB. */
    GuestBench paged(int directory, int table, IntUnaryOperator physical) {
        put32(directory, table | 3);
        for (int page = 0; page < 0x400; page++) put32(table + page * 4, physical.applyAsInt(page << 12) | 3);
        cpu.cr3 = directory;
        cpu.cr0 |= CpuState.CR0_PG;
        cpu.protectionChanged();
        cpu.mmu.flushAll();
        return this;
    }

    /** Puts bytes, in hex with blanks allowed, into memory. */
    GuestBench put(int address, String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        System.arraycopy(bytes, 0, map.backing, address, bytes.length);
        return this;
    }

    GuestBench put32(int address, int value) {
        MemoryMap.INT.set(map.backing, address, value);
        return this;
    }

    int get32(int address) {
        return (int) MemoryMap.INT.get(map.backing, address);
    }

    int get16(int address) {
        return (short) MemoryMap.SHORT.get(map.backing, address) & 0xffff;
    }

    /** Points a real mode vector at 0000:offset. */
    GuestBench vector(int n, int offset) {
        return put32(n * 4, offset);
    }

    /** Executes exactly this many instructions, or up to a halt. */
    GuestBench run(int instructions) {
        engine.run(instructions);
        return this;
    }

    int eip() {
        return cpu.r[CpuState.EIP];
    }
}
