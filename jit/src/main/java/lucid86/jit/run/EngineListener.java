package lucid86.jit.run;

import lucid86.jit.bytecode.Region;

/** Hears what an engine does, for logs and displays. Called on the emulation thread; must not change the machine. */
public interface EngineListener {
    /** Nobody listens. */
    EngineListener NONE = new EngineListener() {};

    /** A block was translated. */
    default void translated(TranslationBlock block) {}

    /** A region's class was loaded; its blocks run in it from now on. */
    default void compiled(Region region) {}

    /**
     * A block is about to be entered from the engine's loop. Blocks that compiled code goes on to by itself are not told: who wants
     * all of them lets the engine interpret.
     */
    default void entered(TranslationBlock block) {}
}
