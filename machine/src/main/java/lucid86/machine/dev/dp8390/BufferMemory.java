package lucid86.machine.dev.dp8390;

import java.util.Arrays;
import lucid86.machine.ether.MacAddress;

/**
 * What a DP8390 on an NE2000 sees of memory: the address PROM at 0 and 16 KiB of RAM at 4000h. The PROM's octets show twice,
 * since its eight data lines sit on both halves of the 16-bit bus; the two octets 57h behind the address tell a 16-bit card.
 */
final class BufferMemory {
    static final int RAM = 0x4000, RAM_SIZE = 0x4000;

    private final byte[] prom = new byte[32];
    final byte[] ram = new byte[RAM_SIZE];

    BufferMemory(MacAddress address) {
        Arrays.fill(prom, (byte) 0xff);
        for (int i = 0; i < MacAddress.LENGTH; i++) prom[2 * i] = prom[2 * i + 1] = (byte) address.octet(i);
        for (int i = 28; i < 32; i++) prom[i] = 0x57;
    }

    int read(int address) {
        if (address < prom.length) return prom[address] & 0xff;
        return address >= RAM && address < RAM + RAM_SIZE ? ram[address - RAM] & 0xff : 0xff;
    }

    void write(int address, int value) {
        if (address >= RAM && address < RAM + RAM_SIZE) ram[address - RAM] = (byte) value;
    }
}
