package org.netserv.signaling.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages of connections. */
class TcpTraceTest {
    private static final int CLIENT = 40_000;
    private static final int FIRST = -20; // the numbers soon begin anew
    private static final byte[] NONE = new byte[0];

    private TraceDecoder decoder = new TraceDecoder(270, Set.of(Packets.NODE_PORT));
    private final List<String> seen = new ArrayList<>();

    private void show(TraceEntry entry) {
        seen.add(entry.message() == null ? entry.note()
                : entry.message().message() == null ? entry.message().fault()
                        : String.valueOf(entry.type()).toLowerCase(Locale.ROOT));
    }

    private boolean take(byte[] packet) {
        return decoder.packet(1, "", packet, 0, packet.length, this::show);
    }

    /** From who has connected, so many bytes behind the first. */
    private boolean forth(int offset, int flags, byte[] payload) {
        return take(Packets.tcp(Packets.QUERIER, CLIENT, Packets.RESPONDER, Packets.NODE_PORT, FIRST + 1 + offset, 0,
                flags, payload));
    }

    private boolean back(int offset, int acknowledged, int flags, byte[] payload) {
        return take(Packets.tcp(Packets.RESPONDER, Packets.NODE_PORT, Packets.QUERIER, CLIENT, 500 + 1 + offset,
                FIRST + 1 + acknowledged, flags, payload));
    }

    private void open() {
        forth(-1, Packets.SYN, NONE);
        back(-1, 0, Packets.SYN | Packets.ACK, NONE);
    }

    private List<String> seen() {
        List<String> now = List.copyOf(seen);
        seen.clear();
        return now;
    }

    @Test
    void shouldFindSeveralMessagesInOneSegmentAndOneInSeveral() {
        open();
        forth(0, Packets.ACK, Packets.joined(Packets.CONFIRM, Packets.DATA));
        assertEquals(List.of("opens a connection", "confirm", "data"), seen());
        int at = Packets.CONFIRM.length + Packets.DATA.length;
        for (int i = 0; i < Packets.DATA.length; i++) {
            assertEquals(List.of(), seen());
            assertTrue(forth(at + i, Packets.ACK, new byte[]{Packets.DATA[i]}));
        }
        assertEquals(List.of("data"), seen());
        back(0, at, Packets.ACK, Packets.HELLO);
        assertEquals(List.of("hello"), seen());
    }

    @Test
    void shouldPutSegmentsInOrderAndLeaveOutWhatComesAgain() {
        open();
        byte[] stream = Packets.joined(Packets.CONFIRM, Packets.DATA, Packets.HELLO);
        int half = Packets.CONFIRM.length + 5;
        forth(half, Packets.ACK, Arrays.copyOfRange(stream, half, stream.length));
        forth(half + 3, Packets.ACK, Arrays.copyOfRange(stream, half + 3, half + 9));
        assertEquals(List.of("opens a connection"), seen());
        forth(0, Packets.ACK, Arrays.copyOf(stream, half + 2));
        assertEquals(List.of("confirm", "data", "hello"), seen());
        forth(0, Packets.ACK, stream);
        forth(5, Packets.ACK, Packets.joined(Arrays.copyOfRange(stream, 5, stream.length), Packets.HELLO));
        assertEquals(List.of("hello"), seen());
    }

    @Test
    void shouldSayWhatIsMissingAndReadTheNextConnection() {
        open();
        forth(0, Packets.ACK, Packets.CONFIRM);
        int at = Packets.CONFIRM.length;
        forth(at + 100, Packets.ACK, Packets.DATA);
        back(0, at + 50, Packets.ACK, NONE);
        assertEquals(List.of("opens a connection", "confirm"), seen());
        back(0, at + 100, Packets.ACK, Packets.HELLO);
        assertEquals(
                List.of("hello", "100 bytes are not in the trace: this direction of the connection is read no further"),
                seen());
        forth(at, Packets.ACK, Packets.DATA);
        back(Packets.HELLO.length, at + 100, Packets.ACK, Packets.HELLO);
        assertEquals(List.of("hello"), seen(), "the other direction goes on");
        take(Packets.tcp(Packets.QUERIER, CLIENT, Packets.RESPONDER, Packets.NODE_PORT, 77, 0, Packets.SYN, NONE));
        take(Packets.tcp(Packets.QUERIER, CLIENT, Packets.RESPONDER, Packets.NODE_PORT, 78, 0, Packets.ACK,
                Packets.DATA));
        assertEquals(List.of("opens a connection", "data"), seen());
    }

    @Test
    void shouldBoundWhatWaits() {
        open();
        byte[] much = new byte[60_000];
        for (int i = 1; i < 10; i++) {
            forth(10 + i * much.length, Packets.ACK, much);
        }
        assertEquals(List.of("opens a connection",
                "60010 bytes are not in the trace: this direction of the connection is read no further"), seen());
    }

    @Test
    void shouldSayHowAConnectionEnds() {
        open();
        forth(0, Packets.ACK, Packets.CONFIRM);
        forth(Packets.CONFIRM.length, Packets.ACK | Packets.FIN, Packets.DATA);
        forth(Packets.CONFIRM.length, Packets.ACK | Packets.FIN, Packets.DATA);
        back(0, 0, Packets.ACK, Arrays.copyOf(Packets.HELLO, 10));
        back(10, 0, Packets.RST, NONE);
        back(10, 0, Packets.RST, NONE);
        forth(-1, Packets.SYN, NONE); // of another interface
        assertEquals(List.of("opens a connection", "confirm", "data", "ends its direction of the connection",
                "ends within a message, of which there are 10 bytes", "resets the connection"), seen());
    }

    @Test
    void shouldSayWhatIsLeftAtTheEnd() {
        open();
        forth(3, Packets.ACK, Packets.CONFIRM);
        back(0, 0, Packets.ACK, Arrays.copyOf(Packets.HELLO, 10));
        decoder.end(this::show);
        assertEquals(List.of("opens a connection", "3 bytes are not in the trace, and were waited for until its end",
                "ends within a message, of which there are 10 bytes"), seen());
    }

    @Test
    void shouldSayThatTlsIsTls() {
        open();
        forth(0, Packets.ACK, Packets.hex("160301", "0200", "010001fc"));
        back(0, 9, Packets.ACK, Packets.hex("160303", "007a", "02000076"));
        forth(9, Packets.ACK, Packets.hex("170303", "00ff"));
        assertEquals(List.of("opens a connection", "TLS, which is not decoded"), seen());
        forth(14, Packets.FIN, NONE);
        assertEquals(List.of("ends its direction of the connection"), seen());
    }

    @Test
    void shouldGiveUpWhatAreNoMessages() {
        open();
        forth(0, Packets.ACK, Packets.hex("474554202f20485454502f312e310d0a"));
        forth(16, Packets.ACK, Packets.CONFIRM);
        assertEquals(List.of("opens a connection", "unknown version",
                "no message begins here: this direction of the connection is read no further"), seen());
    }

    @Test
    void shouldGoOnBehindAMessageWithAFault() {
        open();
        byte[] wrong = Packets.DATA.clone();
        wrong[7] = 0x40;
        forth(0, Packets.ACK, Packets.joined(wrong, Packets.DATA));
        assertEquals(List.of("opens a connection", "invalid r flag", "data"), seen());
    }

    @Test
    void shouldNotGoOnBehindWhatACaptureHasCutOff() {
        open();
        byte[] packet = Packets.tcp(Packets.QUERIER, CLIENT, Packets.RESPONDER, Packets.NODE_PORT, FIRST + 1, 0,
                Packets.ACK, Packets.joined(Packets.DATA, Packets.DATA));
        assertTrue(decoder.packet(1, "", packet, 0, packet.length - 10, this::show));
        forth(2 * Packets.DATA.length, Packets.ACK, Packets.DATA);
        assertEquals(List.of("opens a connection", "data",
                "the capture has only a part of this packet: this direction of the connection is read no further"),
                seen());
    }

    @Test
    void shouldBeginInBetweenWhereAMessageBegins() {
        forth(50, Packets.ACK, Arrays.copyOfRange(Packets.CONFIRM, 50, Packets.CONFIRM.length));
        forth(Packets.CONFIRM.length, Packets.ACK, Packets.DATA);
        back(70, 0, Packets.ACK, Packets.HELLO);
        assertEquals(List.of("the connection is older than the trace: it is read from here", "data",
                "the connection is older than the trace: it is read from here", "hello"), seen());
    }

    @Test
    void shouldKnowTheConnectionsThatResponsesTellOf() {
        decoder = new TraceDecoder(270, Set.of());
        assertFalse(forth(-1, Packets.SYN, NONE));
        take(Packets.gist(Packets.RESPONDER, 270, Packets.QUERIER, 270, Packets.RESPONSE, ""));
        seen.clear();
        open();
        assertFalse(take(Packets.tcp(Packets.QUERIER, 1, "10.99.9.9", Packets.NODE_PORT, 5, 0, Packets.SYN, NONE)),
                "of another address nothing was told");
        assertEquals(List.of("opens a connection"), seen());
    }

    @Test
    void shouldKnowAConnectionByItsMessages() {
        decoder = new TraceDecoder(270, Set.of());
        assertFalse(forth(0, Packets.ACK, new byte[200]));
        assertTrue(forth(200, Packets.ACK, Packets.DATA));
        assertEquals(Set.of(Packets.NODE_PORT), decoder.tcpPorts());
        assertEquals(List.of("the connection is older than the trace: it is read from here", "data"), seen());
    }

    @Test
    void shouldLearnNoMorePortsThanThereIsRoomFor() {
        decoder = new TraceDecoder(270, Set.of());
        byte[] response = Packets.RESPONSE.clone();
        for (int i = 0; i < 1000; i++) {
            response[response.length - 4] = (byte) (i >> 4);
            response[response.length - 3] = (byte) i;
            take(Packets.gist(Packets.RESPONDER, 270, Packets.QUERIER, 270, response, ""));
        }
        assertEquals(NodePorts.MOST_PORTS, decoder.tcpPorts().size());
    }

    @Test
    void shouldForgetTheQuietestConnectionWhenThereIsTooMuchToKeep() {
        TcpConnections connections = new TcpConnections(new NodePorts(Set.of(Packets.NODE_PORT)), 100);
        IpPacket packet = new IpPacket();
        byte[] part = Arrays.copyOf(Packets.CONFIRM, 40);
        for (int client = 1; client <= 4; client++) {
            byte[] bytes = Packets.tcp(Packets.QUERIER, client, Packets.RESPONDER, Packets.NODE_PORT, 9, 0,
                    Packets.SYN, part);
            assertTrue(packet.read(bytes, 0, bytes.length));
            Passage passage = new Passage(1, "", new Endpoint(packet.source(), client),
                    new Endpoint(packet.destination(), Packets.NODE_PORT), 1, Passage.NO_ALERT);
            assertTrue(connections.take(TcpSegment.of(packet, bytes), passage, this::show));
            assertTrue(connections.held() <= 100, () -> "held=" + connections.held());
        }
        String forgotten = "ends within a message, of which there are 40 bytes";
        assertEquals(List.of("opens a connection", "opens a connection", "opens a connection", forgotten,
                "opens a connection", forgotten), seen());
    }
}
