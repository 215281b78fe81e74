package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.netserv.api.Verdict;
import org.netserv.dataplane.xdp.XdpOptions.BusyPoll;
import org.netserv.dataplane.xdp.XdpOptions.Measure;
import org.netserv.dataplane.xdp.ring.FrameMemory.Pages;
import org.netserv.dataplane.xdp.ring.PortGroup.Copying;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;

class XdpOptionsTest {

    @Test
    void shouldHaveDefaultsFitForProduction() throws PlaneException {
        XdpOptions options = XdpOptions.parse(Map.of());
        assertEquals(List.of(), options.interfaces(), "all that are up");
        assertEquals(0, options.queues(), "as many as there are");
        assertEquals(1, options.quarantine());
        assertFalse(options.forward() || options.bypassNetfilter(),
                "an operator's rules are not bypassed unless he says so");
        assertEquals(Copying.AUTO, options.copying());
        assertEquals(BusyPoll.NO, options.busyPoll(), "not before the driver has been set up for it");
        assertEquals(Measure.AUTO, options.measure());
        assertEquals(Pages.AUTO, options.pages());
        assertEquals(0, options.realtime());
        assertEquals("nfqueue", options.fallback());
        assertTrue(options.frames() >= 2 * options.ringSize());
    }

    @Test
    void shouldReadWhatIsGiven() throws PlaneException {
        XdpOptions options = XdpOptions.parse(Map.ofEntries(Map.entry("interfaces", "eth1,eth0.7"),
                Map.entry("queues", "2"), Map.entry("quarantine-threads", "0"), Map.entry("cpus", "none"),
                Map.entry("nice", "5"), Map.entry("mode", "generic"), Map.entry("copy", "no"),
                Map.entry("busy-poll", "yes"), Map.entry("batch", "16"), Map.entry("need-wakeup", "no"),
                Map.entry("measure", "yes"), Map.entry("scheduling", "fifo:10"),
                Map.entry("ring-size", "64"), Map.entry("frames", "256"), Map.entry("huge-pages", "yes"),
                Map.entry("fast-path", "forward"), Map.entry("bypass-netfilter", "yes"), Map.entry("fallback", "none"),
                Map.entry("mark", "0x10"), Map.entry("namespace", "blue-1")));
        assertEquals(new XdpOptions(List.of("eth1", "eth0.7"), 2, 0, List.of(), 5, 10,
                XdpOptions.Mode.GENERIC, Copying.ZERO_COPY, false, BusyPoll.YES, Measure.YES, 16, 64, 256,
                Pages.RESERVED, true, true, "", 16, "blue-1"), options);
    }

    @ParameterizedTest
    @CsvSource({"interfaces,''", "interfaces,'eth0,eth0'", "interfaces,eth 0", "interfaces,a-name-too-long-",
        "queues,0", "queues,65", "queues,two", "quarantine-threads,-1", "cpus,'0,9999'", "nice,20", "mode,skb",
        "copy,maybe", "busy-poll,maybe", "need-wakeup,auto", "measure,always", "scheduling,fifo", "scheduling,fifo:0",
        "scheduling,fifo:100", "scheduling,rr:5", "batch,0", "batch,65", "ring-size,100", "ring-size,32", "frames,5000",
        "frames,2048", "huge-pages,true",
        "fast-path,drop", "bypass-netfilter,maybe", "fallback,replay", "mark,0", "namespace,../x"})
    void shouldNameOptionValueAndWhatWasExpectedWhenItIsWrong(String name, String value) {
        PlaneException e = assertThrows(PlaneException.class, () -> XdpOptions.parse(Map.of(name, value)));
        assertTrue(String.valueOf(e.getMessage()).startsWith("xdp option " + name + "=\"" + value + "\": expected "),
                e.getMessage());
    }

    @Test
    void shouldRefuseOptionThatItDoesNotKnow() {
        PlaneException e = assertThrows(PlaneException.class, () -> XdpOptions.parse(Map.of("queue", "1")));
        assertTrue(
                String.valueOf(e.getMessage())
                        .startsWith("xdp has no option \"queue\": expected one of [batch,"),
                e.getMessage());
    }

    @Test
    void shouldBeFoundAsPlane() {
        assertTrue(XdpProvider.class.getModule().getDescriptor().provides().stream()
                .anyMatch(provided -> provided.service().equals(ForwardingPlane.Provider.class.getName())
                        && provided.providers().equals(List.of(XdpProvider.class.getName()))));
        assertEquals("xdp", new XdpProvider().name());
    }

    @ParameterizedTest
    @EnumSource(Verdict.class)
    void shouldCarryDecisionsWhole(Verdict verdict) {
        for (boolean rerouted : new boolean[]{false, true}) {
            long decision = Decision.of(verdict, 65_535, rerouted);
            assertEquals(verdict, Decision.verdict(decision));
            assertEquals(65_535, Decision.length(decision));
            assertEquals(rerouted, Decision.rerouted(decision));
        }
    }
}
