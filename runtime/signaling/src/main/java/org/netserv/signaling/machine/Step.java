package org.netserv.signaling.machine;

import java.util.List;

/**
 * What a machine makes of an event.
 *
 * @param actions to be carried out in this order
 * @param next the state when they are
 * @param <S> states
 * @param <A> actions
 */
public record Step<S, A>(List<A> actions, S next) {
    public Step {
        actions = List.copyOf(actions);
    }
}
