package lucid86.app.panel;

import lucid86.debugger.view.MemoryPage;

/** How bytes of memory are written. */
enum MemoryFormat {
    BYTES("bytes", 1, 2), WORDS("words", 2, 4), DWORDS("dwords", 4, 8), QWORDS("qwords", 8, 16), SIGNED("signed 32", 4, 11), FLOATS("float", 4, 14), DOUBLES("double", 8, 24);

    private final String title;
    private final int size, width;

    MemoryFormat(String title, int size, int width) {
        this.title = title;
        this.size = size;
        this.width = width;
    }

    /** Bytes of an element. */
    int size() {
        return size;
    }

    /** Characters of an element. */
    int width() {
        return width;
    }

    /** The element at an index; dashes where a byte of it is not mapped. */
    String text(MemoryPage page, int at) {
        for (int i = 0; i < size; i++) if (page.at(at + i) < 0) return "-".repeat(width);
        long v = page.value(at, size);
        return switch (this) {
            case BYTES -> String.format("%02x", v);
            case WORDS -> String.format("%04x", v);
            case DWORDS -> String.format("%08x", v);
            case QWORDS -> String.format("%016x", v);
            case SIGNED -> String.format("%11d", (int) v);
            case FLOATS -> String.format("%14s", Float.intBitsToFloat((int) v));
            case DOUBLES -> String.format("%24s", Double.longBitsToDouble(v));
        };
    }

    @Override
    public String toString() {
        return title;
    }
}
