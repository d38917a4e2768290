package lucid86.jit.run;

import java.util.List;
import lucid86.jit.bytecode.Region;

/** Tells several listeners. */
record AllListeners(List<EngineListener> all) implements EngineListener {
    static EngineListener of(List<EngineListener> all) {
        return all.isEmpty() ? NONE : all.size() == 1 ? all.getFirst() : new AllListeners(List.copyOf(all));
    }

    @Override
    public void translated(TranslationBlock block) {
        for (EngineListener l : all) l.translated(block);
    }

    @Override
    public void compiled(Region region) {
        for (EngineListener l : all) l.compiled(region);
    }

    @Override
    public void entered(TranslationBlock block) {
        for (EngineListener l : all) l.entered(block);
    }

    @Override
    public void dropped(TranslationBlock block) {
        for (EngineListener l : all) l.dropped(block);
    }

    @Override
    public void interrupted(int vector) {
        for (EngineListener l : all) l.interrupted(vector);
    }

    @Override
    public boolean hearsBlocks() {
        return all.stream().anyMatch(EngineListener::hearsBlocks);
    }
}
