package org.netserv.dataplane.xdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.dataplane.xdp.host.BypassedRule;
import org.netserv.dataplane.xdp.host.HostSupport;
import org.netserv.dataplane.xdp.host.OperatorRules;
import org.netserv.dataplane.xdp.kernel.XdpProgram;
import org.netserv.ffi.Probe;
import org.netserv.ffi.Probes;
import org.netserv.ffi.XdpAttachment;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.plane.Survey;

/**
 * Which interfaces the plane can have: none where the host lacks what it needs; not one that has somebody else's program; and not
 * one whose packets would go past rules of the operator's, unless that is allowed.
 */
final class XdpSurvey {
    private XdpSurvey() {}

    /** Looks, in the plane's network namespace. */
    static Survey of(XdpOptions options) throws PlaneException {
        return new InNamespace(XdpProvider.NAME, options.namespace()).call(() -> look(options));
    }

    private static Survey look(XdpOptions options) throws PlaneException {
        if (!(Probes.netAdmin() instanceof Probe.Supported)) {
            return Survey.CLEAR; // no other plane could work either: opening it says so
        }
        List<Link> links = Link.find(options.interfaces());
        Map<String, String> refused = new LinkedHashMap<>();
        Optional<String> missing = HostSupport.missing();
        List<BypassedRule> rules = missing.isPresent() || options.bypassNetfilter() ? List.of() : OperatorRules.read();
        for (Link link : links) {
            missing.or(() -> occupant(link)).or(() -> bypassed(link, rules))
                    .ifPresent(why -> refused.put(link.name(), why));
        }
        List<String> free = new ArrayList<>(links.stream().map(Link::name).toList());
        free.removeAll(refused.keySet());
        return new Survey(free, refused, options.fallback());
    }

    /** A program of ours is of a node that runs, or of one that has just been killed: opening the plane tells them apart. */
    private static Optional<String> occupant(Link link) {
        return XdpAttachment.of(link.ifindex()).filter(other -> !other.name().equals(XdpProgram.NAME))
                .map(other -> "it has an XDP program already, " + other);
    }

    private static Optional<String> bypassed(Link link, List<BypassedRule> rules) {
        List<BypassedRule> its = rules.stream().filter(rule -> rule.concerns(link.name())).toList();
        return its.isEmpty() ? Optional.empty()
                : Optional.of("packets would leave past what the host does to them (option bypass-netfilter): "
                        + OperatorRules.describe(its));
    }
}
