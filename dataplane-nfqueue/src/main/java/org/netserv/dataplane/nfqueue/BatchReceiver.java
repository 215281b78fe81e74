package org.netserv.dataplane.nfqueue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeMemory;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.NfNetlink;
import org.netserv.node.packet.PacketBatch;

/**
 * Receives packets of one queue, up to 64 in one call, where they then stay: the batch points into the receive slots.
 *
 * <pre>
 *   slot i   | nlmsghdr nfgenmsg | nlattr PACKET_HDR | nlattr … | nlattr PAYLOAD | IP packet          room … |
 *            ▲ i * STRIDE                                                        ▲ batch.offset(packetOf(m))
 * </pre>
 *
 * <p>Messages (m) and packets of the batch are counted apart: a message whose packet modules may not see, because it came
 * truncated or without its bytes, has an id and wants a verdict, but is not in the batch.
 *
 * <p><b>Thread.</b> The queue's poller.
 */
final class BatchReceiver {
    /** Not in the batch: accepted as it is. */
    static final int NOT_IN_BATCH = -1;

    /** Longest packet, the headers before it, and up to a multiple of a cache line. */
    private static final int SLOT_BYTES = 65_536 + 512;
    /** An odd number of cache lines, so that the heads of all slots spread over all sets of the cache. */
    private static final int STRIDE = (SLOT_BYTES / 64 | 1) * 64;
    private static final int SLOTS = PacketBatch.MAX_SIZE;

    private final NativeSocket socket;
    private final QueueCounters counters;
    private final MemorySegment memory;
    private final MessageVector vector;
    private final PacketBatch batch;
    private final int[] ids = new int[SLOTS];
    private final int[] packets = new int[SLOTS];
    private int messages;

    BatchReceiver(Arena arena, NativeSocket socket, QueueCounters counters) {
        this.socket = socket;
        this.counters = counters;
        memory = NativeMemory.reserve((long) SLOTS * STRIDE, arena);
        vector = new MessageVector(arena, SLOTS, SLOTS);
        for (int i = 0; i < SLOTS; i++) {
            vector.buffer(i, memory, (long) i * STRIDE, SLOT_BYTES);
            vector.message(i, i, 1);
        }
        batch = new PacketBatch(memory);
    }

    /** Waits for packets, for the receive time-out at most; how many messages came, or the negative errno. */
    int receive() {
        int received = socket.receive(vector, SLOTS, Linux.MSG_WAITFORONE);
        batch.clear();
        messages = 0;
        for (int i = 0; i < received; i++) {
            read((long) i * STRIDE, vector.length(i), (long) i * STRIDE + SLOT_BYTES);
        }
        return received;
    }

    /** The packets that modules may see. */
    PacketBatch batch() {
        return batch;
    }

    /** Number of packets that want a verdict. */
    int messages() {
        return messages;
    }

    /** The kernel's id of the packet of message {@code m}; they rise. */
    int id(int m) {
        return ids[m];
    }

    /** Where the packet of message {@code m} is in the batch, or {@link #NOT_IN_BATCH}. */
    int packetOf(int m) {
        return packets[m];
    }

    private void read(long start, int length, long slotEnd) {
        long at = start;
        long end = start + length;
        while (end - at >= NfNetlink.MESSAGE_HEADER_BYTES) {
            int messageLength = NetlinkMessages.messageLength(memory, at);
            if (messageLength < NfNetlink.MESSAGE_HEADER_BYTES || messageLength > end - at) {
                counters.malformed.add(1);
                return;
            }
            int type = NetlinkMessages.messageType(memory, at);
            if (type == (NfNetlink.QUEUE_TYPE | NfNetlink.NFQNL_MSG_PACKET) && messages < SLOTS) {
                readPacket(at + NetlinkMessages.ATTRIBUTES, at + messageLength, slotEnd);
            } else if (type == NfNetlink.NLMSG_ERROR) {
                readError(at, messageLength);
            } else {
                counters.malformed.add(1);
            }
            at += NetlinkMessages.aligned(messageLength);
        }
    }

    private void readError(long at, int messageLength) {
        if (messageLength < NfNetlink.MESSAGE_HEADER_BYTES + Integer.BYTES
                || NetlinkMessages.errorCode(memory, at) != 0) {
            counters.netlinkErrors.add(1);
        }
    }

    private void readPacket(long firstAttribute, long end, long slotEnd) {
        int id = 0;
        int ingress = 0;
        long payload = -1;
        int payloadLength = 0;
        boolean known = false;
        boolean truncated = false;
        long at = firstAttribute;
        while (end - at >= NfNetlink.ATTRIBUTE_HEADER_BYTES) {
            int length = NetlinkMessages.attributeLength(memory, at);
            if (length < NfNetlink.ATTRIBUTE_HEADER_BYTES || length > end - at) {
                break;
            }
            switch (NetlinkMessages.attributeType(memory, at)) {
                case NfNetlink.NFQA_PACKET_HDR -> {
                    id = NetlinkMessages.attributeInt(memory, at, NfNetlink.PACKET_ID);
                    known = true;
                }
                case NfNetlink.NFQA_IFINDEX_INDEV -> ingress = NetlinkMessages.attributeInt(memory, at, 0);
                case NfNetlink.NFQA_CAP_LEN -> truncated = true;
                case NfNetlink.NFQA_PAYLOAD -> {
                    payload = at + NfNetlink.ATTRIBUTE_HEADER_BYTES;
                    payloadLength = length - NfNetlink.ATTRIBUTE_HEADER_BYTES;
                }
                default -> {
                }
            }
            at += NetlinkMessages.aligned(length);
        }
        if (!known) {
            counters.malformed.add(1);
            return;
        }
        int packet = NOT_IN_BATCH;
        if (truncated) {
            counters.truncated.add(1);
        } else if (payload < 0) {
            counters.withoutPayload.add(1);
        } else {
            int room = (int) Math.min(NetlinkMessages.MAX_PAYLOAD, slotEnd - payload);
            packet = batch.add(payload, payloadLength, room, ingress);
        }
        ids[messages] = id;
        packets[messages] = packet;
        messages++;
    }
}
