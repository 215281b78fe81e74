package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Writes a message object by object, in the order that RFC 5971 §5.1 gives; the caller keeps to that order.
 *
 * <p><b>Ownership.</b> Borrows the memory until {@link #end}. It allocates nothing.
 *
 * <p><b>Thread.</b> One.
 */
public final class MessageWriter {
    private MemorySegment memory = MemorySegment.NULL;
    private long start;
    private long at;

    /** Has no message yet. */
    public MessageWriter() {}

    /** Begins a message at {@code position}, directed at no peer if it is context free. */
    public MessageWriter begin(MemorySegment out, long position, MessageType type, boolean contextFree, int hops,
            int nslpId, int flags) {
        memory = out;
        start = position;
        Wire.set8(out, start, MessageHeader.VERSION);
        Wire.set8(out, start + MessageHeader.HOPS, hops);
        Wire.set16(out, start + MessageHeader.NSLPID, nslpId);
        Wire.set8(out, start + MessageHeader.TYPE, type.code() | (contextFree ? MessageHeader.C : 0));
        Wire.set8(out, start + MessageHeader.FLAGS, flags);
        at = start + MessageHeader.BYTES;
        return this;
    }

    /** The flow, in the direction that this message travels. */
    public MessageWriter mri(Mri mri, boolean upstream) {
        long value = object(ObjectType.MRI, mri.lengthWords() * Wire.WORD);
        mri.write(memory, value, upstream);
        return this;
    }

    public MessageWriter sessionId(long high, long low) {
        long value = object(ObjectType.SESSION_ID, 2 * Long.BYTES);
        Wire.set64(memory, value, high);
        Wire.set64(memory, value + Long.BYTES, low);
        return this;
    }

    public MessageWriter networkInfo(NetworkInfo info) {
        info.write(memory, object(ObjectType.NETWORK_INFO, info.lengthBytes()));
        return this;
    }

    /** The same, with another hop count and validity than the value has. */
    public MessageWriter networkInfo(NetworkInfo info, int ipTtl, long validityMillis) {
        long value = object(ObjectType.NETWORK_INFO, info.lengthBytes());
        info.write(memory, value);
        Wire.set8(memory, value + NetworkInfoLayout.TTL, ipTtl);
        Wire.set32(memory, value + NetworkInfoLayout.VALIDITY, (int) validityMillis);
        return this;
    }

    /** A Query-Cookie of eight bytes. */
    public MessageWriter queryCookie(long cookie) {
        Wire.set64(memory, object(ObjectType.QUERY_COOKIE, Long.BYTES), cookie);
        return this;
    }

    public MessageWriter stackProposal(StackProposal proposal) {
        proposal.write(memory, object(ObjectType.STACK_PROPOSAL, proposal.lengthBytes()));
        return this;
    }

    public MessageWriter stackConfig(StackConfig config) {
        config.write(memory, object(ObjectType.STACK_CONFIG, config.lengthBytes()));
        return this;
    }

    public MessageWriter helloId(int id) {
        Wire.set32(memory, object(ObjectType.HELLO_ID, Wire.WORD), id);
        return this;
    }

    public MessageWriter error(ErrorReport report) {
        report.write(memory, object(ObjectType.ERROR_REPORT, report.lengthBytes()));
        return this;
    }

    /** An object whose value is given; whole words. */
    public MessageWriter object(ObjectType type, byte[] value) {
        return object(type, value, value.length);
    }

    /** An object whose value is the beginning of an array; whole words. */
    public MessageWriter object(ObjectType type, byte[] value, int length) {
        requireWords(length);
        MemorySegment.copy(value, 0, memory, ValueLayout.JAVA_BYTE, object(type, length), length);
        return this;
    }

    /** An object whose value is given; whole words. */
    public MessageWriter octets(ObjectType type, Octets value) {
        return object(type, value.borrow());
    }

    /** The same object as in a message received, if it is there. */
    public MessageWriter copy(MessageView from, ObjectType type) {
        if (from.has(type)) {
            int bytes = from.valueBytes(type);
            MemorySegment.copy(from.memory(), from.valueAt(type), memory, object(type, bytes), bytes);
        }
        return this;
    }

    /** The same, also of a message that is at fault elsewhere. */
    public MessageWriter copyIfSound(MessageView from, ObjectType type) {
        return from.hasSound(type) ? copy(from, type) : this;
    }

    /** The flow of a message received, in the direction that this message travels. */
    public MessageWriter copyMri(MessageView from, boolean upstream) {
        int bytes = from.mriWords() * Wire.WORD;
        long value = object(ObjectType.MRI, bytes);
        for (int i = 0; i < from.mriWords(); i++) {
            Wire.set32(memory, value + (long) i * Wire.WORD, from.mriKeyWord(i));
        }
        int first = from.mriKeyWord(0);
        Wire.set32(memory, value, upstream ? first | MriLayout.directionFlag(first) : first);
        return this;
    }

    /** An object as it stood in a message, its header included. */
    MessageWriter raw(Octets object) {
        Wire.copy(object.borrow(), memory, at);
        at += object.length();
        return this;
    }

    /** A whole message received, with other data for the NSLP; returns its length in bytes. */
    public int rewrite(MessageView from, MemorySegment out, Octets nslpData) {
        begin(out, 0, from.type(), from.isContextFree(), from.hops(), from.nslpId(), from.flags());
        long end = from.start() + from.lengthBytes();
        long data = from.has(ObjectType.NSLP_DATA) ? from.objectStart(ObjectType.NSLP_DATA) : end;
        int before = (int) (data - from.start()) - MessageHeader.BYTES;
        MemorySegment.copy(from.memory(), from.start() + MessageHeader.BYTES, out, at, before);
        at += before;
        octets(ObjectType.NSLP_DATA, nslpData);
        long after = data == end ? end
                : data + ObjectHeader.BYTES + from.valueBytes(ObjectType.NSLP_DATA);
        MemorySegment.copy(from.memory(), after, out, at, end - after);
        at += end - after;
        return end();
    }

    /** Writes the Error object for a fault of the message that the view has read. */
    public MessageWriter error(Fault fault, MessageView message, int roomBytes) {
        new ErrorWriter(fault, message).write(this, roomBytes);
        return this;
    }

    /** Ends the message; returns its length in bytes. */
    public int end() {
        int length = (int) (at - start);
        Wire.set16(memory, start + MessageHeader.LENGTH, (length - MessageHeader.BYTES) / Wire.WORD);
        return length;
    }

    /** Writes an object's header; returns where its value begins. */
    long object(ObjectType type, int valueBytes) {
        Wire.set16(memory, at, type.code());
        Wire.set16(memory, at + 2, valueBytes / Wire.WORD);
        long value = at + ObjectHeader.BYTES;
        at = value + valueBytes;
        return value;
    }

    MemorySegment memory() {
        return memory;
    }

    private static void requireWords(int length) {
        if (length % Wire.WORD != 0) {
            throw new IllegalArgumentException("not whole words: length=" + length);
        }
    }
}
