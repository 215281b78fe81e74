package org.netserv.dataplane.xdp.kernel;

import java.util.List;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketFilter;

/** Packets, and what is to happen to them; of several in a row the first that selects a packet holds. */
public record KernelFilter(PacketFilter filter, Want want) {

    /** What the node wants delivered. */
    public static List<KernelFilter> of(Delivery delivery) {
        return delivery.rules().stream().map(rule -> new KernelFilter(rule.filter(), want(rule.way()))).toList();
    }

    private static Want want(Delivery.Way way) {
        return switch (way) {
            case SHARED -> Want.RING;
            case QUARANTINE -> Want.QUARANTINE;
            case PAST -> Want.NOTHING;
        };
    }
}
