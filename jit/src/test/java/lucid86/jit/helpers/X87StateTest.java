package lucid86.jit.helpers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import lucid86.jit.helpers.fp.Fp80;
import lucid86.jit.run.Engine;
import lucid86.jit.run.TierPolicy;
import lucid86.jit.x86.CpuModel;
import lucid86.machine.cpu.CpuBus;
import lucid86.machine.cpu.CpuState;
import lucid86.machine.cpu.Flags;
import lucid86.machine.cpu.Fpu;
import lucid86.machine.cpu.Vector;
import lucid86.machine.io.PortSpace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What vectors cannot show of the x87: pointers, image formats of all modes, faults on the way, FERR#. */
class X87StateTest {
    private static final int AT = 0x4000, EIP = 0x12345678, OFFSET = 0x9abc;
    private static final int REAL16 = 0, REAL32 = X87Control.WIDE, PROTECTED16 = X87Control.PROTECTED;
    private static final int PROTECTED32 = X87Control.PROTECTED | X87Control.WIDE;
    /** FADD m32, FST m32, FSTP m80 to DS, FDIV ST,ST(1) as FOP has them. */
    private static final int FADD_MEMORY = 0x005, FDIV = 0x0f1;
    private static final int FST_SINGLE = 0x115 | CpuState.DS << 11, FSTP_EXTENDED = 0x33d | CpuState.DS << 11;

    private final SimdCpu rig = new SimdCpu();
    private final CpuState c = rig.c;
    private final Fpu f = c.fpu;
    private boolean ferr;

    @BeforeEach
    void init() {
        X87Control.init(c);
        c.bus = new CpuBus(new PortSpace(_ -> { }), () -> 0, () -> 0, level -> ferr = level, _ -> { });
        c.selector[CpuState.CS] = 0x1b;
        c.selector[CpuState.DS] = 0x23;
    }

    private void pushOne() {
        X87Stack.pushConstant(c, 1, 0x1e8);
    }

    private void pushZero() {
        X87Stack.pushConstant(c, 1, 0x1ee);
    }

    /** ST(0) = 1, then FADD of 1.0 in memory at DS:OFFSET. */
    private void addFromMemory() {
        pushOne();
        rig.map.write(AT, 4, 0x3f800000);
        X87Operand.single(c, AT, OFFSET, CpuState.DS);
        X87Arith.add(c, EIP, FADD_MEMORY);
    }

    private int[] words(int count, int size) {
        int[] w = new int[count];
        for (int i = 0; i < count; i++) w[i] = rig.map.read(AT + i * size, size) & (size == 2 ? 0xffff : -1);
        return w;
    }

    @Test
    void lastInstructionIsRecordedButForControlInstructions() {
        addFromMemory();
        X87Control.loadControlWord(c, 0x37f);
        X87Control.clearExceptions(c);
        assertArrayEquals(new int[] {FADD_MEMORY, EIP, 0x1b, OFFSET, 0x23}, new int[] {f.fop, f.fip, f.fcs, f.fdp, f.fds});
    }

    @Test
    void registerInstructionKeepsDataPointer() {
        addFromMemory();
        X87Arith.changeSign(c, 0x77, 0x1e0);
        assertArrayEquals(new int[] {0x1e0, 0x77, OFFSET}, new int[] {f.fop, f.fip, f.fdp});
    }

    @Test
    void environmentProtected32() {
        addFromMemory();
        X87Control.storeEnvironment(c, AT, PROTECTED32);
        assertArrayEquals(new int[] {0xffff037f, 0xffff3800, 0xffff3fff, EIP, FADD_MEMORY << 16 | 0x1b, OFFSET, 0xffff0023}, words(7, 4));
    }

    @Test
    void environmentProtected16() {
        addFromMemory();
        X87Control.storeEnvironment(c, AT, PROTECTED16);
        assertArrayEquals(new int[] {0x37f, 0x3800, 0x3fff, EIP & 0xffff, 0x1b, OFFSET, 0x23}, words(7, 2));
    }

    @Test
    void environmentReal32HoldsLinearAddresses() {
        c.selector[CpuState.CS] = 0xf000;
        c.selector[CpuState.DS] = 0x1234;
        addFromMemory();
        f.fip = 0x5678;
        X87Control.storeEnvironment(c, AT, REAL32);
        // f0000 + 5678, 12340 + 9abc
        int[] expected = {0xffff037f, 0xffff3800, 0xffff3fff, 0xffff5678, 0xf << 12 | FADD_MEMORY, 0xffffbdfc, 0x1000};
        assertArrayEquals(expected, words(7, 4));
    }

    @Test
    void environmentReal16RoundTrip() {
        c.selector[CpuState.CS] = 0xf000;
        addFromMemory();
        f.fip = 0x5678;
        X87Control.storeEnvironment(c, AT, REAL16);
        assertArrayEquals(new int[] {0x37f, 0x3800, 0x3fff, 0x5678, 0xf005, OFFSET + 0x230, 0}, words(7, 2));
        X87Control.init(c);
        X87Control.loadEnvironment(c, AT, REAL16);
        assertArrayEquals(new int[] {7, 0x80, 0xf5678, FADD_MEMORY}, new int[] {f.top, f.used, f.fip, f.fop});
    }

    @Test
    void storingTheEnvironmentMasksAndSavingInitialises() {
        X87Control.loadControlWord(c, 0x340);
        X87Control.storeEnvironment(c, AT, PROTECTED32);
        assertEquals(0x37f, f.cw);
        X87Control.loadControlWord(c, 0xc40);
        pushOne();
        X87Control.saveState(c, AT, PROTECTED32);
        assertArrayEquals(new int[] {0x37f, 0, 0}, new int[] {f.cw, f.statusWord(), f.used});
        assertEquals(Fp80.INTEGER_BIT, rig.read64(AT + 28), "ST(0) comes first");
        X87Control.restoreState(c, AT, PROTECTED32);
        assertArrayEquals(new int[] {0xc40, 7, 0x80, 0x3fff}, new int[] {f.cw, f.top, f.used, f.signExp[7]});
    }

    @Test
    void tagsTellValidZeroSpecialEmpty() {
        pushOne();
        pushZero();
        pushOne();
        f.signExp[5] = Fp80.EXP;
        X87Control.storeEnvironment(c, AT, PROTECTED16);
        assertEquals(0b00_01_10_1111111111, words(3, 2)[2]);
    }

    @Test
    void faultingStoreChangesNothing() {
        pushOne();
        int at = SimdCpu.MISSING - 8;
        rig.write64(at, 0x1122334455667788L);
        assertEquals(Vector.PF, rig.faultOf(() -> X87Store.extended(c, at, at, EIP, FSTP_EXTENDED)));
        assertEquals(0x1122334455667788L, rig.read64(at));
        assertArrayEquals(new int[] {7, 0x80, 1}, new int[] {f.top, f.used, f.fip});
    }

    @Test
    void faultingImageChangesNothing() {
        pushOne();
        int at = SimdCpu.MISSING - 64;
        long before = rig.read64(at);
        assertEquals(Vector.PF, rig.faultOf(() -> X87Control.saveState(c, at, PROTECTED32)));
        assertEquals(Vector.PF, rig.faultOf(() -> X87Control.restoreState(c, at, PROTECTED32)));
        assertEquals(before, rig.read64(at));
        assertArrayEquals(new int[] {7, 0x80, 0x37f}, new int[] {f.top, f.used, f.cw});
    }

    @Test
    void faultingLoadChangesNothing() {
        assertEquals(Vector.PF, rig.faultOf(() -> X87Operand.extended(c, SimdCpu.MISSING - 8, 0x99, CpuState.DS)));
        assertArrayEquals(new int[] {0, 0, 0}, new int[] {f.top, f.used, f.fdp});
    }

    private void divideByZero() {
        X87Control.loadControlWord(c, 0x37b);
        pushZero();
        pushOne();
        X87Arith.div(c, EIP, FDIV);
    }

    @Test
    void unmaskedExceptionWaitsForTheNextInstruction() {
        c.cr0 |= CpuState.CR0_NE;
        divideByZero();
        assertEquals(0x8084, f.sw);
        assertEquals(Fp80.INTEGER_BIT, f.mant[f.top], "the operand stays");
        assertFalse(ferr);
        assertEquals(Vector.MF, rig.faultOf(() -> X87Control.fwait(c)));
        assertDoesNotThrow(() -> Checks.x87NoWait(c));
    }

    @Test
    void withoutNeTheErrorPinTells() {
        divideByZero();
        assertTrue(ferr);
        assertDoesNotThrow(() -> X87Control.fwait(c));
        X87Control.clearExceptions(c);
        assertFalse(ferr);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interpret", "compile"})
    void interruptOfTheErrorPinComesBeforeTheWaitingInstruction(String tier) {
        c.reset();
        c.bus = new CpuBus(new PortSpace(_ -> { }), () -> 0x75, () -> 0, level -> c.intr = level, _ -> { });
        c.setSegment(CpuState.CS, 0, 0, 0xffff, 0x9b);
        c.r[CpuState.EIP] = 0x3000;
        c.r[CpuState.ESP] = 0x8000;
        rig.map.write(0x75 * 4, 4, 0x3100);
        // fninit; fldcw [0x4000]; sti; fldz; fld1; fdiv st, st1; inc ax; fchs; inc ax; hlt
        bytes(0x3000, "dbe3 d92e0040 fb d9ee d9e8 d8f1 40 d9e0 40 f4");
        // The handler: fnclex; pop bx; hlt
        bytes(0x3100, "dbe2 5b f4");
        rig.map.write(AT, 2, 0x37b);
        var engine = new Engine(c, CpuModel.I486.features(), tier.equals("compile") ? TierPolicy.COMPILE_AT_ONCE : TierPolicy.INTERPRET_ONLY);
        engine.run(1000);
        assertTrue(c.halted);
        assertEquals(0x300e, c.r[CpuState.EBX], "returns to FCHS");
        assertEquals(1, c.r[CpuState.EAX] & 0xffff);
    }

    private void bytes(int at, String hex) {
        byte[] b = HexFormat.of().parseHex(hex.replace(" ", ""));
        for (int i = 0; i < b.length; i++) rig.map.write(at + i, 1, b[i] & 0xff);
    }

    @Test
    void waitMindsTaskSwitchesOnlyWhenMonitoring() {
        c.cr0 |= CpuState.CR0_TS;
        assertDoesNotThrow(() -> X87Control.fwait(c));
        c.cr0 |= CpuState.CR0_MP;
        assertEquals(Vector.NM, rig.faultOf(() -> X87Control.fwait(c)));
    }

    @Test
    void overflowKeepsAnUnmaskedStoreFromHappening() {
        X87Control.loadControlWord(c, 0x377);
        pushOne();
        f.signExp[f.top] = 0x7000;
        rig.map.write(AT, 4, 0x55);
        X87Store.single(c, AT, AT, EIP, FST_SINGLE | 8);
        assertEquals(0x55, rig.map.read(AT, 4));
        assertArrayEquals(new int[] {7, 0x8088}, new int[] {f.top, f.sw});
    }

    @Test
    void alignmentIsCheckedByPieces() {
        c.cr0 |= CpuState.CR0_AM;
        c.cpl = 3;
        c.setEflags(Flags.AC);
        X87Control.saveState(c, AT + 4, PROTECTED32);
        X87Control.restoreState(c, AT + 2, PROTECTED16);
        assertEquals(Vector.AC, rig.faultOf(() -> X87Control.saveState(c, AT + 2, PROTECTED32)));
        assertEquals(Vector.AC, rig.faultOf(() -> X87Operand.extended(c, AT + 4, AT + 4, CpuState.DS)));
    }
}
