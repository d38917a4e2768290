package lucid86.jit.run;

import lucid86.jit.bytecode.Region;

/** Hears what an engine does, for logs and displays. Called on the emulation thread; must not change the machine. */
public interface EngineListener {
    /** Nobody listens. */
    EngineListener NONE = new EngineListener() {
        @Override
        public boolean hearsBlocks() {
            return false;
        }
    };

    /** A block was translated. */
    default void translated(TranslationBlock block) {}

    /** A region's class was loaded; its blocks run in it from now on. */
    default void compiled(Region region) {}

    /**
     * A block is about to be entered from the engine's loop. Blocks that compiled code goes on to by itself are not told: who wants
     * all of them lets the engine interpret.
     */
    default void entered(TranslationBlock block) {}

    /** A block is no longer to be entered: its code changed, or another reason that {@link TranslationBlock#dropReason} tells. */
    default void dropped(TranslationBlock block) {}

    /** A hardware interrupt is about to be delivered. */
    default void interrupted(int vector) {}

    /** False when {@link #entered} need not be called, which lets the engine's loop run at full speed. */
    default boolean hearsBlocks() {
        return true;
    }
}
