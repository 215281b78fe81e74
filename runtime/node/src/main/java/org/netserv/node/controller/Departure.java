package org.netserv.node.controller;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.netserv.node.notify.ModuleEvent;

/**
 * Why a module goes.
 *
 * @param kind what its publisher is told
 * @param text a word or a sentence
 * @param notification who is told instead of whom its SETUP names; null for no other
 */
record Departure(ModuleEvent.Kind kind, String text, @Nullable URI notification) {
    static final Departure EXPIRED = new Departure(ModuleEvent.Kind.EXPIRED, "its time has come", null);
    static final Departure EVICTED = new Departure(ModuleEvent.Kind.EVICTED, "the operator evicts it", null);

    /** By its publisher. */
    static Departure removed(@Nullable URI notification) {
        return new Departure(ModuleEvent.Kind.REMOVED, "REMOVE", notification);
    }
}
