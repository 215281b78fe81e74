package org.netserv.node.controller;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
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
    private final Policy policy;
    private final ReplayGuard guard;
    private final Clock clock;

    Freshness(Policy policy, ReplayGuard guard, Clock clock) {
        this.policy = policy;
        this.guard = guard;
        this.clock = clock;
    }

    /**
     * Takes a message whose signature holds; from then on a copy is refused.
     *
     * @param ttl of a SETUP, else null
     */
    void take(ControlMessage message, Envelope envelope, @Nullable Duration ttl) throws Refusal, IOException {
        Instant now = clock.instant();
        if (guard.latest().isAfter(now.plus(policy.skew()))) {
            throw unauthenticated("this node's clock is behind the last message that it took at " + guard.latest()
                    + ": it takes none until the clock is right");
        }
        Instant expires = envelope.expires();
        Nonce nonce = envelope.nonce();
        if (policy.freshnessRequired() && (expires == null || nonce == null)) {
            throw unauthenticated("the header " + (expires == null ? "expires" : "nonce") + " is required");
        }
        if (expires != null) {
            checkExpiry(message.method(), expires, now, ttl);
        }
        if (nonce != null) {
            Instant forget = (expires == null ? now.plus(policy.maxSetup()) : expires).plus(policy.skew());
            checkNonce(guard.take(envelope.user(), nonce.toString(), digest(message), forget));
        }
    }

    private void checkExpiry(Method method, Instant expires, Instant now, @Nullable Duration ttl) throws Refusal {
        if (expires.isBefore(now.minus(policy.skew()))) {
            throw unauthenticated("the message expired at " + expires + ", it is " + now + " now");
        }
        Duration ahead = method == Method.SETUP && ttl != null ? min(ttl, policy.maxSetup()) : Policy.MAX_OTHER;
        if (expires.isAfter(now.plus(ahead).plus(policy.skew()))) {
            throw unauthenticated(
                    "expires lies at " + expires + ", too far ahead: expected at most " + ahead.toSeconds()
                            + " s from now, " + now.plus(ahead));
        }
    }

    private static void checkNonce(ReplayGuard.Outcome outcome) throws Refusal {
        switch (outcome) {
            case NEW -> {
            }
            case IDENTICAL -> throw unauthenticated("the message was taken before: sign a new one");
            case REUSED_NONCE -> throw unauthenticated("another message had this nonce: expected a fresh one");
        }
    }

    private static String digest(ControlMessage message) {
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
