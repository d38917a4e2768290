package lucid86.jit.x86;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import lucid86.jit.lift.Lift;

/** One instruction: its name, encodings, attributes and meaning. */
public final class Row {
    /** What holds for every use of an instruction. */
    public enum Attr {
        /** LOCK is allowed when the first operand is memory. */
        LOCK,
        /** #GP(0) unless CPL is 0. */
        CPL0,
        /** #UD in real and virtual-8086 mode. */
        PROTECTED_ONLY,
        /** x87: #NM on CR0.EM/TS, waits for unmasked exceptions (#MF). */
        X87,
        /** x87 control instruction that does not wait (FNINIT, FNSTSW, ...): #NM only. */
        X87_NO_WAIT,
        /** MMX, SSE: #UD on CR0.EM (SSE also without CR4.OSFXSR), #NM on CR0.TS, MMX also #MF. */
        MMX, SSE,
        /** A block ends after it and the engine looks at events: I/O, changes of interrupt flags or of modes. */
        ENDS_BLOCK,
        /** It leaves the next EIP in the state itself (far transfers, INT, IRET); the block ends. */
        JUMPS
    }

    private final String mnemonic;
    private final List<Encoding> encodings = new ArrayList<>();
    private final Set<Attr> attrs = EnumSet.noneOf(Attr.class);
    private Feature feature;
    private Consumer<Lift> meaning;

    Row(String mnemonic, String... encodings) {
        this.mnemonic = mnemonic;
        for (String e : encodings) this.encodings.add(new Encoding(this, e));
    }

    Row with(Attr... more) {
        attrs.addAll(List.of(more));
        return this;
    }

    Row lockable() {
        return with(Attr.LOCK);
    }

    Row feature(Feature f) {
        feature = f;
        return this;
    }

    /** Says what the instruction does; the last call on a row. */
    Row means(Consumer<Lift> m) {
        meaning = m;
        return this;
    }

    /** As written in NASM; two names separated by {@code |} for 16- and 32-bit operand size. */
    public String mnemonic() {
        return mnemonic;
    }

    public List<Encoding> encodings() {
        return encodings;
    }

    public boolean is(Attr a) {
        return attrs.contains(a);
    }

    /** The feature it needs, or null when every model has it. */
    public Feature feature() {
        return feature;
    }

    public Consumer<Lift> meaning() {
        return meaning;
    }

    @Override
    public String toString() {
        return mnemonic;
    }
}
