package org.netserv.dataplane.xdp.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketFilter;

/** Packets, and what is to happen to them; of several in a row the first that selects a packet holds. */
public record KernelFilter(PacketFilter filter, Want want) {

    /** What the node wants delivered. */
    public static List<KernelFilter> of(Delivery delivery) {
        List<KernelFilter> filters = new ArrayList<>();
        List<Delivery.Rule> samples = new ArrayList<>();
        for (Delivery.Rule rule : delivery.rules()) {
            if (rule.filter().isSampled()) {
                samples.add(rule);
            } else {
                add(filters, samples);
                filters.add(new KernelFilter(rule.filter(), want(rule)));
            }
        }
        add(filters, samples);
        return filters;
    }

    /** Of those in a row the one first that wants most: who wants fewer gets them of these. */
    private static void add(List<KernelFilter> filters, List<Delivery.Rule> samples) {
        samples.sort(Comparator.comparingInt(rule -> rule.filter().every()));
        samples.forEach(rule -> filters.add(new KernelFilter(rule.filter(), want(rule))));
        samples.clear();
    }

    private static Want want(Delivery.Rule rule) {
        return switch (rule.way()) {
            case SAMPLED, SAMPLED_QUARANTINE -> Want.sample(rule.filter().every());
            case SHARED -> Want.RING;
            case QUARANTINE -> Want.QUARANTINE;
            case PAST -> Want.NOTHING;
        };
    }
}
