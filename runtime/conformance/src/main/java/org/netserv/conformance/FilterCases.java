package org.netserv.conformance;

import java.util.List;
import org.netserv.api.Verdict;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;

/** Which packets reach a module: those that one of its filters selects, and no others. */
final class FilterCases {
    private static final int OTHER_PORT = 5061;

    private FilterCases() {}

    static void addTo(CaseList list) {
        list.both("with no module everything passes untouched", FilterCases::nothingInstalled);
        list.both("a filter by prefix leaves other destinations alone", FilterCases::byPrefix);
        list.both("a filter by protocol leaves other protocols alone", FilterCases::byProtocol);
        list.both("a filter by port leaves other ports alone", FilterCases::byPort);
        list.both("several filters of one module select a packet once", FilterCases::severalFilters);
        list.both("a removed module sees nothing any more", FilterCases::removed);
    }

    private static List<byte[]> variety(Trial trial) {
        return List.of(trial.udp((byte) 1, (byte) 2, (byte) 3).build(), trial.udp().build(),
                PacketBuilder.udp(trial.user, 1, trial.server, OTHER_PORT).payload(new byte[1400]).build(),
                PacketBuilder.tcp(trial.user, 2, trial.server, Trial.PORT).payload((byte) 7).build(),
                PacketBuilder.tcp(trial.user, 2, trial.server, OTHER_PORT).build(),
                PacketBuilder.echo(trial.user, trial.server, 3).payload((byte) 1, (byte) 2, (byte) 3).build(),
                PacketBuilder.raw(trial.user, trial.server, 253).payload((byte) 9).build(),
                PacketBuilder.udp(trial.user, 1, trial.foreign, Trial.PORT).payload((byte) 4).build());
    }

    private static void nothingInstalled(Trial trial) throws Exception {
        trial.expectUntouched(variety(trial));
    }

    private static void expectSeen(Trial trial, Trial.Setup setup, long expected) throws Exception {
        ModuleSlot slot = trial.install(setup, packet -> Verdict.ACCEPT);
        trial.expectUntouched(variety(trial));
        trial.expectCount(slot, "packets", expected);
        trial.expectCount(slot, "accepted", expected);
        trial.expectCount(slot, "modified", 0);
    }

    private static void byPrefix(Trial trial) throws Exception {
        expectSeen(trial, trial.module("prefix"), 7);
    }

    private static void byProtocol(Trial trial) throws Exception {
        expectSeen(trial, trial.module("tcp").filters(new PacketFilter(trial.server.toPrefix(), PacketBuilder.TCP,
                PacketFilter.ANY)), 2);
    }

    private static void byPort(Trial trial) throws Exception {
        expectSeen(trial, trial.module("port").filters(new PacketFilter(trial.server.toPrefix(), PacketBuilder.UDP,
                OTHER_PORT)), 1);
    }

    private static void severalFilters(Trial trial) throws Exception {
        expectSeen(trial, trial.module("several").filters(
                new PacketFilter(trial.server.toPrefix(), PacketBuilder.UDP, Trial.PORT),
                new PacketFilter(trial.server.toPrefix(), PacketBuilder.UDP, PacketFilter.ANY),
                new PacketFilter(trial.server.toPrefix(), PacketBuilder.TCP, OTHER_PORT)), 4);
    }

    private static void removed(Trial trial) throws Exception {
        ModuleSlot slot = trial.install(trial.module("removed"), packet -> Verdict.DROP);
        trial.expect(List.of(trial.numbered(1)), List.of(), List.of());
        trial.expectCount(slot, "packets", 1);
        trial.plane.remove(slot);
        trial.expectUntouched(List.of(trial.numbered(2), trial.numbered(3)));
        trial.expectCount(slot, "packets", 1);
    }
}
