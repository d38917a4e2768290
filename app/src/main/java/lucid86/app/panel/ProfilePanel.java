package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import lucid86.app.control.Ink;
import lucid86.app.control.RowModel;
import lucid86.app.control.RowTable;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.Profile;
import lucid86.debugger.view.View;

/** Where the guest spends its instructions, by function or page. */
public final class ProfilePanel implements Panel {
    private static final Profile.Query QUERY = new Profile.Query(500);
    private static final int BAR = 20;

    private final BorderPane root = new BorderPane();
    private final RowTable rows = new RowTable("profile-list", "Functions and pages by instructions executed");
    private final Label about = new Label("By function where symbols are known, else by page");
    private List<Profile.Line> lines = List.of();

    public ProfilePanel(PanelContext context) {
        rows.setHeading(RowModel.row().at(0, "share                        instructions  compiled  blocks  where", Ink.HEADING).build());
        rows.setOnActivate(i -> {
            if (i < lines.size()) context.codeTarget().set(Optional.of(lines.get(i).linear()));
        });
        root.setTop(PanelBar.of(about));
        root.setCenter(rows);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return rows.list();
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(QUERY);
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(QUERY).ifPresent(p -> {
            if (p.lines().equals(lines)) return;
            lines = p.lines();
            about.setText(String.format("%,d instructions in code that is still translated; by function where symbols are known, else by page", p.total()));
            var list = new ArrayList<RowModel>();
            for (Profile.Line l : lines) list.add(row(l, Math.max(1, p.total())));
            rows.show(list);
        });
    }

    private static RowModel row(Profile.Line l, long total) {
        double share = (double) l.instructions() / total;
        String bar = "\u2588".repeat((int) Math.round(share * BAR));
        return RowModel.row().at(0, String.format("%5.1f %%", share * 100), Ink.NUMBER).at(8, bar, Ink.GOOD).at(9 + BAR, String.format("%,12d", l.instructions()), Ink.NORMAL)
                .at(43, String.format("%5.0f %%", l.instructions() == 0 ? 0 : 100.0 * l.compiled() / l.instructions()), Ink.DIM).at(53, String.format("%6d", l.blocks()), Ink.DIM)
                .at(61, l.name(), Ink.LABEL).build();
    }
}
