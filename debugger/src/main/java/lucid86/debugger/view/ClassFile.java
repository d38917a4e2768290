package lucid86.debugger.view;

import java.util.Optional;

/**
 * The generated class of a compiled block, as a file.
 *
 * @param name of the class
 */
public record ClassFile(String name, byte[] bytes) {
    /** Asks for a block's class; empty while it is interpreted. */
    public record Query(BlockTable.Key key) implements View<Optional<ClassFile>> {
        @Override
        public Optional<ClassFile> read(Inspector machine) {
            return machine.engine().blockList().stream().filter(b -> BlockTable.key(b).equals(key) && b.region() != null).findFirst()
                    .map(b -> new ClassFile(b.region().name(), b.region().classFile()));
        }
    }
}
