package org.netserv.dataplane.xdp;

import java.util.ArrayList;
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
 * <p><b>Thread.</b> One.
 */
final class PlaneCounters implements AutoCloseable {
    private final KernelSide kernel;
    private final List<PortGroup> groups = new ArrayList<>();
    private final Map<Outcome, Tally> outcomes = new EnumMap<>(Outcome.class);
    private final Tally receiveFull;
    private final Tally fillEmpty;
    private final Tally dropped;
    private final Tally invalid;

    PlaneCounters(NodeCounters counters, KernelSide kernel, List<XdpWorker> workers) {
        this.kernel = kernel;
        workers.forEach(worker -> groups.add(worker.group()));
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, counters
                    .allocate("xdp.program." + outcome.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
        receiveFull = counters.allocate("xdp.kernel.receive-ring-full");
        fillEmpty = counters.allocate("xdp.kernel.fill-ring-empty");
        dropped = counters.allocate("xdp.kernel.dropped");
        invalid = counters.allocate("xdp.kernel.invalid-descriptors");
    }

    /** Brings the counters up to date. */
    void update() {
        outcomes.forEach((outcome, tally) -> set(tally, kernel.program().counters().packets(outcome)));
        long full = 0;
        long empty = 0;
        long lost = 0;
        long wrong = 0;
        for (PortGroup group : groups) {
            for (int i = 0; i < group.size(); i++) {
                XdpSocket.Statistics found = group.port(i).statistics();
                full += found.receiveFull();
                empty += found.fillEmpty();
                lost += found.dropped();
                wrong += found.invalidReceive() + found.invalidTransmit();
            }
            for (TrialPort trial : group.trials()) {
                XdpSocket.Statistics found = trial.statistics();
                full += found.receiveFull();
                lost += found.dropped();
            }
        }
        set(receiveFull, full);
        set(fillEmpty, empty);
        set(dropped, lost);
        set(invalid, wrong);
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
