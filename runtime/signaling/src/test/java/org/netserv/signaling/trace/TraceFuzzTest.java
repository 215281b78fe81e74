package org.netserv.signaling.trace;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.netserv.node.json.Json;

/** Packets of all kinds, cut and damaged: nothing ends a trace. A failure names its seed. */
class TraceFuzzTest {
    private static final int ROUNDS = 30_000;

    private final List<byte[]> packets = packets();
    private int shown;

    private static List<byte[]> packets() {
        String six = "fd00:1::1";
        String other = "fd00:4::2";
        byte[] query = Packets.gist(Packets.QUERIER, 5000, "10.99.3.2", 270, Packets.QUERY, "94047fc0");
        byte[] sixQuery = Packets.gist(six, 270, other, 270, Packets.QUERY, "1100050212340100");
        List<byte[]> all = new ArrayList<>(List.of(query, sixQuery,
                Packets.gist(Packets.RESPONDER, 270, Packets.QUERIER, 5000, Packets.RESPONSE, ""),
                Packets.unreachable("10.99.3.2", Packets.QUERIER, 3, 3, query, query.length),
                Packets.unreachable(other, six, 1, 4, sixQuery, sixQuery.length)));
        byte[] stream = Packets.joined(Packets.CONFIRM, Packets.DATA, Packets.HELLO, Packets.RESPONSE);
        for (int at = 0; at < stream.length; at += 90) {
            all.add(segment(at == 0 ? Packets.SYN : Packets.ACK, at == 0 ? 9 : 10 + at,
                    Arrays.copyOfRange(stream, at, Math.min(stream.length, at + 90))));
        }
        all.add(segment(Packets.FIN, 10 + stream.length, new byte[0]));
        all.add(segment(Packets.RST, 10, new byte[0]));
        all.add(Packets.tcp(Packets.RESPONDER, 30_000, Packets.QUERIER, 4000, 5, 200, Packets.ACK, Packets.HELLO));
        return all;
    }

    private static byte[] segment(int flags, int number, byte[] payload) {
        return Packets.tcp(Packets.QUERIER, 4000, Packets.RESPONDER, 30_000, number, 0, flags, payload);
    }

    private void take(TraceDecoder decoder, byte[] packet, int from, int count) {
        decoder.packet(1, "eth0", packet, from, count, this::show);
    }

    private void show(TraceEntry entry) {
        shown++;
        assertTrue(TraceText.head(entry).length() + TraceText.fields(entry).length() > 10);
        assertTrue(Json.compact(TraceFields.of(entry)).startsWith("{"));
        assertTrue(entry.type() == null || entry.message() != null);
        assertTrue(entry.session() == null || entry.message() != null);
    }

    @Test
    void shouldStandPacketsCutAtEveryLength() {
        for (byte[] packet : packets) {
            for (int length = 0; length <= packet.length; length++) {
                TraceDecoder decoder = new TraceDecoder(270, Set.of());
                // What is behind the end must not be read: it is not there.
                take(decoder, Arrays.copyOf(packet, length), 0, length);
                take(decoder, packet, 0, length);
                decoder.end(this::show);
            }
        }
        assertTrue(shown > 500, () -> "shown=" + shown);
    }

    @Test
    void shouldStandEveryByteBeingAnother() {
        TraceDecoder decoder = new TraceDecoder(270, Set.of(30_000));
        for (byte[] packet : packets) {
            for (int at = 0; at < packet.length; at++) {
                byte[] damaged = packet.clone();
                for (int value : new int[]{0, 1, 0x7f, 0x80, 0xff, packet[at] + 1, packet[at] ^ 0x10}) {
                    damaged[at] = (byte) value;
                    take(decoder, damaged, 0, damaged.length);
                }
            }
        }
        decoder.end(this::show);
        assertTrue(shown > 3_000, () -> "shown=" + shown);
    }

    @Test
    void shouldStandRandomDamageToWholeTraces() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TraceDecoder decoder = new TraceDecoder(270, Set.of());
        for (int i = 0; i < ROUNDS; i++) {
            byte[] packet = packets.get(random.nextInt(packets.size())).clone();
            for (int n = random.nextInt(4); n > 0; n--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt(256);
            }
            int count = random.nextInt(4) == 0 ? random.nextInt(packet.length + 1) : packet.length;
            try {
                take(decoder, packet, 0, count);
                if (random.nextInt(1000) == 0) {
                    decoder.end(this::show);
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed=" + seed + " count=" + count + " packet="
                        + HexFormat.of().formatHex(packet), e);
            }
        }
        assertTrue(shown > ROUNDS / 10, () -> "shown=" + shown);
    }
}
