package org.netserv.signaling.machine;

import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table of states and events. A pair that it does not have changes nothing. */
final class Transitions<S extends Enum<S>, E extends Enum<E>, A extends Enum<A>> {
    private final Class<E> events;
    private final Map<S, Map<E, Step<S, A>>> steps;
    private final Map<S, Step<S, A>> nothing;

    Transitions(Class<S> states, Class<E> events) {
        this.events = events;
        steps = new EnumMap<>(states);
        nothing = new EnumMap<>(states);
        for (S state : states.getEnumConstants()) {
            steps.put(state, new EnumMap<>(events));
            nothing.put(state, new Step<>(List.of(), state));
        }
    }

    /** A row of the table for some states; {@code next} null is the state that it was. */
    @SafeVarargs
    @SuppressWarnings("varargs") // read, and copied, at once
    final Transitions<S, E, A> row(Collection<S> states, E event, @Nullable S next, A... actions) {
        for (S state : states) {
            Map<E, Step<S, A>> of = steps.computeIfAbsent(state, none -> new EnumMap<>(events));
            if (of.put(event, new Step<>(List.of(actions), next == null ? state : next)) != null) {
                throw new IllegalArgumentException("twice in the table: state=" + state + " event=" + event);
            }
        }
        return this;
    }

    Step<S, A> on(S state, E event) {
        Step<S, A> step = steps.getOrDefault(state, Map.of()).get(event);
        return step == null ? nothing.getOrDefault(state, new Step<>(List.of(), state)) : step;
    }
}
