package org.netserv.dataplane.xdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.dataplane.xdp.ring.PortGroup.Copying;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which manner packets come: as the options say; where they leave it open as it was measured before, by a node on this host, or
 * by this one while it runs.
 *
 * <p><b>Thread.</b> One at a time; {@link #describe} any.
 */
final class MannerChoice {
    private static final Logger LOG = LoggerFactory.getLogger(MannerChoice.class);
    private static final int WINDOWS = 3;
    /** In one of the plane's rounds, 5 s: at less than 20,000 packets a second what else a host does weighs as much. */
    static final long MIN_PACKETS = 100_000;

    private final XdpOptions options;
    private final MannerMemory memory;
    private final LongSupplier hostCpuNanos;
    private final long minPackets;
    private Manner manner;
    private @Nullable MannerTrial trial;
    private long packetsBefore;
    private long cpuBefore;
    private volatile String said = "";

    /**
     * One that has not measured anything.
     *
     * @param hostCpuNanos CPU time that the host has used
     * @param minPackets that a round must have to count
     */
    MannerChoice(XdpOptions options, MannerMemory memory, LongSupplier hostCpuNanos, long minPackets) {
        this.options = options;
        this.memory = memory;
        this.hostCpuNanos = hostCpuNanos;
        this.minPackets = minPackets;
        manner = Manner.first(options);
        Map<String, Long> known = options.measure() == XdpOptions.Measure.AUTO ? memory.recall() : Map.of();
        // Whether zero copy can be had is not known before sockets are open: but it was then, if it was measured.
        for (boolean zeroCopy : new boolean[]{true, false}) {
            List<Manner> all = candidates(zeroCopy);
            if (all.stream().map(Manner::toString).collect(Collectors.toSet()).equals(known.keySet())) {
                Map<Manner, Long> costs = new LinkedHashMap<>();
                all.forEach(each -> costs.put(each, known.getOrDefault(each.toString(), 0L)));
                manner = MannerTrial.best(all, costs);
                said = describe(costs) + ", as measured before";
                break;
            }
        }
    }

    /** What is open, the one first that is taken without measuring. */
    private List<Manner> candidates(boolean zeroCopy) {
        List<Copying> copyings = options.copying() != Copying.AUTO ? List.of(options.copying())
                : zeroCopy ? List.of(Copying.AUTO, Copying.COPY) : List.of(Copying.COPY);
        List<Boolean> busyPolls = options.busyPoll() == XdpOptions.BusyPoll.AUTO ? List.of(false, true)
                : List.of(options.busyPoll() == XdpOptions.BusyPoll.YES);
        List<Manner> all = new ArrayList<>();
        for (boolean busyPoll : busyPolls) {
            copyings.forEach(each -> all.add(new Manner(each, busyPoll)));
        }
        return all;
    }

    /** The one that sockets are to be opened in now. */
    Manner manner() {
        return manner;
    }

    /** Begins to measure if there is a choice and nothing is known, once sockets are open. */
    void begin(boolean zeroCopy) {
        List<Manner> all = candidates(zeroCopy);
        if (trial == null && said.isEmpty()) {
            if (all.size() > 1 && options.measure() != XdpOptions.Measure.NO) {
                trial = new MannerTrial(all, WINDOWS, minPackets);
                manner = all.getFirst(); // the same as is in effect, by the name of what it has turned out to be
                said = "no packets yet that " + all + " could be compared by";
            } else {
                said = all.size() > 1 ? "no" : "no, there is one way only";
            }
        }
        packetsBefore = 0;
        cpuBefore = hostCpuNanos.getAsLong();
    }

    /**
     * Takes what has happened since the last time; whether sockets are to be opened in another manner.
     *
     * @param packets that have been received by sockets that are open
     */
    boolean round(long packets) {
        MannerTrial under = trial;
        if (under == null) {
            return false;
        }
        long cpu = hostCpuNanos.getAsLong();
        under.window(packets - packetsBefore, cpu - cpuBefore);
        packetsBefore = packets;
        cpuBefore = cpu;
        if (!under.costs().isEmpty()) {
            said = describe(under.costs());
        }
        if (under.isDecided()) {
            LOG.info("packets come by {} from now on: CPU time of a packet was measured, {}", under.manner(), said);
            Map<String, Long> costs = new LinkedHashMap<>();
            under.costs().forEach((each, nanos) -> costs.put(each.toString(), nanos));
            memory.keep(costs);
            trial = null;
        }
        boolean changed = !under.manner().equals(manner);
        manner = under.manner();
        return changed;
    }

    /** What was measured, in a few words: {@code zero-copy 410 ns, copy 530 ns}. */
    String describe() {
        return said;
    }

    private static String describe(Map<Manner, Long> costs) {
        return costs.entrySet().stream().map(each -> each.getKey() + " " + each.getValue() + " ns")
                .collect(Collectors.joining(", "));
    }
}
