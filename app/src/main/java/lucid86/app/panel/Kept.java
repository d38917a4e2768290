package lucid86.app.panel;

import java.util.List;

/** What panels keep for their user from one start to the next: lines under a name. */
public interface Kept {
    Kept NOTHING = new Kept() {
        @Override
        public List<String> read(String name) {
            return List.of();
        }

        @Override
        public void write(String name, List<String> lines) {}
    };

    /** No lines when nothing was written. */
    List<String> read(String name);

    /** Trouble with the file is nobody's business: it is kept for this time, then. */
    void write(String name, List<String> lines);
}
