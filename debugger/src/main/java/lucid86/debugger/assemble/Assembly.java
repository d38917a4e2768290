package lucid86.debugger.assemble;

import java.util.List;
import java.util.Optional;
import lucid86.debugger.symbol.NasmListing;
import lucid86.debugger.symbol.SymbolTable;

/**
 * What came of assembling a text.
 *
 * @param code the bytes; empty when there were errors
 * @param problems errors and warnings, in the order of their lines
 * @param listing the assembler's listing; empty when there were errors
 */
public record Assembly(Optional<Code> code, List<Problem> problems, List<String> listing) {
    /** Something the assembler says of a line. */
    public record Problem(int line, boolean error, String message) {
        @Override
        public String toString() {
            return "line " + line + ": " + (error ? "" : "warning: ") + message;
        }
    }

    /** Bytes that nobody changes. */
    public record Code(byte[] bytes) {
        public Code {
            bytes = bytes.clone();
        }

        @Override
        public byte[] bytes() {
            return bytes.clone();
        }

        public int size() {
            return bytes.length;
        }
    }

    public Assembly {
        problems = List.copyOf(problems);
        listing = List.copyOf(listing);
    }

    static Assembly failed(List<Problem> problems) {
        return new Assembly(Optional.empty(), problems, List.of());
    }

    /** Names and source lines of the code when its first byte lies at this linear address. */
    public SymbolTable symbols(int linear) {
        return NasmListing.parse(listing, linear);
    }
}
