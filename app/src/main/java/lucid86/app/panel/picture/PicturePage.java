package lucid86.app.panel.picture;

import javafx.scene.Node;
import lucid86.debugger.view.DeviceList;

/** Some chips of the board, drawn. */
public interface PicturePage {
    Node node();

    void show(DeviceList devices);
}
