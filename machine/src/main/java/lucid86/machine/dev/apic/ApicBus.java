package lucid86.machine.dev.apic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** The wires between APICs (the serial APIC bus, later the system bus): messages go out to local APICs, ends of interrupts come back. */
public final class ApicBus {
    private final List<LocalApic> locals = new ArrayList<>();
    private final List<IntConsumer> endListeners = new ArrayList<>();

    void connect(LocalApic apic) {
        locals.add(apic);
    }

    /** Connects an I/O APIC, which wants the vector of each level-triggered interrupt that has ended. */
    public void listenEnds(IntConsumer ioApic) {
        endListeners.add(ioApic);
    }

    /**
     * Delivers a message.
     *
     * @return true when somebody accepted it
     */
    public boolean send(ApicMessage m) {
        return sendExcept(m, null);
    }

    /** As {@link #send}, leaving one APIC out. */
    boolean sendExcept(ApicMessage m, LocalApic left) {
        LocalApic lowest = null;
        boolean accepted = false;
        for (LocalApic a : locals) {
            if (a == left || !a.isAddressed(m)) continue;
            if (m.mode() != DeliveryMode.LOWEST_PRIORITY) accepted |= a.accept(m);
            else if (lowest == null || a.arbitrationPriority() < lowest.arbitrationPriority()) lowest = a;
        }
        return lowest != null ? lowest.accept(m) : accepted;
    }

    void endOfInterrupt(int vector) {
        for (IntConsumer i : endListeners) i.accept(vector);
    }
}
