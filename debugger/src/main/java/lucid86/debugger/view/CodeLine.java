package lucid86.debugger.view;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * One instruction of a listing.
 *
 * @param linear linear address
 * @param offset offset in CS
 * @param bytes in hex, two digits each, or {@code ??} where no page is mapped
 * @param text mnemonic and operands
 * @param label name of this very address
 * @param source its source line, if known
 * @param length in bytes
 * @param target linear address a direct jump or call leads to
 */
public record CodeLine(int linear, int offset, String bytes, String text, Optional<String> label, Optional<String> source, int length, OptionalInt target) {}
