package com.example.ttlguard;

import org.netserv.api.Counter;
import org.netserv.api.Module;
import org.netserv.api.ModuleContext;
import org.netserv.api.Packet;
import org.netserv.api.Verdict;

/**
 * Drops packets that come from too far away: whose TTL, or hop limit, is below the property {@code min_ttl} (RFC 5082
 * uses 255, for neighbours only). Counts them in {@code too_far}, the others in {@code near}.
 */
public final class TtlGuard implements Module {

    private int minTtl;
    private Counter near;
    private Counter tooFar;

    /** On the module's own thread. What it throws refuses the SETUP, with its message as the reason. */
    @Override
    public void start(ModuleContext context) {
        minTtl = minTtl(context.properties().get("min_ttl"));
        near = context.counter("near");
        tooFar = context.counter("too_far");
        context.register(this::process);
        context.every(60_000, () -> context.log().info("too far: " + tooFar.value() + ", near: " + near.value()));
    }

    /** On packet threads, several at once: no waiting, no logging, no allocation. The packet is ours for this call only. */
    private Verdict process(Packet packet) {
        if (packet.ttl() < minTtl) {
            tooFar.increment();
            return Verdict.DROP;
        }
        near.increment();
        return Verdict.ACCEPT;
    }

    private static int minTtl(String value) {
        try {
            int ttl = Integer.parseInt(value == null ? "2" : value);
            if (ttl >= 0 && ttl <= 255) {
                return ttl;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new IllegalArgumentException("property min_ttl must be a number from 0 to 255: min_ttl=" + value);
    }
}
