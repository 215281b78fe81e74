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
                mode(options), copying(options), options.flag("need-wakeup", true), busyPoll(options), measure(options),
                options.number("batch", PacketBatch.MAX_SIZE, 1, PacketBatch.MAX_SIZE), ring, frames,
                pages(options), forward(options),
                options.flag("bypass-netfilter", false), fallback(options), options.mark(),
                options.namespace());
    }

    private static Mode mode(PlaneOptions options) throws PlaneException {
        String value = options.text("mode", "auto");
        return switch (value) {
            case "auto" -> Mode.AUTO;
            case "native" -> Mode.NATIVE;
            case "generic" -> Mode.GENERIC;
            default -> throw options.wrong("mode", value, "native, generic or auto");
        };
    }

    private static Copying copying(PlaneOptions options) throws PlaneException {
        String value = options.text("copy", "auto");
        return switch (value) {
            case "auto" -> Copying.AUTO;
            case "yes" -> Copying.COPY;
            case "no" -> Copying.ZERO_COPY;
            default -> throw options.wrong("copy", value, "yes, no (zero copy) or auto");
        };
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

    private static BusyPoll busyPoll(PlaneOptions options) throws PlaneException {
        String value = options.text("busy-poll", "no");
        return switch (value) {
            case "auto" -> BusyPoll.AUTO;
            case "yes" -> BusyPoll.YES;
            case "no" -> BusyPoll.NO;
            default -> throw options.wrong("busy-poll", value, "yes, no or auto");
        };
    }

    private static Measure measure(PlaneOptions options) throws PlaneException {
        String value = options.text("measure", "auto");
        return switch (value) {
            case "auto" -> Measure.AUTO;
            case "yes" -> Measure.YES;
            case "no" -> Measure.NO;
            default -> throw options.wrong("measure", value, "yes (at every start), no, or auto (once)");
        };
    }

    private static Pages pages(PlaneOptions options) throws PlaneException {
        String value = options.text("huge-pages", "auto");
        return switch (value) {
            case "auto" -> Pages.AUTO;
            case "yes" -> Pages.RESERVED;
            case "transparent" -> Pages.TRANSPARENT;
            case "no" -> Pages.SMALL;
            default -> throw options.wrong("huge-pages", value, "yes, transparent, no or auto");
        };
    }

    private static boolean forward(PlaneOptions options) throws PlaneException {
        String value = options.text("fast-path", "pass");
        return switch (value) {
            case "forward" -> true;
            case "pass" -> false;
            default -> throw options.wrong("fast-path", value, "forward or pass");
        };
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
