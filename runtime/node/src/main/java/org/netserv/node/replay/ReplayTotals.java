package org.netserv.node.replay;

import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;

/** Adds up what a {@link ReplayResult} tells. <b>Thread.</b> The replay's. */
final class ReplayTotals {
    private long frames;
    private long accepted;
    private long nonIp;
    private long truncated;
    private long fragments;
    private long malformed;
    private long modified;
    private long dropped;
    private long replied;
    private long consumed;
    private long emitted;

    void read(boolean ip, boolean cut) {
        frames++;
        nonIp += ip ? 0 : 1;
        truncated += cut ? 1 : 0;
    }

    void bypassed(boolean ip) {
        accepted++;
        malformed += ip ? 1 : 0;
    }

    void decided(PacketBatch batch, int i) {
        fragments += batch.form(i) == PacketParser.FRAGMENT ? 1 : 0;
        malformed += batch.form(i) == PacketParser.MALFORMED ? 1 : 0;
        switch (batch.verdict(i)) {
            case ACCEPT -> {
                accepted++;
                modified += batch.modified(i) ? 1 : 0;
            }
            case DROP -> dropped++;
            case REPLY -> replied++;
            case CONSUME -> consumed++;
        }
    }

    void emitted(int count) {
        emitted += count;
    }

    ReplayResult result() {
        return new ReplayResult(frames, accepted, nonIp, truncated, fragments, malformed, modified, dropped, replied,
                consumed, emitted);
    }
}
