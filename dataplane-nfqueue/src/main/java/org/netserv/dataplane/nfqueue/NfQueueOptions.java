package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.NativeThread;
import org.netserv.node.plane.PlaneException;

/**
 * How the plane is set up.
 *
 * @param queues number of queues for all modules, each with a packet thread
 * @param quarantine number of queues for modules that are being tried, each with a packet thread; 0 for none
 * @param firstQueue number of the first; the others follow, those in quarantine last
 * @param cpus where packet threads of all modules are pinned, in turn; empty for nowhere
 * @param nice of packet threads of all modules, -20 to 19; those in quarantine are as nice as any other thread
 * @param queueLength packets that may wait for a verdict, per queue
 * @param receiveBuffer bytes of packets that may wait to be received, per queue
 * @param failOpen whether packets that find the queue full pass, rather than being dropped
 * @param bypass whether packets pass while no node has the queue
 * @param mark of packets that the node sends
 * @param namespace network namespace that the plane works in; empty for the process's own
 * @param iptables the programs that change the kernel's rules
 */
record NfQueueOptions(int queues, int quarantine, int firstQueue, List<Integer> cpus, int nice, int queueLength,
        int receiveBuffer, boolean failOpen, boolean bypass, int mark, String namespace, Iptables.Tool iptables) {

    private static final int MAX_QUEUES = 64;
    private static final int DEFAULT_QUEUES_LIMIT = 4;
    /**
     * Nine times the weight of other threads: compilers and installations must not keep packets waiting. Not more, as what
     * is thrown away of the packet path's compiled code must be compiled again while packets come.
     */
    private static final int DEFAULT_NICE = -10;
    /** "NS": not a number that other software takes by default. */
    private static final int DEFAULT_FIRST_QUEUE = 0x4e53;
    private static final int DEFAULT_MARK = 0x4e53;
    /** Twice as long as iptables waits for others that change rules. */
    private static final int DEFAULT_IPTABLES_SECONDS = 10;
    private static final Set<String> NAMES = new TreeSet<>(
            List.of("queues", "quarantine-queues", "first-queue", "cpus", "nice", "queue-length",
                    "receive-buffer", "fail-open", "bypass", "mark", "namespace", "iptables-folder",
                    "iptables-seconds"));

    NfQueueOptions {
        cpus = List.copyOf(cpus);
    }

    /** Reads options; every error names the option, its value, and what was expected. */
    static NfQueueOptions parse(Map<String, String> options) throws PlaneException {
        for (String name : options.keySet()) {
            if (!NAMES.contains(name)) {
                throw new PlaneException("nfqueue has no option \"" + name + "\": expected one of " + NAMES);
            }
        }
        List<Integer> allowed = NativeThread.allowedCpus();
        int queues = number(options, "queues", Math.min(allowed.size(), DEFAULT_QUEUES_LIMIT), 1, MAX_QUEUES);
        String namespace = options.getOrDefault("namespace", "");
        if (!namespace.matches("([A-Za-z0-9_][A-Za-z0-9_.-]*)?")) {
            throw wrong("namespace", namespace, "the name of a network namespace");
        }
        String folder = options.getOrDefault("iptables-folder", "");
        if (!folder.isEmpty() && !folder.startsWith("/")) {
            throw wrong("iptables-folder", folder, "an absolute path");
        }
        // Modules keep state for each packet thread, so these have a price also when nobody is being tried.
        int quarantine = number(options, "quarantine-queues", Math.max(1, queues / 2), 0, MAX_QUEUES);
        return new NfQueueOptions(queues, quarantine,
                number(options, "first-queue", DEFAULT_FIRST_QUEUE, 0, NfQueueSocket.LOCK - queues - quarantine),
                cpus(options.getOrDefault("cpus", "all"), allowed), number(options, "nice", DEFAULT_NICE, -20, 19),
                number(options, "queue-length", 16_384, 1, 1 << 20),
                number(options, "receive-buffer", 16 << 20, 1 << 18, 1 << 30), flag(options, "fail-open"),
                flag(options, "bypass"), number(options, "mark", DEFAULT_MARK, 1, Integer.MAX_VALUE), namespace,
                new Iptables.Tool(folder, number(options, "iptables-seconds", DEFAULT_IPTABLES_SECONDS, 1, 60)));
    }

    /** All queues. */
    int allQueues() {
        return queues + quarantine;
    }

    /** The numbers of the queues for all modules. */
    Range shared() {
        return new Range(firstQueue, queues);
    }

    /** The numbers of those in quarantine; those of the others where there are none. */
    Range quarantined() {
        return quarantine == 0 ? shared() : new Range(firstQueue + queues, quarantine);
    }

    /** Whether the queue of an index, from 0, is in quarantine. */
    boolean isQuarantine(int index) {
        return index >= queues;
    }

    /** Queues that a rule spreads packets over. */
    record Range(int first, int count) {
        /** As iptables has it. */
        @Override
        public String toString() {
            return count == 1 ? Integer.toString(first) : first + ":" + (first + count - 1);
        }
    }

    private static List<Integer> cpus(String value, List<Integer> allowed) throws PlaneException {
        if ("all".equals(value)) {
            return allowed;
        }
        List<Integer> cpus = new ArrayList<>();
        if ("none".equals(value)) {
            return cpus;
        }
        for (String text : value.split(",", -1)) {
            Integer cpu = parseInt(text, 10);
            if (cpu == null || !allowed.contains(cpu)) {
                throw wrong("cpus", value, "all, none, or a comma-separated list of CPUs out of " + allowed);
            }
            cpus.add(cpu);
        }
        return cpus;
    }

    private static int number(Map<String, String> options, String name, int fallback, int low, int high)
            throws PlaneException {
        String value = options.get(name);
        if (value == null) {
            return fallback;
        }
        Integer number = value.startsWith("0x") ? parseInt(value.substring(2), 16) : parseInt(value, 10);
        if (number == null || number < low || number > high) {
            throw wrong(name, value, "a number of " + low + " to " + high);
        }
        return number;
    }

    private static @Nullable Integer parseInt(String text, int radix) {
        try {
            return Integer.valueOf(text, radix);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static boolean flag(Map<String, String> options, String name) throws PlaneException {
        String value = options.getOrDefault(name, "yes");
        return switch (value) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw wrong(name, value, "yes or no");
        };
    }

    private static PlaneException wrong(String name, String value, String expected) {
        return new PlaneException("nfqueue option " + name + "=\"" + value + "\": expected " + expected);
    }
}
