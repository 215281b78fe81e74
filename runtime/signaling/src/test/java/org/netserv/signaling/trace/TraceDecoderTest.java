package org.netserv.signaling.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.node.json.Json;
import org.netserv.signaling.wire.MessageType;

/** Datagrams and errors about them; connections have a test of their own. */
class TraceDecoderTest {
    private static final String RECEIVER = "10.99.3.2";
    private static final String IPV4_ALERT = "94047fc0";
    private static final String SIX = "fd00:1::1";
    private static final String OTHER_SIX = "fd00:4::2";

    private final TraceDecoder decoder = new TraceDecoder(270, Set.of());
    private final List<TraceEntry> seen = new ArrayList<>();

    private boolean take(byte[] packet) {
        return decoder.packet(1, "", packet, 0, packet.length, seen::add);
    }

    private TraceEntry only(byte[] packet) {
        seen.clear();
        assertTrue(take(packet));
        assertEquals(1, seen.size(), seen::toString);
        return seen.getFirst();
    }

    private static String text(TraceEntry entry) {
        return TraceText.head(entry) + "\n" + TraceText.fields(entry);
    }

    @Test
    void shouldShowAQueryThatIsForWhoeverIsOnThePath() {
        assertEquals("""
                10.99.1.1:5000 → 10.99.3.2:270, TTL 63, Q-mode, router alert 32704
                  Query (context free), NSLPID 32704, hops 32, flags SR
                    flow              10.99.1.1/32 → 10.99.3.2/32 downstream
                    session           00000000000000000000000000000000
                    sender            10.99.1.1, identity 2364bb70bbfb9e04a294638efd223b80
                    valid for         30000 ms, IP TTL 64
                    query cookie      ce8365c7
                    profile 1         TCP
                    profile 2         TLS over TCP
                    hold time         180000 ms
                    TCP               profile 1
                    TCP               profile 2
                """, text(only(Packets.gist(Packets.QUERIER, 5000, RECEIVER, 270, Packets.QUERY, IPV4_ALERT))));
    }

    @Test
    void shouldShowAnAnswerThatIsForAPeerWithItsInterface() {
        byte[] packet = Packets.gist(Packets.RESPONDER, 270, Packets.QUERIER, 5000, Packets.RESPONSE, "");
        byte[] later = Packets.joined(new byte[14], packet, new byte[6]); // what a link adds
        assertTrue(decoder.packet(7, "eth0", later, 14, later.length - 14, seen::add));
        TraceEntry entry = seen.getFirst();
        assertTrue(text(entry).startsWith("eth0 10.99.1.2:270 → 10.99.1.1:5000, TTL 63, D-mode\n  Response, "),
                text(entry));
        assertEquals(7, entry.passage().epochNanos());
        assertEquals("", entry.note());
        assertNotNull(entry.message());
        assertEquals(Set.of(30_000, 30_001), decoder.tcpPorts());
    }

    @Test
    void shouldFollowHeadersOfIpv6() {
        byte[] plain = Packets.gist(SIX, 270, OTHER_SIX, 270, Packets.QUERY, "");
        assertTrue(text(only(plain)).startsWith("[fd00:1::1]:270 → [fd00:4::2]:270, TTL 62, Q-mode\n  Query"),
                text(seen.getFirst()));
        byte[] alert = Packets.gist(SIX, 270, OTHER_SIX, 270, Packets.QUERY, "1100050212340100");
        assertEquals(0x1234, only(alert).passage().routerAlert());
        byte[] padded = Packets.gist(SIX, 270, OTHER_SIX, 270, Packets.QUERY,
                "3c01" + "0100050212340100" + "000000000000" + "1100" + "010400000000");
        assertEquals(0x1234, only(padded).passage().routerAlert());
        assertNotNull(seen.getFirst().message());
    }

    @Test
    void shouldShowWhatIsWrongWithAMessage() {
        byte[] wrong = Packets.QUERY.clone();
        wrong[7] = 0;
        TraceEntry entry = only(Packets.gist(Packets.QUERIER, 270, RECEIVER, 270, wrong, ""));
        assertTrue(text(entry).endsWith("""
                , Q-mode
                  Message with a fault, 124 bytes
                    fault             invalid r flag
                    header            0120001d7fc08000
                    flow              000040000a6301010a63030220200000
                    session           00000000000000000000000000000000
                    sender            10404000000075302364bb70bbfb9e04a294638efd223b800a630101
                    query cookie      ce8365c7
                    stack proposal    020000000101000002020100
                    stack config      020000000002bf200101000001020000
                """), text(entry));
        assertEquals(MessageType.QUERY, entry.type());
        assertEquals("00000000000000000000000000000000", String.valueOf(entry.session()));
        byte[] unknown = Packets.joined(Packets.hex("010100107fc00380"),
                Arrays.copyOfRange(Packets.DATA, 8, Packets.DATA.length), Packets.hex("03e9000101020304"));
        entry = only(Packets.gist(Packets.QUERIER, 270, Packets.RESPONDER, 270, unknown, ""));
        assertTrue(
                text(entry).contains("    unknown object    type 0x3e9, A 0, B 0, length 0x1 words, value 01020304\n"),
                text(entry));
    }

    @Test
    void shouldShowObjectsThatNobodyKnows() {
        for (String header : List.of("43e90001", "83e90001")) {
            byte[] more = Packets.joined(Packets.hex("0120001f7fc080c0"),
                    Arrays.copyOfRange(Packets.QUERY, 8, Packets.QUERY.length), Packets.hex(header + "0a0b0c0d"));
            TraceEntry entry = only(Packets.gist(Packets.QUERIER, 270, RECEIVER, 270, more, ""));
            String action = header.startsWith("4") ? "A 0, B 1" : "A 1, B 0";
            assertTrue(text(entry).endsWith("    unknown object    type 0x3e9, " + action
                    + ", length 0x1 words, value 0a0b0c0d\n"), text(entry));
            assertTrue(Json.compact(TraceFields.of(entry)).contains("\"unknown-objects\":[{\"type\":1001,"),
                    () -> Json.compact(TraceFields.of(entry)));
        }
    }

    @Test
    void shouldShowWhatIsNoMessageAtAll() {
        TraceEntry entry = only(Packets.udp(Packets.QUERIER, 9, RECEIVER, 270, new byte[5], ""));
        assertEquals("no message: 5 bytes, expected 4e04bda5 and a header of 8 bytes", entry.note());
        assertNull(entry.message());
        byte[] packet = Packets.gist(Packets.QUERIER, 9, RECEIVER, 270, Packets.QUERY, "");
        packet[24] = 0x70;
        assertEquals("UDP length 28808, expected from 8 to 136", only(packet).note());
        packet[24] = 0;
        packet[25] = 7;
        assertEquals("UDP length 7, expected from 8 to 136", only(packet).note());
    }

    @Test
    void shouldShowWhatACaptureHasOfAPacket() {
        byte[] packet = Packets.gist(Packets.QUERIER, 9, RECEIVER, 270, Packets.QUERY, "");
        seen.clear();
        assertTrue(decoder.packet(1, "", packet, 0, 96, seen::add));
        String text = text(seen.getFirst());
        assertTrue(text.contains("    fault             only its first 64 bytes are here\n"), text);
        assertTrue(text.contains("    session           00000000000000000000000000000000\n"), text);
        packet[6] = 0x20;
        assertEquals("the first fragment of a packet, which is not put together", only(packet).note());
        packet[7] = 1;
        assertFalse(take(packet), "it has no ports");
    }

    @Test
    void shouldSayWhoDidNotHearAQuery() {
        byte[] query = Packets.gist(Packets.QUERIER, 5000, RECEIVER, 270, Packets.QUERY, IPV4_ALERT);
        byte[] error = Packets.unreachable(RECEIVER, Packets.QUERIER, 3, 3, query, query.length);
        TraceEntry entry = only(error);
        assertTrue(text(entry).startsWith("""
                10.99.3.2 → 10.99.1.1, TTL 63, ICMP
                  port unreachable, from 10.99.1.1:5000 to 10.99.3.2:270
                  Query (context free), \
                """), text(entry));
        assertEquals(MessageType.QUERY, entry.type());
        entry = only(Packets.unreachable(RECEIVER, Packets.QUERIER, 3, 13, query, 80));
        assertEquals("unreachable, code 13, from 10.99.1.1:5000 to 10.99.3.2:270", entry.note());
        assertNotNull(entry.message());
        entry = only(Packets.unreachable(RECEIVER, Packets.QUERIER, 3, 3, query, 32));
        assertNull(entry.message());
        byte[] six = Packets.gist(SIX, 5000, OTHER_SIX, 270, Packets.QUERY, "1100050212340100");
        entry = only(Packets.unreachable(OTHER_SIX, SIX, 1, 4, six, six.length));
        assertEquals("port unreachable, from [fd00:1::1]:5000 to [fd00:4::2]:270", entry.note());
        assertEquals(MessageType.QUERY, entry.type());
    }

    @Test
    void shouldLeaveOutWhatIsNoSignaling() {
        assertFalse(take(Packets.gist(Packets.QUERIER, 53, RECEIVER, 271, Packets.QUERY, "")));
        assertFalse(take(Packets.tcp(Packets.QUERIER, 4000, RECEIVER, 80, 1, 0, Packets.ACK, new byte[100])));
        assertFalse(take(Packets.unreachable(RECEIVER, Packets.QUERIER, 3, 3,
                Packets.udp(Packets.QUERIER, 5, RECEIVER, 53, new byte[8], ""), 36)));
        assertFalse(take(new byte[0]));
        assertFalse(take(new byte[60]));
        assertEquals(List.of(), seen);
    }

    @Test
    void shouldHaveAnotherPort() {
        TraceDecoder other = new TraceDecoder(2700, Set.of());
        byte[] packet = Packets.gist(Packets.QUERIER, 2700, RECEIVER, 9, Packets.QUERY, "");
        assertTrue(other.packet(1, "", packet, 0, packet.length, seen::add));
    }

    @Test
    void shouldTellAllFieldsAsJson() {
        TraceEntry entry = only(Packets.gist(Packets.RESPONDER, 270, Packets.QUERIER, 5000, Packets.RESPONSE, ""));
        assertEquals("{\"source\":\"10.99.1.2\",\"source-port\":270,\"destination\":\"10.99.1.1\","
                + "\"destination-port\":5000,\"ttl\":63,\"encapsulation\":\"D-mode\",\"message\":{\"type\":\"response\","
                + "\"bytes\":164,\"nslpid\":32704,\"hops\":1,\"context-free\":false,\"from-its-source\":true,"
                + "\"reply-requested\":true,\"explicitly-routed\":false,\"flow\":{\"method\":\"path-coupled\","
                + "\"direction\":\"upstream\",\"source\":\"10.99.1.1/32\",\"destination\":\"10.99.3.2/32\"},"
                + "\"session\":\"00000000000000000000000000000000\",\"sender\":{\"address\":\"10.99.1.2\","
                + "\"identity\":\"6030fda325ab112533087380a2f36a23\",\"ip-ttl\":0,\"validity-millis\":30000},"
                + "\"query-cookie\":\"ce8365c7\","
                + "\"responder-cookie\":\"3fba701f000200005f269b30bc2f0a3fb3fbd6557c8214c633b21aa3\","
                + "\"stack-proposal\":[[1],[2,1]],\"stack-configuration\":{\"hold-millis\":180000,\"options\":["
                + "{\"protocol\":1,\"profile\":1,\"disabled\":false,\"port\":30000,\"value\":\"7530\"},"
                + "{\"protocol\":1,\"profile\":2,\"disabled\":false,\"port\":30001,\"value\":\"7531\"}]}}}",
                Json.compact(TraceFields.of(entry)));
    }
}
