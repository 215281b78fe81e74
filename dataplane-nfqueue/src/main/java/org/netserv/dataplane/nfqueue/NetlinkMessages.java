package org.netserv.dataplane.nfqueue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.ffi.NfNetlink;

/**
 * Reads and writes the messages of a netfilter queue.
 *
 * <pre>
 *   verdict     | nlmsghdr 16 | nfgenmsg 4 | nlattr 4 | verdict:32 id:32 |                        32 bytes
 *   with bytes  | nlmsghdr 16 | nfgenmsg 4 | nlattr 4 | verdict:32 id:32 | nlattr 4 | packet …    36 bytes, packet
 * </pre>
 *
 * <p>Headers are in host byte order, what they carry in network order; the next message starts at a multiple of 4.
 *
 * <p><b>Source.</b> linux/netlink.h, linux/netfilter/nfnetlink_queue.h.
 */
final class NetlinkMessages {
    /** A verdict on a packet, or on all up to it. */
    static final int VERDICT_BYTES = NfNetlink.MESSAGE_HEADER_BYTES + NfNetlink.GENERIC_BYTES
            + NfNetlink.ATTRIBUTE_HEADER_BYTES + NfNetlink.VERDICT_HEADER_BYTES;
    /** What precedes the bytes of a changed packet. */
    static final int PAYLOAD_VERDICT_BYTES = VERDICT_BYTES + NfNetlink.ATTRIBUTE_HEADER_BYTES;
    /** Where attributes start in a message. */
    static final int ATTRIBUTES = NfNetlink.MESSAGE_HEADER_BYTES + NfNetlink.GENERIC_BYTES;
    /** Longest packet that an attribute, whose length has 16 bits, can hold. */
    static final int MAX_PAYLOAD = 0xffff - NfNetlink.ATTRIBUTE_HEADER_BYTES;

    private static final int ATTRIBUTE_TYPE_MASK = 0x3fff;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
    private static final ValueLayout.OfShort NET_SHORT = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt NET_INT = INT.withOrder(ByteOrder.BIG_ENDIAN);

    private NetlinkMessages() {}

    /** A length with the padding that follows it. */
    static int aligned(int length) {
        return length + NfNetlink.NLMSG_ALIGNTO - 1 & -NfNetlink.NLMSG_ALIGNTO;
    }

    static int messageLength(MemorySegment memory, long message) {
        return memory.get(INT, message + NfNetlink.MESSAGE_LENGTH);
    }

    static int messageType(MemorySegment memory, long message) {
        return memory.get(SHORT, message + NfNetlink.MESSAGE_TYPE) & 0xffff;
    }

    /** The code of an NLMSG_ERROR: 0 for an acknowledgement, else the negative errno. */
    static int errorCode(MemorySegment memory, long message) {
        return memory.get(INT, message + NfNetlink.MESSAGE_HEADER_BYTES + NfNetlink.ERROR_CODE);
    }

    static int attributeLength(MemorySegment memory, long attribute) {
        return memory.get(SHORT, attribute + NfNetlink.ATTRIBUTE_LENGTH) & 0xffff;
    }

    static int attributeType(MemorySegment memory, long attribute) {
        return memory.get(SHORT, attribute + NfNetlink.ATTRIBUTE_TYPE) & ATTRIBUTE_TYPE_MASK;
    }

    /** A 32-bit value of an attribute, {@code offset} into it. */
    static int attributeInt(MemorySegment memory, long attribute, int offset) {
        return memory.get(NET_INT, attribute + NfNetlink.ATTRIBUTE_HEADER_BYTES + offset);
    }

    /** Writes a verdict message without bytes of a packet; its length is {@link #VERDICT_BYTES}. */
    static void writeVerdict(MemorySegment memory, long at, int type, int queue, int verdict, int id) {
        writeHeader(memory, at, VERDICT_BYTES, type, queue, verdict, id);
    }

    /** Writes what precedes the {@code payload} bytes of a changed packet; its length is {@link #PAYLOAD_VERDICT_BYTES}. */
    static void writePayloadVerdict(MemorySegment memory, long at, int queue, int id, int payload) {
        writeHeader(memory, at, PAYLOAD_VERDICT_BYTES + payload, NfNetlink.NFQNL_MSG_VERDICT, queue,
                NfNetlink.NF_ACCEPT, id);
        long attribute = at + VERDICT_BYTES;
        memory.set(SHORT, attribute + NfNetlink.ATTRIBUTE_LENGTH, (short) (NfNetlink.ATTRIBUTE_HEADER_BYTES + payload));
        memory.set(SHORT, attribute + NfNetlink.ATTRIBUTE_TYPE, (short) NfNetlink.NFQA_PAYLOAD);
    }

    private static void writeHeader(MemorySegment memory, long at, int length, int type, int queue, int verdict,
            int id) {
        memory.set(INT, at + NfNetlink.MESSAGE_LENGTH, length);
        memory.set(SHORT, at + NfNetlink.MESSAGE_TYPE, (short) (NfNetlink.QUEUE_TYPE | type));
        memory.set(SHORT, at + NfNetlink.MESSAGE_FLAGS, (short) NfNetlink.NLM_F_REQUEST);
        memory.set(INT, at + NfNetlink.MESSAGE_SEQUENCE, 0);
        memory.set(INT, at + NfNetlink.MESSAGE_PORT, 0);
        long generic = at + NfNetlink.MESSAGE_HEADER_BYTES;
        memory.set(BYTE, generic + NfNetlink.GENERIC_FAMILY, (byte) 0);
        memory.set(BYTE, generic + NfNetlink.GENERIC_VERSION, (byte) NfNetlink.NFNETLINK_V0);
        memory.set(NET_SHORT, generic + NfNetlink.GENERIC_QUEUE, (short) queue);
        long attribute = at + ATTRIBUTES;
        memory.set(SHORT, attribute + NfNetlink.ATTRIBUTE_LENGTH,
                (short) (NfNetlink.ATTRIBUTE_HEADER_BYTES + NfNetlink.VERDICT_HEADER_BYTES));
        memory.set(SHORT, attribute + NfNetlink.ATTRIBUTE_TYPE, (short) NfNetlink.NFQA_VERDICT_HDR);
        long value = attribute + NfNetlink.ATTRIBUTE_HEADER_BYTES;
        memory.set(NET_INT, value + NfNetlink.VERDICT, verdict);
        memory.set(NET_INT, value + NfNetlink.VERDICT_ID, id);
    }
}
