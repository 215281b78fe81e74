package org.netserv.isolation.hostile;

import java.util.List;
import java.util.stream.Stream;
import org.netserv.testing.BundleBuilder;

/**
 * One thing that a hostile module tries.
 *
 * @param group what it is about
 * @param aim what it tries, for the table
 * @param bundle that tries it
 * @param ends how it must end
 * @param because a part of what is then said
 */
public record Attempt(String group, String aim, BundleBuilder bundle, End ends, String because) {

    /** Symbolic name of each bundle; its version is 1.0.0. */
    public static final String ID = "hostile";

    /** How an attempt ends. */
    public enum End {
        /** The bundle is not installed: 422. */
        REFUSED("refused"),
        /** The start fails, and the module is removed. */
        START_FAILS("start fails"),
        /** It throws on the packet path: its fail policy decides about the packet. */
        FAULT("fault"),
        /** It is taken out of the packet path. */
        STOPPED("stopped"),
        /** It gets nowhere, and goes on. */
        NO_EFFECT("no effect");

        private final String words;

        End(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    /** All of the corpus, group by group. */
    public static List<Attempt> all() {
        return Stream.of(Reaching.files(), Reaching.network(), Reaching.processes(), Reaching.reflection(),
                Reaching.woven(), Exhausting.time(), Exhausting.threads(), Exhausting.locks(), Exhausting.memory(),
                Deceiving.bundles(), Deceiving.classes(), Deceiving.packets(), Deceiving.shared())
                .flatMap(List::stream).toList();
    }

    @Override
    public String toString() {
        return group + ": " + aim;
    }
}
