package org.netserv.dataplane.xdp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.netserv.dataplane.xdp.host.BypassedRule;
import org.netserv.dataplane.xdp.host.HostChoices;
import org.netserv.dataplane.xdp.host.HostSupport;
import org.netserv.dataplane.xdp.host.OperatorRules;
import org.netserv.dataplane.xdp.ring.RingSizes;
import org.netserv.ffi.EthernetLink;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.Probes;
import org.netserv.ffi.XdpAttachment;
import org.netserv.ffi.XdpFeatures;
import org.netserv.node.plane.HostCheck;
import org.netserv.node.plane.PlaneException;

/** What the plane finds of this host and of each of its Ethernet interfaces. */
final class XdpExamination {
    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4/conf");
    private static final HostChoices CHOICES = new HostChoices(Path.of("/"));
    private static final String INSTEAD = "nfqueue takes the place of xdp here";
    private static final int FEW = 2;
    /** Whoever is at their other end may leave checksums to a driver that never comes; no frame says whether it did. */
    private static final Set<String> WITHOUT_CHECKSUMS = Set.of("veth", "tun");

    /** All checks; where the program cannot be loaded nothing is said of the interfaces. */
    List<HostCheck> run() {
        List<HostCheck> checks = new ArrayList<>();
        Optional<String> version = Probes.libbpfVersion();
        checks.add(version.map(number -> HostCheck.ok("libbpf", number))
                .orElseGet(() -> HostCheck.bad("libbpf", "libbpf.so.1 is missing, for the plane xdp",
                        "apt-get install libbpf1")));
        Optional<String> bpf = HostSupport.bpf();
        checks.add(support("XDP program", bpf));
        checks.add(support("AF_XDP", HostSupport.sockets()));
        checks.add(support("/dev/net/tun", HostSupport.tun()));
        checks.add(HostCheck.ok("xdp memory", CHOICES.pages()));
        checks.add(HostCheck.ok("xdp threads", HostChoices.isRealtimeAllowed() ? "scheduling=fifo can be had"
                : "scheduling=fifo cannot be had, which takes CAP_SYS_NICE and a control group with real-time"));
        if (version.isPresent()) {
            List<EthernetLink> links = EthernetLink.all().stream().filter(EthernetLink::isUp).toList();
            links.forEach(link -> checks.add(looked(link)));
            links.stream().map(EthernetLink::name).forEach(name -> checksums(name).ifPresent(checks::add));
            checks.addAll(rules(links));
        }
        return checks;
    }

    private static HostCheck support(String name, Optional<String> missing) {
        return missing.map(why -> HostCheck.bad(name, why, INSTEAD)).orElseGet(() -> HostCheck.ok(name, "there"));
    }

    private static HostCheck looked(EthernetLink link) {
        String name = "xdp " + link.name();
        try {
            return link(name, link);
        } catch (NativeException e) {
            return HostCheck.bad(name, String.valueOf(e.getMessage()), INSTEAD);
        }
    }

    private static HostCheck link(String name, EthernetLink link) {
        String can = XdpFeatures.of(link.ifindex()).map(XdpExamination::describe).orElse("drivers do not tell before"
                + " Linux 6.3") + ", " + (link.queues() == 1 ? "1 queue" : link.queues() + " queues") + ", MTU "
                + link.mtu() + CHOICES.busyPolling(link.name()).map(", "::concat).orElse("");
        RingSizes sizes = RingSizes.forPackets(link.mtu(), FEW, FEW);
        Optional<XdpAttachment> other = XdpAttachment.of(link.ifindex());
        if (other.isPresent()) {
            return HostCheck.bad(name, can + "; it has an XDP program, " + other.get()
                    + (other.get().isNative() ? ", native" : ", generic"),
                    "a node's, or nfqueue takes the place of xdp here");
        }
        if (!sizes.holds(link.mtu())) {
            return HostCheck.bad(name, can + "; packets of more than " + sizes.longestPacket()
                    + " bytes pass, unseen by modules", "ip link set " + link.name() + " mtu " + sizes.longestPacket());
        }
        return HostCheck.ok(name, can);
    }

    private static Optional<HostCheck> checksums(String name) {
        return EthernetLink.driver(name).filter(WITHOUT_CHECKSUMS::contains)
                .map(driver -> HostCheck.bad("checksums, " + name,
                        "it is a " + driver + ": packets may come without UDP or TCP"
                                + " checksums, and leave by a ring as they came if no module changes them",
                        "ethtool -K IF tx off at the other end, in the host or container behind it"));
    }

    private static String describe(XdpFeatures features) {
        return (features.isNative() ? "native and generic" : "generic only")
                + (features.canZeroCopy() ? ", zero copy and copy" : ", copy")
                + (features.canTransmit() ? "" : ", takes no frames from other interfaces");
    }

    /** What would not see packets, one line for each interface. */
    private static List<HostCheck> rules(List<EthernetLink> links) {
        List<HostCheck> checks = new ArrayList<>();
        List<BypassedRule> rules;
        try {
            rules = OperatorRules.read();
        } catch (PlaneException e) {
            return List.of(HostCheck.bad("past rings", String.valueOf(e.getMessage()), "run as root"));
        }
        for (EthernetLink link : links) {
            List<BypassedRule> its = rules.stream().filter(rule -> rule.concerns(link.name())).toList();
            String name = "past rings, " + link.name();
            if (!its.isEmpty()) {
                checks.add(HostCheck.bad(name, "what modules let pass, and with fast-path=forward what none wants, "
                        + "would not see: " + OperatorRules.describe(its),
                        "nfqueue takes the place of xdp here, unless bypass-netfilter=yes"));
            } else if (isStrict(link.name())) {
                checks.add(HostCheck.bad(name, "rp_filter is strict, but does not see what leaves by a ring",
                        "a rule against forged sources where packets come from, or the plane nfqueue"));
            }
        }
        return checks.isEmpty() ? List.of(HostCheck.ok("past rings", "no rule would miss a packet")) : checks;
    }

    /** The kernel takes the greater of the two; 2 is loose. */
    private static boolean isStrict(String name) {
        return Math.max(rpFilter("all"), rpFilter(name)) == 1;
    }

    private static int rpFilter(String name) {
        try {
            return Integer.parseInt(Files.readAllLines(SETTINGS.resolve(name).resolve("rp_filter")).getFirst().strip());
        } catch (IOException e) {
            return 0;
        }
    }
}
