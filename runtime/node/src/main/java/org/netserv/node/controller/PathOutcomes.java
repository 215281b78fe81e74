package org.netserv.node.controller;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.Answer;

/**
 * What became of messages that came on the path, for their copies: those that are being carried out, and the latest of those that
 * failed. What succeeded shows in the modules that are here.
 *
 * <p><b>Thread.</b> Any.
 */
final class PathOutcomes {
    /** Those that failed and are remembered; publishers alone can add to them. */
    static final int MOST_REFUSED = 4_096;

    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private int refused;

    /** What is known of a message. */
    sealed interface Outcome {}

    /** It is being carried out. */
    record UnderWay() implements Outcome {}

    /** It failed. */
    record Refused(Answer answer) implements Outcome {}

    synchronized void began(String digest) {
        put(digest, new UnderWay());
    }

    synchronized void ended(String digest, Answer answer) {
        if (answer.code().isSuccess()) {
            forget(digest);
        } else {
            put(digest, new Refused(answer));
            if (refused > MOST_REFUSED) {
                forgetEldest();
            }
        }
    }

    /** Null for one that succeeded, or of which nothing is known any more. */
    synchronized @Nullable Outcome of(String digest) {
        return outcomes.get(digest);
    }

    private void put(String digest, Outcome outcome) {
        forget(digest);
        outcomes.put(digest, outcome);
        refused += outcome instanceof Refused ? 1 : 0;
    }

    private void forget(String digest) {
        refused -= outcomes.remove(digest) instanceof Refused ? 1 : 0;
    }

    private void forgetEldest() {
        Iterator<Outcome> eldest = outcomes.values().iterator();
        while (eldest.hasNext()) {
            if (eldest.next() instanceof Refused) {
                eldest.remove();
                refused--;
                return;
            }
        }
    }
}
