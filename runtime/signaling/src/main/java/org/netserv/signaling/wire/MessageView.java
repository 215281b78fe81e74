package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A view over a received message. Parsing checks everything that can be said of the message by itself; what a getter
 * returns of a message that was parsed without fault needs no further check, if the object is there at all.
 *
 * <p><b>Ownership.</b> Borrows the memory until it is used for the next message. It allocates nothing.
 *
 * <p><b>Thread.</b> One.
 */
public final class MessageView {
    private MemorySegment memory = MemorySegment.NULL;
    private long at;
    private int length;
    private MessageType type = MessageType.QUERY;
    private boolean stream;
    /** Where each object's header is, from the start of the message; 0 where there is none. */
    private final int[] objectAt = new int[ObjectType.COUNT];
    private final Fault fault = new Fault();
    /** Asked where the answer counts, not the reason. */
    private final Fault probe = new Fault();
    private final NetworkInfoView networkInfo = new NetworkInfoView();

    /** Has no message yet. */
    public MessageView() {}

    /**
     * Reads a message whole. Objects are checked only where its header is in order.
     *
     * @param bytes how much there is, from its header on
     * @param onStream whether it came by a messaging association rather than in a datagram
     * @return null, or what is wrong with it, until the next call
     */
    public @Nullable Fault parse(MemorySegment in, long start, int bytes, boolean onStream) {
        Fault inHeader = parseHeader(in, start, bytes, onStream);
        return inHeader == null ? parseObjects() : inHeader;
    }

    /** Reads the header alone, which is all that is looked at of a message that passes. */
    public @Nullable Fault parseHeader(MemorySegment in, long start, int bytes, boolean onStream) {
        memory = in;
        at = start;
        length = bytes;
        stream = onStream;
        Arrays.fill(objectAt, 0);
        if (bytes < MessageHeader.BYTES) {
            return fault.messageLength(0);
        }
        if (Wire.u8(in, start) != MessageHeader.VERSION) {
            return fault.header(GistError.UNKNOWN_VERSION);
        }
        MessageType known = MessageType.of(Wire.u8(in, start + MessageHeader.TYPE) & MessageHeader.TYPE_MASK);
        if (known == null) {
            return fault.header(GistError.UNKNOWN_TYPE);
        }
        type = known;
        GistError inFlags = checkFlags();
        if (inFlags != null) {
            return fault.header(inFlags);
        }
        if (MessageHeader.messageBytes(in, start) != bytes) {
            return fault.messageLength((bytes - MessageHeader.BYTES) / Wire.WORD);
        }
        if (hops() == 0) {
            return fault.header(GistError.HOP_LIMIT_EXCEEDED);
        }
        boolean wrongWay = type == MessageType.HELLO ? !stream : stream && isContextFree();
        return wrongWay ? fault.header(GistError.INCORRECT_ENCAPSULATION) : null;
    }

    private @Nullable GistError checkFlags() {
        boolean reply = isReplyRequested();
        if (type == MessageType.QUERY ? !reply
                : reply && (type == MessageType.CONFIRM || type == MessageType.DATA || type == MessageType.ERROR)) {
            return GistError.INVALID_R_FLAG;
        }
        if (isExplicitlyRouted() && type != MessageType.DATA) {
            return GistError.INVALID_E_FLAG;
        }
        boolean valid = type == MessageType.DATA || isContextFree() == (type == MessageType.QUERY);
        return valid ? null : GistError.INVALID_C_FLAG;
    }

    /** The second half of {@link #parse}, after a header without fault. */
    @Nullable
    Fault parseObjects() {
        Fault inOrder = findObjects();
        if (inOrder != null) {
            return inOrder;
        }
        Fault missing = checkPresence();
        return missing == null ? checkValues() : missing;
    }

    private @Nullable Fault findObjects() {
        int next = MessageHeader.BYTES;
        int place = -1;
        while (next < length) {
            int first = Wire.u16(memory, at + next);
            int words = Wire.u16(memory, at + next + 2) & ObjectHeader.LENGTH_MASK;
            int end = next + ObjectHeader.BYTES + words * Wire.WORD;
            if (end > length) {
                return fault.messageLength((end - MessageHeader.BYTES) / Wire.WORD);
            }
            int code = first & ObjectHeader.TYPE_MASK;
            ObjectType object = ObjectType.of(code);
            if (ObjectHeader.action(first) > ObjectHeader.FORWARD) {
                return fault.type(GistError.INVALID_EXTENSIBILITY_FLAGS, code);
            }
            if (object == null && ObjectHeader.action(first) == ObjectHeader.MANDATORY) {
                return fault.type(GistError.UNRECOGNISED_OBJECT, code);
            }
            if (object != null) {
                if (has(object)) {
                    return fault.type(GistError.DUPLICATE_OBJECT, code);
                }
                if (type.place(object) <= place) {
                    return fault.type(GistError.INVALID_OBJECT, code);
                }
                place = type.place(object);
                objectAt[object.code()] = next;
            }
            next = end;
        }
        return null;
    }

    private @Nullable Fault checkPresence() {
        for (int required = type.required(); required != 0; required &= required - 1) {
            int code = Integer.numberOfTrailingZeros(required);
            if (objectAt[code] == 0) {
                return fault.type(GistError.MISSING_OBJECT, code);
            }
        }
        boolean needsSender = !stream && (type == MessageType.DATA || type == MessageType.ERROR);
        if (needsSender && !has(ObjectType.NETWORK_INFO)) {
            return missing(ObjectType.NETWORK_INFO);
        }
        if (stream && type == MessageType.DATA && has(ObjectType.NETWORK_INFO)) {
            return fault.type(GistError.INVALID_OBJECT, ObjectType.NETWORK_INFO.code());
        }
        return checkStack();
    }

    private @Nullable Fault checkStack() {
        boolean proposal = has(ObjectType.STACK_PROPOSAL);
        boolean config = has(ObjectType.STACK_CONFIG);
        if (config && !proposal) {
            return missing(ObjectType.STACK_PROPOSAL);
        }
        if (proposal && !config && type != MessageType.CONFIRM) {
            return missing(ObjectType.STACK_CONFIG);
        }
        if (proposal && type != MessageType.QUERY && !has(ObjectType.RESPONDER_COOKIE)) {
            return missing(ObjectType.RESPONDER_COOKIE);
        }
        boolean unrequested = type == MessageType.RESPONSE && has(ObjectType.RESPONDER_COOKIE) && !isReplyRequested();
        return unrequested ? fault.header(GistError.INVALID_R_FLAG) : null;
    }

    private @Nullable Fault checkValues() {
        for (int code = 0; code < ObjectType.COUNT; code++) {
            int offset = objectAt[code];
            if (offset != 0) {
                long object = at + offset;
                int words = Wire.u16(memory, object + 2) & ObjectHeader.LENGTH_MASK;
                Fault inValue = ObjectChecks.check(code, memory, object, words, fault);
                if (inValue != null) {
                    return inValue;
                }
            }
        }
        if (has(ObjectType.STACK_CONFIG)) {
            return StackLayout.checkTogether(memory, objectStart(ObjectType.STACK_PROPOSAL),
                    objectStart(ObjectType.STACK_CONFIG), fault);
        }
        if (type == MessageType.HELLO && isReplyRequested() && helloId() == 0) {
            long object = objectStart(ObjectType.HELLO_ID);
            return fault.value(GistError.VALUE_NOT_SUPPORTED, memory, object, object + ObjectHeader.BYTES);
        }
        return null;
    }

    private Fault missing(ObjectType object) {
        return fault.type(GistError.MISSING_OBJECT, object.code());
    }

    /** A fault of this message that lies in what the receiver knows, not in the message alone. */
    public Fault fault(GistError error) {
        return fault.header(error);
    }

    /** It cannot be sent on over a link with this MTU. */
    public Fault tooLarge(int mtuBytes) {
        return fault.tooLarge(mtuBytes);
    }

    /** A fault that lies in one of its objects. */
    public Fault fault(GistError error, ObjectType object) {
        return error.isObjectValueError() ? fault.value(error, memory, objectStart(object), objectStart(object))
                : fault.type(error, object.code());
    }

    // ---- the header

    public MessageType type() {
        return type;
    }

    /** Whether the header says that this is of a type, even if nothing else of it could be read. */
    public boolean claimsToBe(MessageType wanted) {
        return length >= MessageHeader.BYTES
                && (Wire.u8(memory, at + MessageHeader.TYPE) & MessageHeader.TYPE_MASK) == wanted.code();
    }

    /** How many nodes may still process it, this one included. */
    public int hops() {
        return Wire.u8(memory, at + MessageHeader.HOPS);
    }

    public int nslpId() {
        return Wire.u16(memory, at + MessageHeader.NSLPID);
    }

    public boolean isContextFree() {
        return (Wire.u8(memory, at + MessageHeader.TYPE) & MessageHeader.C) != 0;
    }

    /** Whether the packet's source is the signaling node's own address. */
    public boolean isFromItsSource() {
        return (flags() & MessageHeader.S) != 0;
    }

    public boolean isReplyRequested() {
        return (flags() & MessageHeader.R) != 0;
    }

    public boolean isExplicitlyRouted() {
        return (flags() & MessageHeader.E) != 0;
    }

    public boolean isOnStream() {
        return stream;
    }

    int flags() {
        return Wire.u8(memory, at + MessageHeader.FLAGS);
    }

    // ---- the objects

    public boolean has(ObjectType object) {
        return objectAt[object.code()] != 0;
    }

    /** Whether the object is there and its value is one that may be, also in a message that is at fault elsewhere. */
    boolean hasSound(ObjectType object) {
        if (!has(object)) {
            return false;
        }
        int words = Wire.u16(memory, objectStart(object) + 2) & ObjectHeader.LENGTH_MASK;
        return ObjectChecks.check(object.code(), memory, objectStart(object), words, probe) == null;
    }

    /** Whether it says who sends it, in a message that may be at fault elsewhere. */
    public boolean hasSoundSender() {
        return hasSound(ObjectType.NETWORK_INFO);
    }

    /** The memory that all offsets below are in. */
    public MemorySegment memory() {
        return memory;
    }

    /** Where the message begins. */
    public long start() {
        return at;
    }

    public int lengthBytes() {
        return length;
    }

    /** Where the value of an object begins that is there. */
    public long valueAt(ObjectType object) {
        return objectStart(object) + ObjectHeader.BYTES;
    }

    public int valueBytes(ObjectType object) {
        return (Wire.u16(memory, objectStart(object) + 2) & ObjectHeader.LENGTH_MASK) * Wire.WORD;
    }

    long objectStart(ObjectType object) {
        return at + objectAt[object.code()];
    }

    public long sessionHigh() {
        return Wire.i64(memory, valueAt(ObjectType.SESSION_ID));
    }

    public long sessionLow() {
        return Wire.i64(memory, valueAt(ObjectType.SESSION_ID) + Long.BYTES);
    }

    public NetworkInfoView networkInfo() {
        return networkInfo.wrap(memory, valueAt(ObjectType.NETWORK_INFO));
    }

    /** How many words the MRI has. */
    public int mriWords() {
        return MriLayout.words(Wire.i32(memory, valueAt(ObjectType.MRI)));
    }

    /** Words of the MRI as {@link Mri#keyWord} has them. */
    public int mriKeyWord(int index) {
        return mriKeyWord(valueAt(ObjectType.MRI), index);
    }

    private int mriKeyWord(long mri, int index) {
        int first = Wire.i32(memory, mri);
        int word = Wire.i32(memory, mri + (long) index * Wire.WORD) & MriLayout.mask(first, index);
        return index == 0 ? word & ~MriLayout.directionFlag(first) : word;
    }

    public boolean isUpstream() {
        int first = Wire.i32(memory, valueAt(ObjectType.MRI));
        return (first & MriLayout.directionFlag(first)) != 0;
    }

    /** A copy of the MRI. */
    public Mri mri() {
        return Mri.read(memory, valueAt(ObjectType.MRI));
    }

    /** A copy of the MRI as it was before NATs translated it, which is the MRI itself where none did. */
    public Mri originalMri() {
        return has(ObjectType.NAT_TRAVERSAL)
                ? Mri.read(memory, valueAt(ObjectType.NAT_TRAVERSAL) + NatTraversalLayout.MRI)
                : mri();
    }

    /** A Query-Cookie of eight bytes. */
    public long queryCookie() {
        return Wire.i64(memory, valueAt(ObjectType.QUERY_COOKIE));
    }

    public int helloId() {
        return Wire.i32(memory, valueAt(ObjectType.HELLO_ID));
    }

    /** A copy of the value of an object that is there. */
    public byte[] copyValue(ObjectType object) {
        return Wire.bytes(memory, valueAt(object), valueBytes(object));
    }
}
