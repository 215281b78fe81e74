package org.netserv.node.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.netserv.node.config.Configuration;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.PacketWorker;
import org.netserv.node.path.PathShare;

class PlanePlanTest {
    private static final Path STATE = Path.of("state");
    private final List<String> diary = new ArrayList<>();
    private final StubPlane queues = new StubPlane("nfqueue", diary);
    private final StubPlane rings = new StubPlane("xdp", diary);
    private final NodeCounters counters = NodeCounters.inMemory();

    private List<ForwardingPlane.Provider> makers(Survey ofRings, Optional<String> queuesRefuse) {
        return List.of(
                new StubPlane.Maker(rings, new ForwardingPlane.Workers(3, 1), Optional.empty(), ofRings),
                new StubPlane.Maker(queues, new ForwardingPlane.Workers(2, 1), queuesRefuse, Survey.CLEAR));
    }

    private static Configuration.Plane plane(String name, String interfaces) {
        return new Configuration.Plane(name, Map.of("interfaces", interfaces));
    }

    private PacketPath path(PlanePlan plan) {
        return new PacketPath(plan.workers().shared(), plan.workers().quarantine(), List.of(), counters);
    }

    @Test
    void shouldGiveEachPlanePacketThreadsOfItsOwnWithThoseInQuarantineLastOfAll() throws PlaneException {
        PlanePlan plan = PlanePlan.of(List.of(plane("xdp", "eth1"), plane("nfqueue", "eth2")),
                makers(Survey.CLEAR, Optional.empty()));
        assertEquals(new ForwardingPlane.Workers(5, 2), plan.workers());
        PacketPath path = path(plan);
        try (PlaneGroup group = plan.open(path, counters, STATE)) {
            assertEquals("nfqueue+xdp", group.name());
            assertEquals(List.of(0, 1, 5), numbers(path, Objects.requireNonNull(queues.share)));
            assertEquals(List.of(2, 3, 4, 6), numbers(path, Objects.requireNonNull(rings.share)));
            assertEquals(1, Objects.requireNonNull(rings.share).quarantine());
        }
    }

    private static List<Integer> numbers(PathShare whole, PathShare share) {
        List<PacketWorker> all = IntStream.range(0, whole.workers()).mapToObj(whole::worker).toList();
        assertThrows(IllegalArgumentException.class, () -> share.worker(share.workers()));
        return IntStream.range(0, share.workers()).mapToObj(share::worker).map(all::indexOf).toList();
    }

    @Test
    void shouldHaveOnePlaneAloneSendWhatModulesEmit() throws PlaneException {
        PlanePlan plan = PlanePlan.of(List.of(plane("xdp", "eth1"), plane("nfqueue", "eth2")),
                makers(Survey.CLEAR, Optional.empty()));
        PacketPath path = path(plan);
        try (PlaneGroup _ = plan.open(path, counters, STATE)) {
            assertSame(path.emitQueue(), Objects.requireNonNull(queues.share).emitQueue());
            assertNotSame(path.emitQueue(), Objects.requireNonNull(rings.share).emitQueue());
            assertTrue(path.emitQueue().offer(new byte[20], 0, 20));
            assertTrue(Objects.requireNonNull(rings.share).emitQueue().isEmpty());
            assertFalse(path.emitQueue().isEmpty());
        }
    }

    @Test
    void shouldLeaveNothingOpenWhenOnePlaneRefuses() throws PlaneException {
        PlanePlan plan = PlanePlan.of(List.of(plane("xdp", "eth1"), plane("nfqueue", "eth2")),
                List.of(new StubPlane.Maker(rings, new ForwardingPlane.Workers(1, 0), Optional.of("no rings"),
                        Survey.CLEAR),
                        new StubPlane.Maker(queues, new ForwardingPlane.Workers(1, 0), Optional.empty(),
                                Survey.CLEAR)));
        PacketPath path = path(plan);
        assertEquals("no rings",
                assertThrows(PlaneException.class, () -> plan.open(path, counters, STATE)).getMessage());
        assertEquals(List.of("open nfqueue", "close nfqueue"), diary);
    }

    @Test
    void shouldGiveInterfacesThatOnePlaneCannotHaveToTheOther() throws PlaneException {
        Map<String, String> refused = new LinkedHashMap<>();
        refused.put("eth1", "busy");
        refused.put("eth3", "busy");
        PlanePlan plan = PlanePlan
                .of(List.of(plane("xdp", "eth0,eth1,eth3"), plane("nfqueue", "eth2")),
                        makers(new Survey(List.of("eth0"), refused, "nfqueue"), Optional.empty()))
                .fitted();
        assertEquals(Map.of("nfqueue", Map.of("interfaces", "eth2,eth1,eth3"), "xdp", Map.of("interfaces", "eth0")),
                plan.options());
        try (PlaneGroup group = plan.open(path(plan), counters, STATE)) {
            assertEquals("eth1, eth3: busy", group.settings().get("instead-of-xdp"));
        }
    }

    @Test
    void shouldDoWithoutAPlaneThatCanHaveNothing() throws PlaneException {
        PlanePlan plan = PlanePlan
                .of(List.of(new Configuration.Plane("xdp", Map.of("namespace", "blue", "mode", "native", "mark", "7"))),
                        makers(new Survey(List.of(), Map.of("eth0", "no BPF"), "nfqueue"), Optional.empty()))
                .fitted();
        assertEquals(Map.of("nfqueue", Map.of("interfaces", "eth0", "namespace", "blue", "mark", "7")), plan.options());
        assertEquals(new ForwardingPlane.Workers(2, 1), plan.workers());
    }

    @Test
    void shouldNotStartWhereNoOtherPlaneMayTakeAnInterface() throws PlaneException {
        PlanePlan plan = PlanePlan.of(List.of(plane("xdp", "eth0,eth1")),
                makers(new Survey(List.of("eth1"), Map.of("eth0", "busy"), ""), Optional.empty()));
        String message = assertThrows(PlaneException.class, plan::fitted).getMessage();
        assertEquals("plane xdp cannot have all of its interfaces, and no other plane may take them"
                + " (option fallback): eth0: busy", message);
    }

    @Test
    void shouldRefusePlanesThatWouldMeetOnAnInterface() {
        assertRefused("nfqueue does not say which interfaces are its own", plane("xdp", "eth1"),
                new Configuration.Plane("nfqueue", Map.of()));
        assertRefused("interface eth1 is to be of plane xdp and of plane nfqueue", plane("xdp", "eth0,eth1"),
                plane("nfqueue", "eth1"));
        assertRefused("interface eth1 is to be of plane xdp and of plane xdp", plane("xdp", "eth1"),
                plane("xdp", "eth1"));
        assertRefused("different values of option namespace", plane("xdp", "eth1"),
                new Configuration.Plane("nfqueue", Map.of("interfaces", "eth2", "namespace", "blue")));
        assertRefused("there is no plane click: expected one of [xdp, nfqueue]", plane("click", "eth1"));
    }

    private void assertRefused(String part, Configuration.Plane... planes) {
        String message = String.valueOf(assertThrows(PlaneException.class,
                () -> PlanePlan.of(List.of(planes), makers(Survey.CLEAR, Optional.empty()))).getMessage());
        assertTrue(message.contains(part), message);
    }
}
