package org.netserv.perf.router;

import java.util.List;
import org.netserv.perf.Placement;
import org.netserv.perf.rig.MeasuringRig;
import org.netserv.perf.rig.NapiThread;
import org.netserv.perf.traffic.Traffic;
import org.netserv.rig.Namespace;

/**
 * Where a router under test is opened: a host that forwards already, and what the traffic through it looks like.
 *
 * @param router the host; its interfaces, addresses, routes and neighbours are there
 * @param placement which CPU does what
 * @param napiThreads ids of the threads that do the receive processing of its interfaces; empty if that runs in softirq
 * @param rigThreads ids of the threads that do the same for the rig, perhaps on a CPU of the router's
 * @param destinations prefix of the receiver's addresses, as {@code 10.0.2.0/24}
 * @param port UDP port that the traffic goes to
 * @param reportHost a host that NetMonitor's reports go to, and that does not count the traffic: the sender
 * @param reportAddress its address
 */
public record RouterSite(Namespace router, Placement placement, List<Long> napiThreads,
        List<Long> rigThreads, String destinations, int port, Namespace reportHost, String reportAddress) {

    /** Copies the lists. */
    public RouterSite {
        napiThreads = List.copyOf(napiThreads);
        rigThreads = List.copyOf(rigThreads);
    }

    /** The router of a rig, for its usual traffic. */
    public static RouterSite of(MeasuringRig rig, Placement placement) {
        return new RouterSite(rig.router(), placement,
                ids(rig.routerThreads()), ids(rig.receiverThreads()), "10.0.2.0/24", Traffic.PORT, rig.sender(),
                MeasuringRig.SENDER_IPV4);
    }

    private static List<Long> ids(List<NapiThread> threads) {
        return threads.stream().map(thread -> Long.valueOf(thread.id())).toList();
    }
}
