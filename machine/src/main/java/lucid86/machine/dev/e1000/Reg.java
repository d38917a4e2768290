package lucid86.machine.dev.e1000;

/** Offsets and bits of the registers (8254x Software Developer's Manual, chapter 13). */
final class Reg {
    static final int CTRL = 0x0000, STATUS = 0x0008, EECD = 0x0010, EERD = 0x0014, MDIC = 0x0020, VET = 0x0038;
    static final int ICR = 0x00c0, ITR = 0x00c4, ICS = 0x00c8, IMS = 0x00d0, IMC = 0x00d8;
    static final int RCTL = 0x0100, TCTL = 0x0400, TIPG = 0x0410, PBA = 0x1000;
    static final int RDBAL = 0x2800, RDBAH = 0x2804, RDLEN = 0x2808, RDH = 0x2810, RDT = 0x2818;
    static final int TDBAL = 0x3800, TDBAH = 0x3804, TDLEN = 0x3808, TDH = 0x3810, TDT = 0x3818;
    static final int STATISTICS = 0x4000, STATISTICS_END = 0x4128;
    static final int MPC = 0x4010, GPRC = 0x4074, BPRC = 0x4078, MPRC = 0x407c, GPTC = 0x4080, GORCL = 0x4088, GOTCL = 0x4090, RNBC = 0x40a0;
    static final int TORL = 0x40c0, TOTL = 0x40c8, TPR = 0x40d0, TPT = 0x40d4, MPTC = 0x40f0, BPTC = 0x40f4, TSCTC = 0x40f8;
    static final int RXCSUM = 0x5000, MTA = 0x5200, RAL = 0x5400, VFTA = 0x5600;
    /** Behind the last register that is modelled. */
    static final int END = 0x5900;

    static final int CTRL_RST = 1 << 26, CTRL_PHY_RST = 1 << 31;
    static final int STATUS_FULL_DUPLEX = 1, STATUS_LINK_UP = 2, STATUS_1000 = 0x80;
    static final int TXDW = 1, TXQE = 2, LSC = 4, RXDMT0 = 0x10, RXO = 0x40, RXT0 = 0x80, MDAC = 0x200, ALL_CAUSES = 0x1ffff;
    static final int ENABLE = 2;

    private Reg() {}
}
