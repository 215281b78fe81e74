package org.netserv.perf.parts;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.netserv.rig.RigException;

/**
 * Parts of a measurement, one after the other. An interrupt, or a rig that fails, ends it with what there is until then.
 *
 * <p><b>Thread.</b> The measuring one.
 *
 * @param <P> its parts
 */
public final class PartwiseRun<P extends Enum<P>> {
    private final Set<P> wanted;
    private final Set<P> missing;
    private final Consumer<String> screen;
    private final BooleanSupplier stopping;

    /** What takes time. */
    public interface Measurement {
        /** Carries it out. */
        void run() throws InterruptedException;
    }

    /**
     * Nothing runs yet.
     *
     * @param wanted at least one
     * @param screen is told how far it is
     * @param stopping whether the user has had enough
     */
    public PartwiseRun(Set<P> wanted, Consumer<String> screen, BooleanSupplier stopping) {
        this.wanted = Set.copyOf(wanted);
        this.missing = EnumSet.copyOf(wanted);
        this.screen = screen;
        this.stopping = stopping;
    }

    /** Whether all that is wanted has been measured. */
    public boolean isComplete() {
        return missing.isEmpty();
    }

    /** Measures all of it: calls {@link #part} for each part that there is. */
    public void run(Measurement parts) {
        try {
            parts.run();
        } catch (InterruptedException e) {
            screen.accept("Interrupted: what is missing has not been measured.");
        } catch (RigException e) {
            if (stopping.getAsBoolean()) {
                // The programs that take the rig down would not be waited for.
                Thread.interrupted();
            } else {
                // What was measured before is not lost for it.
                screen.accept("netserv: " + e.getMessage());
            }
        }
    }

    /** Measures a part, if it is wanted. */
    public void part(P part, Measurement measurement) throws InterruptedException {
        if (wanted.contains(part)) {
            if (Thread.interrupted()) {
                throw new InterruptedException(part.toString());
            }
            screen.accept("Measuring " + part + " …");
            measurement.run();
            missing.remove(part);
        }
    }
}
