package org.netserv.node.path;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netserv.api.PacketProcessor;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;

/**
 * A module's place in the packet path: its filters, its rank, what happens when it faults, and one {@link ModuleLane} a
 * packet thread.
 *
 * <p><b>Thread.</b> Made and closed off the packet path.
 */
public final class ModuleSlot implements AutoCloseable {
    private final Settings settings;
    private final long sequence;
    private final ModuleLane[] lanes;
    private final ModuleFlows flows;
    private volatile boolean quarantined;

    ModuleSlot(Settings settings, long sequence, PacketProcessor processor, NodeCounters counters, PacketPath path) {
        this.settings = settings;
        this.sequence = sequence;
        quarantined = settings.quarantined() && path.quarantine() > 0;
        lanes = new ModuleLane[path.workers()];
        String prefix = "module." + settings.user() + "." + settings.moduleId() + ".";
        flows = new ModuleFlows(settings.quota().flows(), counters, prefix);
        int made = 0;
        try {
            for (; made < lanes.length; made++) {
                lanes[made] = new ModuleLane(processor, settings, path.worker(made), flows,
                        new ModuleCounters(counters, prefix + "w" + made + "."), Patience.of(path, made));
            }
        } catch (IllegalStateException full) {
            flows.close();
            while (made > 0) {
                lanes[--made].counters().close();
            }
            throw full;
        }
    }

    /** The module's id. */
    public String moduleId() {
        return settings.moduleId();
    }

    /** The publisher. */
    public String user() {
        return settings.user();
    }

    List<PacketFilter> filters() {
        return settings.filters();
    }

    int order() {
        return settings.order();
    }

    /** Rises with each installation. */
    long sequence() {
        return sequence;
    }

    ModuleLane lane(int worker) {
        return lanes[worker];
    }

    /** Whether its packets go to the packet threads that modules are tried on. */
    public boolean isQuarantined() {
        return quarantined;
    }

    void quarantined(boolean wanted) {
        quarantined = wanted;
    }

    /** CPU time of the batch that has taken most since this was asked last, on any packet thread, in nanoseconds. */
    public long takeLongestNanos() {
        long longest = 0;
        for (ModuleLane lane : lanes) {
            longest = Math.max(longest, lane.takeLongestNanos());
        }
        return longest;
    }

    /** Its counters, over all packet threads. */
    public Map<String, Long> counters() {
        Map<String, Long> sums = new TreeMap<>();
        for (ModuleLane lane : lanes) {
            lane.counters().read(sums);
        }
        flows.read(sums);
        return sums;
    }

    /** How often the module did not return in time. */
    public long overstays() {
        long overstays = 0;
        for (ModuleLane lane : lanes) {
            overstays += lane.counters().value(ModuleCounters.OVERSTAYS);
        }
        return overstays;
    }

    /** What the module threw last, or null. */
    public @Nullable Throwable lastFault() {
        for (ModuleLane lane : lanes) {
            Throwable fault = lane.lastFault();
            if (fault != null) {
                return fault;
            }
        }
        return null;
    }

    /** Its processor is not called any more, from each packet thread's next packet on; its fail policy decides. */
    public void detach() {
        for (ModuleLane lane : lanes) {
            lane.detach();
        }
        revoke();
    }

    /** What the kernel decides for it ends: its packets come again. <b>Thread.</b> Any but packet threads, one at a time. */
    synchronized void revoke() {
        flows.revoke();
    }

    /** Gives its counters back. Only after no packet thread uses it any more. */
    @Override
    public synchronized void close() {
        flows.close();
        for (ModuleLane lane : lanes) {
            lane.counters().close();
        }
    }

    /**
     * What a SETUP says of a module's place in the packet path.
     *
     * @param moduleId symbolic name and version
     * @param user the publisher
     * @param authorised prefixes that packets sent by the module may come from
     * @param filters the packets it wants
     * @param order rank in the chain
     * @param failOpen whether packets pass when it faults, rather than being dropped
     * @param quota the publisher's, one for all its modules
     * @param quarantined whether it begins on the packet threads that modules are tried on, if the plane has such
     */
    public record Settings(String moduleId, String user, List<Prefix> authorised, List<PacketFilter> filters, int order,
            boolean failOpen, PathQuota quota, boolean quarantined) {
        /** Takes copies. */
        public Settings {
            authorised = List.copyOf(authorised);
            filters = List.copyOf(filters);
        }

        /** Of a module that has no quota and is not tried: the operator's own, or a test's. */
        public Settings(String moduleId, String user, List<Prefix> authorised, List<PacketFilter> filters, int order,
                boolean failOpen) {
            this(moduleId, user, authorised, filters, order, failOpen, PathQuota.unlimited(), false);
        }
    }
}
