package org.netserv.dataplane.common;

import java.util.List;
import org.netserv.ffi.Errno;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/** Counters of one {@link RawEmitter}: what was sent, and what was not, by reason. */
public final class EmitCounters implements AutoCloseable {
    private final Tally sent;
    private final Tally unreachable;
    private final Tally tooLong;
    private final Tally refused;
    private final Tally noRoom;
    private final Tally other;

    /** Counters whose labels begin with {@code prefix}. */
    public EmitCounters(NodeCounters counters, String prefix) {
        sent = counters.allocate(prefix + "sent");
        unreachable = counters.allocate(prefix + "unsent.unreachable");
        tooLong = counters.allocate(prefix + "unsent.too-long");
        refused = counters.allocate(prefix + "unsent.refused");
        noRoom = counters.allocate(prefix + "unsent.no-room");
        other = counters.allocate(prefix + "unsent.other");
    }

    void sent(int packets) {
        sent.add(packets);
    }

    void unsent(int errno) {
        switch (errno) {
            case Errno.ENETUNREACH, Errno.EHOSTUNREACH, Errno.ENETDOWN, Errno.EADDRNOTAVAIL -> unreachable.add(1);
            case Errno.EMSGSIZE -> tooLong.add(1);
            case Errno.EPERM, Errno.EACCES -> refused.add(1);
            case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM -> noRoom.add(1);
            default -> other.add(1);
        }
    }

    @Override
    public void close() {
        List.of(sent, unreachable, tooLong, refused, noRoom, other).forEach(Tally::close);
    }
}
