package org.netserv.apps.keepalive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.api.Verdict;

class KeepAliveResponderTest {

    private static final String USER = "192.0.2.7";
    private static final String SERVER = "198.51.100.5";
    private static final byte[] CRLF_CRLF = UdpPacket.ascii("\r\n\r\n");

    private final TestNode node = new TestNode();

    private Verdict send(byte[] payload) {
        return node.process(UdpPacket.of(USER, 5061, SERVER, 5060, payload));
    }

    private String answer(String message) {
        assertEquals(Verdict.REPLY, send(Messages.bytes(message)), message);
        return node.payload();
    }

    private static String tag(String answer) {
        return answer.replaceAll("(?s).*\r\nTo: [^\r]*;tag=([0-9a-f]{16})\r\n.*", "$1");
    }

    private static String expected(String answer, String text) {
        return text.replace("\n", "\r\n").replace("TAG", tag(answer));
    }

    @Test
    void shouldAnswerSippsNotify() {
        String answer = answer(Messages.SIPP);
        assertEquals(expected(answer, """
                SIP/2.0 200 OK
                Via: SIP/2.0/UDP 192.0.2.7:5061;branch=z9hG4bK-2342-1-0
                From: sipp <sip:sipp@192.0.2.7:5061>;tag=2342SIPpTag001
                To: sut <sip:service@198.51.100.5:5060>;tag=TAG
                Call-ID: 1-2342@192.0.2.7
                CSeq: 1 NOTIFY
                Content-Length: 0

                """), answer);
        assertEquals(1, node.count("matched"));
        assertEquals(1, node.count("answered"));
        assertEquals(0, node.count("crlf"));
    }

    @Test
    void shouldFillInReceivedAndRportForAnAdapterBehindNat() {
        String answer = answer(Messages.LINKSYS);
        assertEquals(expected(answer, """
                SIP/2.0 200 OK
                Via: SIP/2.0/UDP 10.0.0.23:5060;branch=z9hG4bK-d6f4ed0a;rport=5061;received=192.0.2.7
                From: "Alice; tag=x" <sip:1001@sip.example.net>;tag=5d1bd7a4a6b2f4o0
                To: <sip:sip.example.net>;tag=TAG
                Call-ID: 1e1e3f2a-8b1a3d4c@10.0.0.23
                CSeq: 2410 NOTIFY
                Content-Length: 0

                """), answer);
    }

    @Test
    void shouldUnderstandCompactFormsFoldsAndAnyOrder() {
        String answer = answer(Messages.COMPACT);
        assertEquals(expected(answer, """
                SIP/2.0 200 OK
                Via: SIP / 2.0 / udp    p1.example.com : 5070 ;rport=5061; branch=z9hG4bKa;received=192.0.2.7 , \
                SIP/2.0/UDP 10.1.1.1;x="a,b"
                Via: SIP/2.0/TCP client.example.com;branch=z9hG4bKc
                From: sip:alice@example.com;tag=88
                To: "Bob \\" <x>" <sip:bob@example.com;tag=no>    ; foo=bar;tag=TAG
                Call-ID: abc
                CSeq: 0042    NOTIFY
                Content-Length: 0

                """), answer);
    }

    @Test
    void shouldSendTheAnswerFromTheServersAddress() {
        byte[] request = UdpPacket.of(USER, 5061, SERVER, 5060, Messages.bytes(Messages.SIPP));
        assertEquals(Verdict.REPLY, node.process(request));
        byte[] answer = node.packet();
        byte[] addresses = UdpPacket.of(SERVER, 5060, USER, 5061, new byte[0]);
        assertArrayEquals(Arrays.copyOfRange(addresses, 12, 24), Arrays.copyOfRange(answer, 12, 24));
        assertEquals(64, answer[8]);
    }

    @Test
    void shouldAnswerOverIpv6() {
        byte[] notify = Messages.bytes(Messages.keepAlive("192.0.2.7:5060;", "[2001:DB8:0::7]:5060;"));
        assertEquals(Verdict.REPLY, node.process(UdpPacket.of("2001:db8::7", 40000, "2001:db8:1::5", 5060, notify)));
        assertTrue(node.payload().contains("Via: SIP/2.0/UDP [2001:DB8:0::7]:5060;branch=z9hG4bK-1;rport=40000"
                + ";received=2001:db8::7\r\n"), node.payload());
        byte[] addresses = UdpPacket.of("2001:db8:1::5", 5060, "2001:db8::7", 40000, new byte[0]);
        assertArrayEquals(Arrays.copyOfRange(addresses, 8, 44), Arrays.copyOfRange(node.packet(), 8, 44));
    }

    @Test
    void shouldNameNoReceivedWhenTheViaNamesTheIpv6Source() {
        byte[] notify = Messages.bytes(Messages.keepAlive("192.0.2.7:5060;branch=z9hG4bK-1;rport", "[2001:db8::7]"));
        node.process(UdpPacket.of("2001:db8::7", 5060, "2001:db8:1::5", 5060, notify));
        assertTrue(node.payload().contains("\r\nVia: SIP/2.0/UDP [2001:db8::7]\r\n"), node.payload());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1:5060;branch=a | 10.0.0.1:5060;branch=a;received=192.0.2.7",
        "192.0.2.7;branch=a | 192.0.2.7;branch=a", "192.0.2.7:5061 | 192.0.2.7:5061",
        "192.0.2.70 | 192.0.2.70;received=192.0.2.7", "192.0.2 | 192.0.2;received=192.0.2.7",
        "phone.local;RPORT;a | phone.local;RPORT=5061;a;received=192.0.2.7",
        "192.0.2.7;rport=5060;branch=a | 192.0.2.7;rport=5060;branch=a;received=192.0.2.7",
        "10.1.1.1;received=1.2.3.4;branch=a;rport | 10.1.1.1;branch=a;rport=5061;received=192.0.2.7",
        "10.1.1.1;rport ; received = 1.2.3.4 ;branch=a | 10.1.1.1;rport=5061  ;branch=a;received=192.0.2.7",
        "192.0.2.7;received=1.2.3.4 | 192.0.2.7;received=192.0.2.7",
        "a;rport, SIP/2.0/UDP b;rport | a;rport=5061;received=192.0.2.7, SIP/2.0/UDP b;rport"})
    void shouldFillInTheTopVia(String inAndOut) {
        String[] vias = inAndOut.split(" \\| ", 2);
        String answer = answer(Messages.keepAlive("192.0.2.7:5060;branch=z9hG4bK-1;rport", vias[0]));
        assertEquals("Via: SIP/2.0/UDP " + vias[1], answer.split("\r\n", 3)[1]);
    }

    @Test
    void shouldKeepATagThatToHas() {
        String answer = answer(Messages.keepAlive("To: <sip:example.com>", "To: <sip:example.com>;x=1;TAG=server"));
        assertTrue(answer.contains("\r\nTo: <sip:example.com>;x=1;TAG=server\r\n"), answer);
    }

    @Test
    void shouldGiveTheSameTagToTheSameRequestAndAnotherToAnother() {
        String first = tag(answer(Messages.SIPP));
        assertEquals(first, tag(answer(Messages.SIPP)));
        assertFalse(first.equals(tag(answer(Messages.SIPP.replace("1-2342@", "2-2342@")))));
    }

    @Test
    void shouldAnswerFourByteKeepAliveWithCrlf() {
        assertEquals(Verdict.REPLY, send(CRLF_CRLF));
        assertEquals("\r\n", node.payload());
        assertEquals(1, node.count("crlf"));
        assertEquals(1, node.count("matched"));
        assertEquals(1, node.count("answered"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Event: keep-alive\n", "EVENT:keep-alive\n", "o:keep-alive\n", "event \t:\t keep-alive \n",
        "Event: keep-alive;id=5\n", "Event: keep-alive ;x\n", "Event:\n keep-alive\n"})
    void shouldAnswerWhateverTheEventLooksLike(String line) {
        answer(Messages.with(line));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Event: presence\n", "Event: keep-alive2\n", "Event: keep-alive.winfo\n",
        "Event: Keep-Alive\n", "Event: x;keep-alive\n", "Event: keep-alive x\n", "Eventx: keep-alive\n",
        "Event: keep-alive\nRequire: 100rel\n", "Event: keep-alive\nProxy-Require: sec-agree\n",
        "X: y\n Event: keep-alive\n"})
    void shouldPassOtherNotifys(String lines) {
        assertPasses(Messages.bytes(Messages.with(lines)));
        assertEquals(1, node.count("passed"));
    }

    @Test
    void shouldPassRequestsThatNameAMulticastAddress() {
        assertPasses(Messages.bytes(Messages.keepAlive(";rport", ";maddr=224.0.1.75")));
        assertEquals(1, node.count("passed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK-1;rport\n",
        "From: <sip:alice@example.com>;tag=f1\n", "To: <sip:example.com>\n", "Call-ID: c1@192.0.2.7\n",
        "CSeq: 7 NOTIFY\n"})
    void shouldPassRequestsWithoutAHeaderOrWithItTwice(String line) {
        assertPasses(Messages.bytes(Messages.keepAlive(line, "")));
        assertEquals(1, node.count("malformed"));
        if (!line.startsWith("Via")) {
            assertPasses(Messages.bytes(Messages.keepAlive(line, line + line)));
            assertEquals(2, node.count("malformed"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIP/2.0\n| SIP/3.0\n", "sip:example.com SIP/2.0| SIP/2.0", "sip:example.com |sip:a b ",
        "CSeq: 7 NOTIFY|CSeq: 7 OPTIONS", "CSeq: 7 |CSeq: 7", "CSeq: 7|CSeq: 2147483648", "CSeq: 7|CSeq: x",
        "To: <sip:example.com>|To: <sip:example.com", "To: <sip:example.com>|To: \"x <sip:a>",
        "To: <sip:example.com>|To: ", "Call-ID: c1|Call-ID: c 1", "SIP/2.0/UDP|SIP/2.0/TCP", "SIP/2.0/UDP |SIP/2.0/UDP",
        "192.0.2.7:5060|", "192.0.2.7:5060|192.0.2.7:0", "192.0.2.7:5060|192.0.2.7:65536",
        "192.0.2.7:5060|[2001:db8::1", ";rport|;rport;rport", ";rport|;received=a;received=b", ";rport|;;",
        ";rport|;rport=", ";rport|;x=\"", ";rport|;rport x", ";rport|,", "CSeq: 7| CSeq: 7", "CSeq: 7|: CSeq: 7",
        "CSeq: 7|CS\u0001eq: 7", "CSeq: 7|CSeq; 7", "Content-Length: 0|Content-Length: 1",
        "Content-Length: 0|Content-Length: -1", "Content-Length: 0|Content-Length:",
        "Content-Length: 0|Content-Length: 9999999999", "Content-Length: 0|Content-Length: 0\nl: 0",
        "Event: keep-alive|Event: keep-alive\no: keep-alive"})
    void shouldPassMalformedRequests(String change) {
        String[] parts = change.split("\\|", -1);
        assertPasses(Messages.bytes(Messages.keepAlive(parts[0], parts[1])));
        assertEquals(0, node.count("answered"));
        assertEquals(0, node.count("matched"));
    }

    @Test
    void shouldPassRequestsWhoseLinesEndOtherwise() {
        assertPasses(UdpPacket.ascii(Messages.keepAlive()));
        assertPasses(UdpPacket.ascii(Messages.keepAlive().replace("\n", "\r")));
        assertEquals(2, node.count("malformed"));
    }

    @Test
    void shouldPassRequestsWithTooManyHeaders() {
        assertPasses(Messages.bytes(Messages.with("Event: keep-alive\n" + "X: y\n".repeat(SipRequest.MAX_HEADERS))));
        assertPasses(Messages.bytes(Messages.with("Event: keep-alive\n" + "v: SIP/2.0/UDP a\n".repeat(16))));
        assertEquals(2, node.count("malformed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {Messages.ASTERISK_OPTIONS, Messages.PJSIP_MESSAGE_SUMMARY, Messages.LINPHONE_REGISTER,
        "SIP/2.0 200 OK\nEvent: keep-alive\n\n", "\n\n\n", "\n", "x", "", "\n\n\u0000", "jaK",
        "\u0000\u0000\u0000\u0000",
        "notify sip:example.com SIP/2.0\nEvent: keep-alive\nxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n\n"})
    void shouldPassOtherTraffic(String message) {
        assertPasses(Messages.bytes(message));
        assertEquals(1, node.count("passed"));
    }

    @Test
    void shouldPassTcp() {
        byte[] packet = UdpPacket.of(USER, 5061, SERVER, 5060, new byte[16]);
        packet[9] = 6;
        packet[32] = 0x50;
        System.arraycopy(CRLF_CRLF, 0, packet, 40, 4);
        assertEquals(Verdict.ACCEPT, node.process(packet));
        assertFalse(node.modified());
    }

    @Test
    void shouldPassPacketsWithIpOptions() {
        byte[] plain = UdpPacket.of(USER, 5061, SERVER, 5060, CRLF_CRLF);
        byte[] packet = new byte[plain.length + 4];
        System.arraycopy(plain, 0, packet, 0, 20);
        System.arraycopy(plain, 20, packet, 24, plain.length - 20);
        packet[0] = 0x46;
        packet[3] = (byte) packet.length;
        Arrays.fill(packet, 20, 24, (byte) 1);
        assertEquals(Verdict.ACCEPT, node.process(packet));
        assertFalse(node.modified());
    }

    @Test
    void shouldPassWhatIsLongerThanAKeepAliveCanBe() {
        assertPasses(Messages.bytes(Messages.with("Event: keep-alive\nX: " + "y".repeat(4096) + "\n")));
        assertEquals(1, node.count("passed"));
    }

    @Test
    void shouldPassWhenTheAnswerDoesNotFit() {
        assertPasses(Messages.bytes(Messages.keepAlive("c1@", "c".repeat(1300) + "@")));
        assertEquals(1, node.count("too_long"));
        byte[] shortest = Messages.bytes("""
                NOTIFY a SIP/2.0
                v:SIP/2.0/UDP a;rport
                f:a
                t:a:
                i:a
                CSeq:1 NOTIFY
                o:keep-alive

                """);
        node.capacity(28 + shortest.length);
        assertPasses(shortest);
        assertEquals(2, node.count("too_long"));
        assertEquals(2, node.count("matched"));
        assertEquals(0, node.count("answered"));
        node.capacity(TestNode.ROOM);
        assertEquals(Verdict.REPLY, send(shortest));
    }

    @Test
    void shouldForwardWhatItMatchesWhenMeasured() {
        TestNode measured = new TestNode(Map.of("measure", "true"));
        byte[] packet = UdpPacket.of(USER, 5061, SERVER, 5060, Messages.bytes(Messages.SIPP));
        assertEquals(Verdict.ACCEPT, measured.process(packet));
        assertFalse(measured.modified());
        assertEquals(Verdict.ACCEPT, measured.process(UdpPacket.of(USER, 5061, SERVER, 5060, CRLF_CRLF)));
        assertFalse(measured.modified());
        assertEquals(2, measured.count("matched"));
        assertEquals(0, measured.count("answered"));
    }

    @Test
    void shouldRefuseAMeasurePropertyThatIsNeitherTrueNorFalse() {
        var refusal = assertThrows(IllegalArgumentException.class, () -> new TestNode(Map.of("measure", "yes")));
        assertEquals("property measure must be true or false: measure=yes", refusal.getMessage());
    }

    private void assertPasses(byte[] payload) {
        byte[] packet = UdpPacket.of(USER, 5061, SERVER, 5060, payload);
        assertEquals(Verdict.ACCEPT, node.process(packet));
        assertFalse(node.modified());
        assertArrayEquals(packet, node.packet());
    }
}
