package org.netserv.dataplane.nfqueue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.netserv.dataplane.common.PlaneOptions;
import org.netserv.ffi.NativeThread;
import org.netserv.node.plane.PlaneException;

/**
 * How the plane is set up.
 *
 * @param interfaces whose packets come to the queues; empty for all
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
record NfQueueOptions(List<String> interfaces, int queues, int quarantine, int firstQueue, List<Integer> cpus, int nice,
        int queueLength,
        int receiveBuffer, boolean failOpen, boolean bypass, int mark, String namespace, Iptables.Tool iptables) {

    /** One that iptables takes for a single interface, and its input needs no quotes for. */
    private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.@=-]{0,14}");
    private static final int MAX_QUEUES = 64;
    private static final int DEFAULT_QUEUES_LIMIT = 4;
    /** "NS": not a number that other software takes by default. */
    private static final int DEFAULT_FIRST_QUEUE = 0x4e53;
    /** Twice as long as iptables waits for others that change rules. */
    private static final int DEFAULT_IPTABLES_SECONDS = 10;
    private static final Set<String> NAMES = Set.of("interfaces", "queues", "quarantine-queues", "first-queue", "cpus",
            "nice",
            "queue-length",
            "receive-buffer", "fail-open", "bypass", "mark", "namespace", "iptables-folder",
            "iptables-seconds");

    NfQueueOptions {
        interfaces = List.copyOf(interfaces);
        cpus = List.copyOf(cpus);
    }

    /** Reads options; every error names the option, its value, and what was expected. */
    static NfQueueOptions parse(Map<String, String> given) throws PlaneException {
        PlaneOptions options = new PlaneOptions(NfQueueProvider.NAME, given, NAMES);
        int queues = options.number("queues", Math.min(NativeThread.allowedCpus().size(), DEFAULT_QUEUES_LIMIT), 1,
                MAX_QUEUES);
        String folder = options.text("iptables-folder", "");
        if (!folder.isEmpty() && !folder.startsWith("/")) {
            throw options.wrong("iptables-folder", folder, "an absolute path");
        }
        // Modules keep state for each packet thread, so these have a price also when nobody is being tried.
        int quarantine = options.number("quarantine-queues", Math.max(1, queues / 2), 0, MAX_QUEUES);
        return new NfQueueOptions(options.interfaces(INTERFACE_NAME), queues, quarantine,
                options.number("first-queue", DEFAULT_FIRST_QUEUE, 0, NfQueueSocket.LOCK - queues - quarantine),
                options.cpus(), options.nice(), options.number("queue-length", 16_384, 1, 1 << 20),
                options.number("receive-buffer", 16 << 20, 1 << 18, 1 << 30), options.flag("fail-open", true),
                options.flag("bypass", true), options.mark(), options.namespace(),
                new Iptables.Tool(folder, options.number("iptables-seconds", DEFAULT_IPTABLES_SECONDS, 1, 60)));
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
}
