package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;

class NfQueueOptionsTest {

    @Test
    void shouldHaveDefaultsFitForProduction() throws PlaneException {
        NfQueueOptions options = NfQueueOptions.parse(Map.of());
        assertTrue(options.failOpen());
        assertTrue(options.bypass());
        assertTrue(options.queues() >= 1);
        assertEquals(0x4e53, options.mark());
        assertEquals(Math.max(1, options.queues() / 2), options.quarantine());
    }

    @Test
    void shouldPutQueuesInQuarantineBehindTheOthers() throws PlaneException {
        NfQueueOptions options = NfQueueOptions
                .parse(Map.of("queues", "3", "quarantine-queues", "1", "first-queue", "10"));
        assertEquals("10:12", options.shared().toString());
        assertEquals("13", options.quarantined().toString());
        assertEquals(List.of(false, false, false, true),
                IntStream.range(0, options.allQueues()).mapToObj(options::isQuarantine).toList());
        assertEquals("10:12", NfQueueOptions.parse(Map.of("queues", "3", "quarantine-queues", "0", "first-queue", "10"))
                .quarantined().toString());
    }

    @Test
    void shouldReadWhatIsGiven() throws PlaneException {
        NfQueueOptions options = NfQueueOptions.parse(Map.of("queues", "3", "first-queue", "10", "cpus", "none",
                "nice", "5", "fail-open", "no", "bypass", "no", "mark", "0x10", "queue-length", "100",
                "namespace", "blue-1", "interfaces", "eth1,eth2.10"));
        assertEquals(new NfQueueOptions(List.of("eth1", "eth2.10"), 3, 1, 10, List.of(), 5, 100, 16 << 20, false, false,
                16, "blue-1",
                new Iptables.Tool("", 10)), options);
        assertEquals(new Iptables.Tool("/opt/sbin", 3),
                NfQueueOptions.parse(Map.of("iptables-folder", "/opt/sbin", "iptables-seconds", "3")).iptables());
    }

    @ParameterizedTest
    @CsvSource({"interfaces,''", "interfaces,'eth1,eth1'", "interfaces,eth+", "interfaces,-i", "queues,0",
        "quarantine-queues,-1", "quarantine-queues,65", "queues,65", "queues,two",
        "first-queue,65533", "first-queue,-1", "cpus,'0,9999'",
        "cpus,''", "nice,20", "nice,-21", "nice,high",
        "fail-open,true", "bypass,''", "mark,0", "mark,0xzz", "queue-length,0", "receive-buffer,1",
        "namespace,../x", "namespace,a b", "iptables-folder,sbin", "iptables-seconds,0"})
    void shouldNameOptionValueAndWhatWasExpectedWhenItIsWrong(String name, String value) {
        PlaneException e = assertThrows(PlaneException.class, () -> NfQueueOptions.parse(Map.of(name, value)));
        assertTrue(String.valueOf(e.getMessage())
                .startsWith("nfqueue option " + name + "=\"" + value + "\": expected "), e.getMessage());
    }

    @Test
    void shouldRefuseOptionThatItDoesNotKnow() {
        PlaneException e = assertThrows(PlaneException.class, () -> NfQueueOptions.parse(Map.of("queue", "1")));
        assertTrue(
                String.valueOf(e.getMessage()).startsWith("nfqueue has no option \"queue\": expected one of [bypass,"),
                e.getMessage());
    }

    @Test
    void shouldBeFoundAsPlane() {
        assertTrue(NfQueueProvider.class.getModule().getDescriptor().provides().stream()
                .anyMatch(provided -> provided.service().equals(ForwardingPlane.Provider.class.getName())
                        && provided.providers().equals(List.of(NfQueueProvider.class.getName()))));
        assertEquals("nfqueue", new NfQueueProvider().name());
    }
}
