package org.netserv.node.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.netserv.node.message.FilterSpec;
import org.netserv.node.message.SetupRequest;
import org.netserv.node.message.StatusCode;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.PacketFilter;

/**
 * Which packets a publisher may have: those to its authorised prefixes, as the operator's configuration lists them.
 *
 * <p><b>Thread.</b> Any; no state.
 */
final class Authority {
    private Authority() {}

    /**
     * The filters that a SETUP asks for. One without a destination covers all of the publisher's prefixes.
     *
     * @throws Refusal if one reaches beyond them
     */
    static List<PacketFilter> filters(SetupRequest setup, Publisher publisher) throws Refusal {
        List<PacketFilter> filters = new ArrayList<>();
        for (FilterSpec spec : setup.filters()) {
            for (Prefix destination : destinations(spec, publisher)) {
                PacketFilter filter = new PacketFilter(destination, spec.protocol(), spec.port(), spec.every());
                if (!filters.contains(filter)) {
                    filters.add(filter);
                }
            }
        }
        return filters;
    }

    /** The same filters without regard to whether they may be had; none if there is nothing to have. */
    static List<PacketFilter> wanted(SetupRequest setup, Publisher publisher) {
        return setup.filters().stream().flatMap(spec -> {
            List<Prefix> asked = asked(spec);
            return (asked.isEmpty() ? publisher.grants().prefixes() : asked).stream()
                    .map(prefix -> new PacketFilter(prefix, spec.protocol(), spec.port(), spec.every()));
        }).distinct().toList();
    }

    private static List<Prefix> asked(FilterSpec spec) {
        return Stream.of(spec.ipv4(), spec.ipv6()).flatMap(Stream::ofNullable).toList();
    }

    private static List<Prefix> destinations(FilterSpec spec, Publisher publisher) throws Refusal {
        List<Prefix> authorised = publisher.grants().prefixes();
        List<Prefix> asked = asked(spec);
        if (asked.isEmpty()) {
            if (authorised.isEmpty()) {
                throw new Refusal(StatusCode.FORBIDDEN, "user " + publisher.name() + " may not filter any packets");
            }
            return authorised;
        }
        for (Prefix prefix : asked) {
            if (authorised.stream().noneMatch(own -> own.contains(prefix))) {
                throw new Refusal(StatusCode.FORBIDDEN, "user " + publisher.name() + " may not filter packets to "
                        + prefix + ": authorised are " + list(authorised));
            }
        }
        return asked;
    }

    private static String list(List<Prefix> prefixes) {
        return prefixes.isEmpty() ? "none" : prefixes.stream().map(Prefix::toString).collect(Collectors.joining(", "));
    }
}
