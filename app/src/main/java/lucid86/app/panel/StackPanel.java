package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.geometry.Orientation;
import javafx.scene.Node;
import javafx.scene.control.SplitPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.app.control.RowTable;
import lucid86.debugger.inspect.CallStack;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.Address;
import lucid86.debugger.view.MemoryPage;
import lucid86.debugger.view.Registers;
import lucid86.debugger.view.View;

/** Who called whom, and the words on the stack. */
public final class StackPanel implements Panel {
    private static final CallStack.Query CALLS = new CallStack.Query(64);
    private static final Registers.Query REGISTERS = new Registers.Query();
    private static final int SS = 2, ESP = 4, EBP = 5, BYTES = 1024;

    private final PanelContext context;
    private final RowTable calls = new RowTable("calls-list", "Call stack, innermost first"), words = new RowTable("stack-list", "Words on the stack, top first");
    private final SplitPane root = new SplitPane(calls, words);
    private MemoryPage.Query asked;
    private List<CallStack.Frame> frames = List.of();
    private Optional<Registers> registers = Optional.empty();
    private MemoryPage page;

    public StackPanel(PanelContext context) {
        this.context = context;
        root.setOrientation(Orientation.VERTICAL);
        root.setDividerPositions(0.4);
        calls.setHeading(RowModel.row().at(0, "calls      how known      where", Ink.HEADING).build());
        calls.setOnActivate(i -> {
            if (i < frames.size()) context.codeTarget().set(Optional.of(frames.get(i).linear()));
        });
        words.setHeading(RowModel.row().at(0, "offset    value", Ink.HEADING).build());
        words.setOnActivate(i -> registers.ifPresent(r -> context.memoryTarget().set(Optional.of(new Address.InRegister(SS, top(r) + i * size(r))))));
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return calls.list();
    }

    @Override
    public Set<View<?>> views() {
        // Where the stack is comes with the registers of the last snapshot: it is right one snapshot after a stop.
        asked = new MemoryPage.Query(new Address.InRegister(SS, registers.map(StackPanel::top).orElse(0)), BYTES);
        return Set.of(CALLS, REGISTERS, asked);
    }

    private static boolean wide(Registers r) {
        return (r.segments().get(SS).attributes() & 0x4000) != 0;
    }

    private static int top(Registers r) {
        return wide(r) ? r.general().get(ESP) : r.general().get(ESP) & 0xffff;
    }

    private static int size(Registers r) {
        return wide(r) ? 4 : 2;
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(CALLS).ifPresent(c -> {
            if (c.frames().equals(frames)) return;
            frames = c.frames();
            calls.show(frames.stream().map(StackPanel::frame).toList());
        });
        snapshot.get(REGISTERS).ifPresent(r -> registers = Optional.of(r));
        if (asked == null) return;
        snapshot.get(asked).ifPresent(p -> {
            if (p.equals(page)) return;
            page = p;
            registers.ifPresent(r -> words.show(stack(p, r)));
        });
    }

    private static RowModel frame(CallStack.Frame f) {
        String how = switch (f.origin()) {
            case CURRENT -> "here";
            case FRAME_POINTER -> "frame pointer";
            case GUESS -> "a guess";
        };
        return RowModel.row().at(0, String.format("%08x", f.linear()), Ink.ADDRESS).at(11, how, f.origin() == CallStack.Origin.GUESS ? Ink.WARNING : Ink.DIM)
                .at(26, f.name().isEmpty() ? String.format("%04x:%x", f.selector(), f.offset()) : f.name(), Ink.LABEL).at(28 + Math.max(12, f.name().length()), f.source().strip(), Ink.DIM).build();
    }

    private static List<RowModel> stack(MemoryPage p, Registers r) {
        var rows = new ArrayList<RowModel>();
        int size = size(r), start = p.start() instanceof Address.InRegister a ? a.offset() : 0, frame = wide(r) ? r.general().get(EBP) : r.general().get(EBP) & 0xffff;
        for (int at = 0; at + size <= p.length() && p.at(at) >= 0; at += size) {
            long v = p.value(at, size);
            var row = RowModel.row().at(0, String.format(size == 4 ? "%08x" : "%04x", start + at), Ink.ADDRESS).at(10, String.format(size == 4 ? "%08x" : "%04x", v), v == 0 ? Ink.DIM : Ink.NUMBER);
            if (start + at == frame) row.at(20, size == 4 ? "\u25c2 EBP" : "\u25c2 BP", Ink.GOOD);
            else if (at == 0) row.at(20, size == 4 ? "\u25c2 ESP" : "\u25c2 SP", Ink.GOOD);
            rows.add(row.build());
        }
        return rows;
    }
}
