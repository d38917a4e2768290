package lucid86.app.panel.picture;

import javafx.css.PseudoClass;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.Pane;
import javafx.scene.layout.VBox;
import javafx.scene.shape.Arc;
import javafx.scene.shape.Circle;
import javafx.scene.shape.Line;

/** A floppy drive from above: the disk, the track under the head as a ring, the sector as a piece of it, and the arm. */
final class FloppyDrivePicture {
    private static final PseudoClass CHOSEN = PseudoClass.getPseudoClass("chosen"), TURNING = PseudoClass.getPseudoClass("turning");
    private static final double CENTRE = 60, RADIUS = 56, INNER = 22;
    private static final int USUAL_TRACKS = 80;

    private final String name;
    private final Circle disk = new Circle(CENTRE, CENTRE, RADIUS), hub = new Circle(CENTRE, CENTRE, 9), ring = new Circle(CENTRE, CENTRE, RADIUS);
    private final Arc piece = new Arc(CENTRE, CENTRE, RADIUS, RADIUS, 0, 0);
    private final Line arm = new Line(2 * CENTRE + 14, CENTRE, 2 * CENTRE, CENTRE);
    private final Label type = Pictures.mono(""), none = Pictures.dim("no drive"), image = Pictures.narrow(Pictures.mono(""), 200);
    private final Bits bits = new Bits().bit(1, "motor", "the disk turns").bit(2, "changed", "the disk was changed since the head last moved").bit(4, "protected", "the disk cannot be written");
    private final Grid words = new Grid();
    private final VBox details;
    private final VBox root;

    FloppyDrivePicture(String name) {
        this.name = name;
        var pane = new Pane(disk, hub, ring, piece, arm);
        pane.setMinSize(2 * CENTRE + 16, 2 * CENTRE);
        pane.setMaxSize(2 * CENTRE + 16, 2 * CENTRE);
        disk.getStyleClass().add("disk");
        hub.getStyleClass().add("disk-hub");
        ring.getStyleClass().add("disk-track");
        piece.getStyleClass().add("disk-sector");
        arm.getStyleClass().add("disk-arm");
        details = new VBox(8, type, image, pane, bits, words);
        root = Pictures.box(Pictures.mono("Drive " + name), none, details);
    }

    Node node() {
        return root;
    }

    /** @param sector the one of the last transfer here; 0 for none */
    void show(Readings f, boolean chosen, boolean motor, int head, int sector) {
        String group = "Drive " + name;
        boolean there = !f.text(group, "type").isEmpty(), in = !f.text(group, "disk").equals("none");
        root.pseudoClassStateChanged(CHOSEN, chosen && there);
        Pictures.show(none, !there);
        Pictures.show(details, there);
        if (!there) return;
        Pictures.set(type, f.text(group, "type") + (in ? ": " + f.text(group, "format") : ""));
        disk.setVisible(in);
        hub.setVisible(in);
        ring.setVisible(in);
        disk.pseudoClassStateChanged(TURNING, motor);
        long track = f.number(group, "track"), tracks = in ? f.number(group, "tracks") : USUAL_TRACKS;
        // Track 0 is the outermost.
        double r = RADIUS - (RADIUS - INNER) * Math.min(1, (double) track / Math.max(1, tracks - 1));
        ring.setRadius(r);
        arm.setEndX(CENTRE + r);
        long sectors = f.number(group, "sectors");
        piece.setVisible(in && sector > 0 && sectors > 0);
        piece.setRadiusX(r);
        piece.setRadiusY(r);
        if (sectors > 0) {
            piece.setStartAngle((sector - 1) * 360.0 / sectors);
            piece.setLength(360.0 / sectors);
        }
        bits.show((motor ? 1 : 0) | (f.flag(group, "changed") ? 2 : 0) | (in && f.flag(group, "write-protected") ? 4 : 0));
        Pictures.set(image, in ? f.text(group, "disk") : "no disk");
        words.row(0, "track", track + (in ? " of " + tracks : ""));
        words.row(1, "side", in ? head + " of " + f.text(group, "sides") : "");
        words.row(2, "sector", sector > 0 ? sector + " of " + sectors : "");
    }
}
