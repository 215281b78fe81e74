package org.netserv.dataplane.xdp;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.netserv.dataplane.common.PlaneOptions;
import org.netserv.dataplane.xdp.ring.FrameMemory.Pages;
import org.netserv.dataplane.xdp.ring.PortGroup.Copying;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.plane.PlaneException;

/**
 * How the plane is set up.
 *
 * @param interfaces where packets come in and leave; empty for all Ethernet interfaces that are up at the start
 * @param queues receive queues of the interface that has most, each with a packet thread; 0 to ask the kernel
 * @param quarantine number of packet threads for modules that are being tried
 * @param cpus where packet threads of all modules are pinned, in turn; empty for nowhere
 * @param nice of packet threads of all modules, -20 to 19
 * @param realtime their priority in the class SCHED_FIFO, 1 to 99; 0 for ordinary threads
 * @param mode where the XDP program runs
 * @param copying how packets get into the memory
 * @param needWakeup whether the kernel says in its rings when it wants a call
 * @param busyPoll whether packet threads of all modules do the drivers' receive work themselves
 * @param measure when ways that can be had are compared by what packets cost
 * @param batch packets of one port that a packet thread decides at once, at most
 * @param ringSize entries of receive and transmit rings, a power of two
 * @param frames of each port, a power of two
 * @param pages what the memory is to be made of
 * @param forward whether the XDP program forwards what no module wants
 * @param bypassNetfilter whether packets may leave past rules of the operator's
 * @param fallback the plane that takes interfaces which this one cannot have; empty for none
 * @param mark of packets that the node sends by the stack
 * @param namespace network namespace that the plane works in; empty for the process's own
 */
record XdpOptions(List<String> interfaces, int queues, int quarantine, List<Integer> cpus, int nice,
        int realtime, Mode mode, Copying copying, boolean needWakeup, BusyPoll busyPoll, Measure measure, int batch,
        int ringSize, int frames, Pages pages, boolean forward, boolean bypassNetfilter, String fallback, int mark,
        String namespace) {

    /** Where the XDP program runs. */
    enum Mode {
        /** In the driver if it can, else in the stack. */
        AUTO,
        /** In the driver. */
        NATIVE,
        /** In the stack. */
        GENERIC
    }

    /** Whether packet threads do the drivers' receive work. */
    enum BusyPoll {
        /** As costs less. */
        AUTO,
        /** They do. */
        YES,
        /** The kernel does. */
        NO
    }

    /** When ways are compared. */
    enum Measure {
        /** When it is not known from before. */
        AUTO,
        /** At every start. */
        YES,
        /** Never. */
        NO
    }

    private static final Pattern INTERFACE_NAME = Pattern.compile("[^\\s/:,]{1,15}");
    private static final Pattern REALTIME = Pattern.compile("fifo:[1-9][0-9]?");
    private static final String FALLBACK = "nfqueue";
    private static final int MAX_QUEUES = 64;
    private static final int DEFAULT_RING = 2048;
    private static final int DEFAULT_FRAMES = 4096;
    private static final Set<String> NAMES = Set.of("interfaces", "queues", "quarantine-threads", "cpus",
            "nice", "scheduling", "mode", "copy", "need-wakeup", "busy-poll", "measure", "batch", "ring-size", "frames",
            "huge-pages", "fast-path",
            "bypass-netfilter", "fallback", "mark", "namespace");

    XdpOptions {
        interfaces = List.copyOf(interfaces);
        cpus = List.copyOf(cpus);
    }

    /** Reads options; every error names the option, its value, and what was expected. */
    static XdpOptions parse(Map<String, String> given) throws PlaneException {
        PlaneOptions options = new PlaneOptions(XdpProvider.NAME, given, NAMES);
        int ring = powerOfTwo(options, "ring-size", DEFAULT_RING, 64, 1 << 15);
        int frames = powerOfTwo(options, "frames", DEFAULT_FRAMES, 256, 1 << 17);
        // What waits in quarantine must not keep all frames from the others.
        if (frames < 2 * ring) {
            throw options.wrong("frames", Integer.toString(frames), "at least twice ring-size, which is " + ring);
        }
        return new XdpOptions(options.interfaces(INTERFACE_NAME),
                "auto".equals(options.text("queues", "auto")) ? 0 : options.number("queues", 0, 1, MAX_QUEUES),
                options.number("quarantine-threads", 1, 0, MAX_QUEUES), options.cpus(), options.nice(),
                realtime(options),
                options.choice("mode", "auto",
                        Map.of("auto", Mode.AUTO, "native", Mode.NATIVE, "generic", Mode.GENERIC),
                        "native, generic or auto"),
                options.choice("copy", "auto",
                        Map.of("auto", Copying.AUTO, "yes", Copying.COPY, "no", Copying.ZERO_COPY),
                        "yes, no (zero copy) or auto"),
                options.flag("need-wakeup", true),
                options.choice("busy-poll", "no",
                        Map.of("auto", BusyPoll.AUTO, "yes", BusyPoll.YES, "no", BusyPoll.NO), "yes, no or auto"),
                options.choice("measure", "auto",
                        Map.of("auto", Measure.AUTO, "yes", Measure.YES, "no", Measure.NO),
                        "yes (at every start), no, or auto (once)"),
                options.number("batch", PacketBatch.MAX_SIZE, 1, PacketBatch.MAX_SIZE), ring, frames,
                options.choice("huge-pages", "auto",
                        Map.of("auto", Pages.AUTO, "yes", Pages.RESERVED, "transparent", Pages.TRANSPARENT, "no",
                                Pages.SMALL),
                        "yes, transparent, no or auto"),
                options.choice("fast-path", "pass", Map.of("forward", true, "pass", false), "forward or pass"),
                options.flag("bypass-netfilter", false), fallback(options), options.mark(),
                options.namespace());
    }

    private static int realtime(PlaneOptions options) throws PlaneException {
        String value = options.text("scheduling", "normal");
        if (value.equals("normal")) {
            return 0;
        }
        if (!REALTIME.matcher(value).matches()) {
            throw options.wrong("scheduling", value, "normal, or fifo: and a priority of 1 to 99, such as fifo:10");
        }
        return Integer.parseInt(value.substring(value.indexOf(':') + 1));
    }

    private static String fallback(PlaneOptions options) throws PlaneException {
        String value = options.text("fallback", FALLBACK);
        return switch (value) {
            case FALLBACK -> FALLBACK;
            case "none" -> "";
            default -> throw options.wrong("fallback", value, FALLBACK + " or none");
        };
    }

    private static int powerOfTwo(PlaneOptions options, String name, int fallback, int low, int high)
            throws PlaneException {
        int number = options.number(name, fallback, low, high);
        if (Integer.bitCount(number) != 1) {
            throw options.wrong(name, options.text(name, ""), "a power of two, of " + low + " to " + high);
        }
        return number;
    }
}
