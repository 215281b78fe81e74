package org.netserv.node.notify;

import java.net.URI;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.StatusCode;

/**
 * A module has come, gone, or failed to come.
 *
 * @param user its publisher
 * @param module its id
 * @param kind what has happened
 * @param code what an answer would say of it
 * @param detail one sentence, in part publishers' own
 * @param at when
 * @param notification who is to be told; null for nobody
 */
public record ModuleEvent(String user, String module, Kind kind, StatusCode code, String detail, Instant at,
        @Nullable URI notification) {

    /** What has happened. */
    public enum Kind {
        /** It runs, and no other version ran before. */
        INSTALLED,
        /** It runs, and another version has made room for it. */
        UPGRADED,
        /** It runs again, as the version that replaced it failed. */
        RESTORED,
        /** It was accepted and then not installed; the code says why. */
        FAILED,
        /** A REMOVE took it away. */
        REMOVED,
        /** Its time had come. */
        EXPIRED,
        /** The operator took it away. */
        EVICTED,
        /** Another version took its place. */
        REPLACED,
        /** It failed soon after it had replaced another version, which runs again. */
        ROLLED_BACK;

        /** Its name on the wire. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
