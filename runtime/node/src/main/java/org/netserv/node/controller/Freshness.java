package org.netserv.node.controller;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration;
import org.netserv.node.message.CanonicalForm;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.Envelope;
import org.netserv.node.message.Method;
import org.netserv.node.message.Nonce;
import org.netserv.node.message.StatusCode;

/**
 * Tells a signed message from its copy: it must expire soon enough, not have expired, and carry a nonce that was not
 * seen before.
 *
 * <p><b>Thread.</b> Any. <b>Source.</b> netserv.md 3.3.
 */
final class Freshness {
    /** How far ahead any message but SETUP may expire. */
    private static final Duration MAX_OTHER = Duration.ofMinutes(10);
    /** By which a nonce outlives its message: between the two looks at the clock time passes, and clocks are set. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final Configuration.Freshness policy;
    private final ReplayGuard guard;
    private final Clock clock;

    Freshness(Configuration.Freshness policy, ReplayGuard guard, Clock clock) {
        this.policy = policy;
        this.guard = guard;
        this.clock = clock;
    }

    /**
     * Takes a message whose signature holds; from then on a copy is known to be one.
     *
     * @param ttl of a SETUP, else null
     * @return whether it is new, or the very same was taken before
     */
    ReplayGuard.Outcome take(ControlMessage message, Envelope envelope, @Nullable Duration ttl) throws Refusal {
        Instant now = clock.instant();
        if (guard.latest().isAfter(now.plus(policy.skew()))) {
            throw unauthenticated("this node's clock is behind the last message that it took at " + guard.latest()
                    + ": it takes none until the clock is right");
        }
        checkTimes(policy, message.method(), envelope, now, ttl);
        Nonce nonce = envelope.nonce();
        if (nonce == null) {
            return ReplayGuard.Outcome.NEW;
        }
        Instant expires = envelope.expires();
        Instant forget = (expires == null ? now.plus(policy.maxTtl()) : expires).plus(policy.skew()).plus(MARGIN);
        ReplayGuard.Outcome outcome = remember(message, envelope.user(), nonce, forget);
        if (outcome == ReplayGuard.Outcome.REUSED_NONCE) {
            throw unauthenticated("another message had this nonce: expected a fresh one");
        }
        return outcome;
    }

    /** What a copy is answered where none may come. */
    static Refusal takenBefore() {
        return unauthenticated("the message was taken before: sign a new one");
    }

    private ReplayGuard.Outcome remember(ControlMessage message, String user, Nonce nonce, Instant forget)
            throws Refusal {
        try {
            return guard.take(user, nonce.toString(), digest(message), forget, message.method() == Method.REMOVE);
        } catch (IOException e) {
            throw new Refusal(StatusCode.START_FAILED, "the node cannot write down that it took the message: " + e);
        }
    }

    /** Checks all that needs no memory: the headers are there, and the message expires when it should. */
    static void checkTimes(Configuration.Freshness policy, Method method, Envelope envelope, Instant now,
            @Nullable Duration ttl) throws Refusal {
        Instant expires = envelope.expires();
        if (policy.required() && (expires == null || envelope.nonce() == null)) {
            throw unauthenticated("the header " + (expires == null ? "expires" : "nonce") + " is required");
        }
        if (expires == null) {
            return;
        }
        if (expires.isBefore(now.minus(policy.skew()))) {
            throw unauthenticated("the message expired at " + expires + ", it is " + now + " now");
        }
        Duration ahead = method == Method.SETUP && ttl != null ? min(ttl, policy.maxTtl()) : MAX_OTHER;
        if (expires.isAfter(now.plus(ahead).plus(policy.skew()))) {
            throw unauthenticated(
                    "expires lies at " + expires + ", too far ahead: expected at most " + ahead.toSeconds()
                            + " s from now, " + now.plus(ahead));
        }
    }

    /** What tells a message from all others of its user: SHA-256 of its canonical form, in hex. */
    static String digest(ControlMessage message) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(CanonicalForm.of(message));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static Refusal unauthenticated(String sentence) {
        return new Refusal(StatusCode.UNAUTHENTICATED, sentence);
    }
}
