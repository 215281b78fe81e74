package org.netserv.node.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.PacketParser;
import org.netserv.node.packet.TestPackets;

class TraceFilterTest {
    private static final byte[] UDP = TestPackets.ipv4(0x0b000001, 0x0a000001, 17, TestPackets.udp(7, 5060));
    private static final byte[] ICMP = TestPackets.ipv4(0x0b000001, 0x0a000001, 1, new byte[8]);

    private static boolean selects(String filter, byte[] packet) {
        PacketBatch batch = TestPackets.batch(256, packet);
        PacketParser.parse(batch, 0);
        return TraceFilter.parse(filter, "", "").selects(batch, 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | true", "proto=udp | true", "proto=17 | true", "proto=tcp | false",
        "port=5060 | true", "port=7 | false", "src=11.0.0.1 | true", "src=10.0.0.0/8 | false", "dst=10.0.0.0/8 | true",
        "dst=::/0 | false", "proto=udp,port=5060,src=11.0.0.0/8,dst=10.0.0.1 | true",
        "proto=udp,port=5060,src=11.0.0.0/8,dst=10.0.0.2 | false"})
    void shouldSelectByAllThatIsGiven(String filter, boolean expected) {
        assertEquals(expected, selects(filter, UDP));
    }

    @Test
    void shouldNotTakePortsOfOneProtocolForAnothers() {
        assertEquals(false, selects("port=5060", ICMP));
        assertEquals(true, selects("proto=icmp", ICMP));
    }

    @Test
    void shouldSelectFragmentsByAddressesAndMalformedPacketsByNothing() {
        byte[] fragment = UDP.clone();
        fragment[6] = 0x20;
        assertTrue(selects("dst=10.0.0.1", fragment) && selects("", fragment));
        assertEquals(false, selects("proto=udp", fragment));
        assertEquals(false, selects("dst=10.0.0.2", fragment));
        byte[] malformed = UDP.clone();
        malformed[0] = 0x4f;
        assertTrue(selects("", malformed));
        assertEquals(false, selects("dst=10.0.0.1", malformed));
    }

    @ParameterizedTest
    @CsvSource({"a.b_1.0.0,true", "a.b_2.10.0,true", "a.b_1.0.0.beta_1,true", "a.b,true", "a.bc_1.0.0,false",
        "a.b_c_1.0.0,false", "a.b_1_2.0.0,false", "a.b_1.0,false", "a_1.0.0,false"})
    void shouldTakeANameForEveryVersion(String id, boolean expected) {
        assertEquals(expected, TraceFilter.parse("", "", "a.b").selects("u", id));
    }

    @Test
    void shouldTakeAVersionForItselfAlone() {
        TraceFilter filter = TraceFilter.parse("", "u", "a.b_1.0.0");
        assertTrue(filter.selects("u", "a.b_1.0.0"));
        assertEquals(false, filter.selects("u", "a.b_1.0.1"));
        assertEquals(false, filter.selects("v", "a.b_1.0.0"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"proto=xyz | icmp, icmpv6, sctp, tcp, udp", "proto=256 | from 0 to 255",
        "port=x | from 0 to 65535", "port=65536 | from 0 to 65535", "foo=1 | expected proto=, port=, src= and dst=",
        "port=1,port=2 | each once", "proto | expected proto=", "src=10.0.0.1/8 | expected 10.0.0.0/8",
        "dst=example.com | is not an IP address", "'port=1,' | expected proto="})
    void shouldSayWhatIsWrong(String filter, String words) {
        String message = String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> TraceFilter.parse(filter, "", "")).getMessage());
        assertTrue(message.contains(words), message);
    }
}
