package lucid86.app.panel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.StackPane;
import lucid86.app.panel.picture.ApicPage;
import lucid86.app.panel.picture.DisksPage;
import lucid86.app.panel.picture.InterruptsPage;
import lucid86.app.panel.picture.KeyboardPage;
import lucid86.app.panel.picture.PicturePage;
import lucid86.app.panel.picture.VideoPage;
import lucid86.debugger.session.Snapshot;
import lucid86.debugger.view.DeviceList;
import lucid86.debugger.view.VideoState;
import lucid86.debugger.view.View;

/** Chips as pictures: a page for each kind, made when it is first looked at. */
public final class PicturesPanel implements Panel {
    private static final DeviceList.Query DEVICES = new DeviceList.Query();
    private static final VideoState.Query VIDEO = new VideoState.Query();

    /** A page and the button that shows it. */
    private static final class Tab {
        final ToggleButton button;
        final Supplier<PicturePage> make;
        Optional<PicturePage> page = Optional.empty();

        Tab(String id, String title, Supplier<PicturePage> make) {
            button = new ToggleButton(title);
            button.setId("pictures-" + id);
            this.make = make;
        }

        PicturePage page() {
            if (page.isEmpty()) page = Optional.of(make.get());
            return page.get();
        }
    }

    private final List<Tab> tabs = List.of(new Tab("interrupts", "PIC, PIT, DMA", InterruptsPage::new), new Tab("apic", "APIC", ApicPage::new), new Tab("disks", "Disks", DisksPage::new),
            new Tab("keyboard", "Keyboard", KeyboardPage::new));
    private final ToggleButton showVideo = new ToggleButton("Video memory");
    private final ToggleGroup group = new ToggleGroup();
    private final BorderPane root = new BorderPane();
    private final StackPane content = new StackPane();
    private final ScrollPane scroll = new ScrollPane(content);
    private Optional<VideoPage> video = Optional.empty();
    private Optional<DeviceList> devices = Optional.empty();
    private Optional<VideoState> videoState = Optional.empty();

    public PicturesPanel() {
        var buttons = new ArrayList<ToggleButton>();
        for (Tab t : tabs) buttons.add(t.button);
        buttons.add(showVideo);
        showVideo.setId("pictures-video");
        group.getToggles().setAll(buttons);
        group.selectedToggleProperty().addListener((_, old, now) -> {
            if (now == null) group.selectToggle(old);
            else turn();
        });
        content.getStyleClass().add("pictures");
        content.setAlignment(javafx.geometry.Pos.TOP_LEFT);
        scroll.setFitToWidth(true);
        root.setTop(PanelBar.of(buttons.toArray(Node[]::new)));
        root.setCenter(scroll);
        group.selectToggle(tabs.getFirst().button);
    }

    private Optional<Tab> tab() {
        return tabs.stream().filter(t -> t.button.isSelected()).findFirst();
    }

    private void turn() {
        if (tab().isEmpty() && video.isEmpty()) video = Optional.of(new VideoPage());
        content.getChildren().setAll(tab().map(t -> t.page().node()).orElseGet(() -> video.orElseThrow().node()));
        scroll.setVvalue(0);
        tab().ifPresent(t -> devices.ifPresent(t.page()::show));
        if (tab().isEmpty()) videoState.ifPresent(video.orElseThrow()::show);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public Node focusTarget() {
        return scroll;
    }

    @Override
    public Set<View<?>> views() {
        return Set.of(tab().isPresent() ? DEVICES : VIDEO);
    }

    @Override
    public void show(Snapshot snapshot) {
        snapshot.get(DEVICES).filter(d -> devices.filter(d::equals).isEmpty()).ifPresent(d -> {
            devices = Optional.of(d);
            tab().ifPresent(t -> t.page().show(d));
        });
        snapshot.get(VIDEO).filter(v -> videoState.filter(v::equals).isEmpty()).ifPresent(v -> {
            videoState = Optional.of(v);
            video.ifPresent(p -> p.show(v));
        });
    }
}
