package org.netserv.node.plane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PacketFilter;

class PlaneGroupTest {
    private static final Delivery FIRST = delivery(1);
    private static final Delivery SECOND = delivery(2);

    private final List<String> diary = new ArrayList<>();
    private final StubPlane queues = new StubPlane("nfqueue", diary);
    private final StubPlane rings = new StubPlane("xdp", diary);
    private final PlaneGroup group = new PlaneGroup(List.of(queues, rings), Map.of("instead-of-xdp", "eth3: busy"));

    private static Delivery delivery(int port) {
        return new Delivery(
                List.of(new Delivery.Rule(new PacketFilter(Prefix.ALL_IPV4, 17, port), Delivery.Way.SHARED)));
    }

    @Test
    void shouldGiveAllPlanesTheSameFilters() throws PlaneException {
        group.deliver(FIRST);
        assertEquals(List.of(FIRST), queues.delivered);
        assertEquals(List.of(FIRST), rings.delivered);
    }

    @Test
    void shouldGiveBackTheFormerFiltersWhereAnotherPlaneRefusesNewOnes() throws PlaneException {
        group.deliver(FIRST);
        rings.refuses = true;
        PlaneException refusal = assertThrows(PlaneException.class, () -> group.deliver(SECOND));
        assertEquals("xdp refuses", refusal.getMessage());
        assertEquals(List.of(FIRST, SECOND, FIRST), queues.delivered);
        rings.refuses = false;
        group.deliver(SECOND);
        assertEquals(List.of(FIRST, SECOND), rings.delivered);
    }

    @Test
    void shouldBeAsWellAsTheWorstOfThemAndSayWhatIsWrongWithEach() {
        assertTrue(group.isRunning());
        rings.refuses = true;
        assertFalse(group.isRunning());
        assertEquals(List.of("trouble of nfqueue", "trouble of xdp"), group.troubles());
    }

    @Test
    void shouldSayWhoseSettingsTheyAre() {
        assertEquals("nfqueue+xdp", group.name());
        assertEquals(Map.of("nfqueue.queues", "1", "xdp.queues", "1", "instead-of-xdp", "eth3: busy"),
                group.settings());
        PlaneGroup alone = new PlaneGroup(List.of(queues), Map.of("instead-of-xdp", "all: no"));
        assertEquals("nfqueue", alone.name());
        assertEquals(Map.of("queues", "1", "instead-of-xdp", "all: no"), alone.settings());
    }

    @Test
    void shouldCloseTheOneThatSendsLastAlsoWhenAnotherFails() throws PlaneException {
        group.start();
        rings.refuses = true;
        group.close();
        assertEquals(List.of("start nfqueue", "start xdp", "close xdp", "close nfqueue"), diary);
    }
}
