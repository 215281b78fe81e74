package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.Errno;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.packet.PacketBatch;

class BatchReceiverTest {
    private static final byte[] PACKET = {0x45, 0, 0, 24, 1, 2, 3, 4, 64, 17, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2, 9, 8, 7,
        6};
    private static final int PACKET_MESSAGE = 3 << 8;

    private Loopback loopback;
    private QueueCounters counters;
    private BatchReceiver receiver;

    @BeforeEach
    void open() throws IOException {
        loopback = new Loopback();
        counters = new QueueCounters(NodeCounters.inMemory(), 0);
        receiver = new BatchReceiver(loopback.arena(), loopback.plane(), counters);
    }

    @AfterEach
    void close() {
        loopback.close();
    }

    @Test
    void shouldFindPacketWhereItWasReceived() throws IOException {
        loopback.send(packetMessage(41, 5, PACKET, -1));
        loopback.send(packetMessage(42, 6, PACKET, -1));
        assertEquals(2, receiveAll(2));
        PacketBatch batch = receiver.batch();
        assertEquals(2, batch.size());
        for (int m = 0; m < 2; m++) {
            assertEquals(41 + m, receiver.id(m));
            assertEquals(m, receiver.packetOf(m));
            assertEquals(5 + m, batch.ingress(m));
            assertEquals(PACKET.length, batch.length(m));
            assertEquals(0x0201, batch.memory().get(ValueLayout.JAVA_SHORT_UNALIGNED, batch.offset(m) + 4));
        }
    }

    @Test
    void shouldKeepTruncatedPacketAndPacketWithoutBytesFromModules() throws IOException {
        loopback.send(packetMessage(1, 5, PACKET, 70_000));
        loopback.send(packetMessage(2, 5, null, -1));
        loopback.send(packetMessage(3, 5, PACKET, -1));
        assertEquals(3, receiveAll(3));
        assertEquals(1, receiver.batch().size());
        assertEquals(BatchReceiver.NOT_IN_BATCH, receiver.packetOf(0));
        assertEquals(BatchReceiver.NOT_IN_BATCH, receiver.packetOf(1));
        assertEquals(0, receiver.packetOf(2));
        assertEquals(3, receiver.messages());
        assertEquals(1, counters.truncated.value());
        assertEquals(1, counters.withoutPayload.value());
    }

    @Test
    void shouldCountErrorsButNotAcknowledgements() throws IOException {
        loopback.send(message(2, new byte[]{(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff}));
        loopback.send(message(2, new byte[4]));
        loopback.send(message(2, new byte[0]));
        loopback.send(message(99, new byte[4]));
        receiveAll(4);
        assertEquals(0, receiver.messages());
        assertEquals(2, counters.netlinkErrors.value());
        assertEquals(1, counters.malformed.value());
    }

    @Test
    void shouldReadNothingBehindWhatWasReceivedWhenTruncatedAtEveryLength() throws IOException {
        byte[] whole = packetMessage(7, 5, PACKET, -1);
        for (int length = 1; length < whole.length; length++) {
            loopback.send(whole);
            receiveAll(1); // leaves a whole message in the slot, behind the shorter one that follows
            loopback.send(Arrays.copyOf(whole, length));
            receiveAll(1);
            assertEquals(0, receiver.batch().size(), "length " + length);
        }
        assertEquals(whole.length - 16, counters.malformed.value(), "messages whose header is there but not the rest");
    }

    @Test
    void shouldStayWithinSlotWhateverLengthsSay() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            byte[] message = packetMessage(round, 5, PACKET, random.nextInt(4) == 0 ? 1 : -1);
            for (int n = random.nextInt(4); n >= 0; n--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt();
            }
            loopback.send(message);
            receiveAll(1);
            PacketBatch batch = receiver.batch();
            for (int i = 0; i < batch.size(); i++) {
                assertTrue(batch.length(i) <= message.length, "seed " + seed + " length " + batch.length(i));
                assertTrue(batch.offset(i) + batch.length(i) <= batch.memory().byteSize(), "seed " + seed);
            }
        }
    }

    @Test
    void shouldSayWhenNothingCame() {
        assertEquals(-Errno.EAGAIN, receiver.receive());
        assertEquals(0, receiver.messages());
        assertEquals(0, receiver.batch().size());
    }

    /** Datagrams on loopback are there when send returns; with several the first call may still see only some. */
    private int receiveAll(int expected) {
        int received = receiver.receive();
        assertEquals(expected, received);
        return received;
    }

    private static byte[] packetMessage(int id, int ingress, byte @Nullable [] packet, int capLength) {
        ByteBuffer body = ByteBuffer.allocate(4096);
        body.putInt(0);
        attribute(body, 1, ByteBuffer.allocate(7).putInt(id).putShort((short) 0x0800).put((byte) 0).array());
        attribute(body, 5, ByteBuffer.allocate(4).putInt(ingress).array());
        attribute(body, 99, new byte[]{1, 2, 3, 4, 5});
        if (capLength >= 0) {
            attribute(body, 13, ByteBuffer.allocate(4).putInt(capLength).array());
        }
        if (packet != null) {
            attribute(body, 10, packet);
        }
        return message(PACKET_MESSAGE, Arrays.copyOf(body.array(), body.position()));
    }

    private static void attribute(ByteBuffer body, int type, byte[] value) {
        body.order(ByteOrder.nativeOrder()).putShort((short) (4 + value.length)).putShort((short) type);
        body.put(value).put(new byte[-value.length & 3]);
    }

    private static byte[] message(int type, byte[] body) {
        return ByteBuffer.allocate(16 + body.length).order(ByteOrder.nativeOrder()).putInt(16 + body.length)
                .putShort((short) type).putShort((short) 0).putLong(0).put(body).array();
    }
}
