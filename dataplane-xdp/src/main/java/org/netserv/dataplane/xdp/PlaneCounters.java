package org.netserv.dataplane.xdp;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.netserv.dataplane.xdp.kernel.Outcome;
import org.netserv.dataplane.xdp.ring.PortGroup;
import org.netserv.dataplane.xdp.ring.TrialPort;
import org.netserv.ffi.XdpSocket;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.counters.Tally;

/**
 * The kernel's counters, fetched about once a second: what the XDP program did with frames, and what sockets lost.
 *
 * <p><b>Thread.</b> Any.
 */
final class PlaneCounters implements AutoCloseable {
    private final KernelSide kernel;
    /** Whose sockets are counted; guarded by this. */
    private List<PortGroup> groups = List.of();
    /** What sockets have lost that are closed. */
    private Lost before = new Lost(0, 0, 0, 0);
    private final Map<Outcome, Tally> outcomes = new EnumMap<>(Outcome.class);
    private final Tally receiveFull;
    private final Tally fillEmpty;
    private final Tally dropped;
    private final Tally invalid;

    /** What sockets lost, by reason. */
    private record Lost(long full, long empty, long dropped, long invalid) {
        Lost plus(Lost other) {
            return new Lost(full + other.full, empty + other.empty, dropped + other.dropped, invalid + other.invalid);
        }
    }

    PlaneCounters(NodeCounters counters, KernelSide kernel) {
        this.kernel = kernel;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, counters
                    .allocate("xdp.program." + outcome.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
        receiveFull = counters.allocate("xdp.kernel.receive-ring-full");
        fillEmpty = counters.allocate("xdp.kernel.fill-ring-empty");
        dropped = counters.allocate("xdp.kernel.dropped");
        invalid = counters.allocate("xdp.kernel.invalid-descriptors");
    }

    /** Counts these sockets from now on: the kernel begins with 0. Those before them must be open still. */
    synchronized void follow(List<PortGroup> next) {
        before = lost();
        groups = List.copyOf(next);
    }

    /** Brings the counters up to date. */
    synchronized void update() {
        outcomes.forEach((outcome, tally) -> set(tally, kernel.program().counters().packets(outcome)));
        Lost all = lost();
        set(receiveFull, all.full);
        set(fillEmpty, all.empty);
        set(dropped, all.dropped);
        set(invalid, all.invalid);
    }

    private Lost lost() {
        Lost all = before;
        for (PortGroup group : groups) {
            for (int i = 0; i < group.size(); i++) {
                XdpSocket.Statistics found = group.port(i).statistics();
                all = all.plus(new Lost(found.receiveFull(), found.fillEmpty(), found.dropped(),
                        found.invalidReceive() + found.invalidTransmit()));
            }
            for (TrialPort trial : group.trials()) {
                XdpSocket.Statistics found = trial.statistics();
                all = all.plus(new Lost(found.receiveFull(), 0, found.dropped(), 0));
            }
        }
        return all;
    }

    private static void set(Tally tally, long value) {
        tally.add(Math.max(0, value - tally.value()));
    }

    @Override
    public void close() {
        outcomes.values().forEach(Tally::close);
        receiveFull.close();
        fillEmpty.close();
        dropped.close();
        invalid.close();
    }
}
