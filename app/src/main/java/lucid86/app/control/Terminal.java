package lucid86.app.control;

import java.util.ArrayList;
import java.util.List;

/**
 * The text a serial line gives, as lines: printable characters, carriage return, line feed, backspace, tab, and the ANSI sequences
 * that move within a line or clear; all other escape sequences are swallowed. Old lines are forgotten.
 */
public final class Terminal {
    private static final int MOST_LINES = 5000, LONGEST = 1000;

    private enum State { TEXT, ESCAPE, SEQUENCE, STRING }

    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private final StringBuilder sequence = new StringBuilder();
    private State state = State.TEXT;
    private int column;
    private int row;

    /** A byte from the line, 0-255. */
    public void accept(int b) {
        switch (state) {
            case TEXT -> text(b);
            case ESCAPE -> {
                state = b == '[' ? State.SEQUENCE : b == ']' ? State.STRING : State.TEXT;
                sequence.setLength(0);
            }
            case SEQUENCE -> {
                if (b >= 0x40) {
                    state = State.TEXT;
                    control((char) b, sequence.toString());
                } else if (sequence.length() < 32) {
                    sequence.append((char) b);
                }
            }
            case STRING -> {
                if (b == 7 || b == 0x1b) state = b == 7 ? State.TEXT : State.ESCAPE;
            }
        }
    }

    private void text(int b) {
        switch (b) {
            case 0x1b -> state = State.ESCAPE;
            case '\r' -> column = 0;
            case '\n' -> {
                row++;
                if (row == lines.size()) lines.add(new StringBuilder());
                if (lines.size() > MOST_LINES) {
                    lines.removeFirst();
                    row--;
                }
            }
            case '\b' -> column = Math.max(0, column - 1);
            case '\t' -> column = Math.min(LONGEST - 1, (column | 7) + 1);
            default -> {
                if (b >= 0x20 && b != 0x7f) put((char) b);
            }
        }
    }

    private void put(char c) {
        var line = lines.get(row);
        while (line.length() < column) line.append(' ');
        if (column < line.length()) line.setCharAt(column, c);
        else line.append(c);
        if (column < LONGEST - 1) column++;
    }

    private void control(char command, String text) {
        int n = number(text, 1);
        switch (command) {
            case 'A' -> row = Math.max(0, row - n);
            case 'C' -> column = Math.min(LONGEST - 1, column + n);
            case 'D' -> column = Math.max(0, column - n);
            case 'G' -> column = Math.clamp(n - 1, 0, LONGEST - 1);
            case 'K' -> {
                var line = lines.get(row);
                if (number(text, 0) == 0 && column < line.length()) line.setLength(column);
                else if (number(text, 0) == 2) line.setLength(0);
            }
            case 'J' -> {
                if (number(text, 0) == 0) {
                    while (lines.size() > row + 1) lines.removeLast();
                    if (column < lines.get(row).length()) lines.get(row).setLength(column);
                } else if (number(text, 0) == 2) {
                    lines.add(new StringBuilder());
                    row = lines.size() - 1;
                    column = 0;
                }
            }
            default -> { }
        }
    }

    private static int number(String text, int otherwise) {
        String first = text.indexOf(';') < 0 ? text : text.substring(0, text.indexOf(';'));
        return first.matches("\\d{1,4}") ? Integer.parseInt(first) : otherwise;
    }

    /** Number of lines, at least one. */
    public int size() {
        return lines.size();
    }

    public String line(int index) {
        return lines.get(index).toString();
    }

    /** Where the next character goes. */
    public int row() {
        return row;
    }

    public int column() {
        return column;
    }

    public void clear() {
        lines.clear();
        lines.add(new StringBuilder());
        row = column = 0;
    }
}
