package org.netserv.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.netserv.ffi.libc.raw.iovec;
import org.netserv.ffi.libc.raw.mmsghdr;
import org.netserv.ffi.libc.raw.msghdr;

/**
 * Preallocated messages for {@link NativeSocket}: each names a run of buffers, which may be gathered from anywhere.
 *
 * <pre>
 *   messages  [0: name, buffers 0..1] [1: name, buffers 2..2] ...   struct mmsghdr
 *   buffers   [0] [1] [2] ...                                       struct iovec, into the caller's memory
 * </pre>
 *
 * <p><b>Ownership.</b> The vector borrows the memory that its buffers and names point to, by address: that memory has to
 * outlive every call made with the vector.
 *
 * <p><b>Thread.</b> One at a time.
 */
public final class MessageVector {
    private static final long MESSAGE_BYTES = mmsghdr.sizeof();
    private static final long HEADER = mmsghdr.msg_hdr$offset();
    private static final long NAME = HEADER + msghdr.msg_name$offset();
    private static final long NAME_LENGTH = HEADER + msghdr.msg_namelen$offset();
    private static final long BUFFERS = HEADER + msghdr.msg_iov$offset();
    private static final long BUFFER_COUNT = HEADER + msghdr.msg_iovlen$offset();
    private static final long CONTROL = HEADER + msghdr.msg_control$offset();
    private static final long CONTROL_LENGTH = HEADER + msghdr.msg_controllen$offset();
    private static final long FLAGS = HEADER + msghdr.msg_flags$offset();
    private static final long LENGTH = mmsghdr.msg_len$offset();
    private static final long BUFFER_BYTES = iovec.sizeof();
    private static final long BUFFER_BASE = iovec.iov_base$offset();
    private static final long BUFFER_LENGTH = iovec.iov_len$offset();

    private final MemorySegment messages;
    /** The messages from each on: slicing in a call would allocate. */
    private final MemorySegment[] tails;
    private final MemorySegment buffers;
    private final int messageCapacity;
    private final int bufferCapacity;

    /** A vector of messages with no name and no buffer yet. */
    public MessageVector(SegmentAllocator allocator, int messageCapacity, int bufferCapacity) {
        if (messageCapacity < 1 || bufferCapacity < 1) {
            throw new IllegalArgumentException(
                    "messageCapacity=" + messageCapacity + " bufferCapacity=" + bufferCapacity);
        }
        this.messages = mmsghdr.allocateArray(messageCapacity, allocator);
        this.buffers = iovec.allocateArray(bufferCapacity, allocator);
        this.messageCapacity = messageCapacity;
        this.bufferCapacity = bufferCapacity;
        this.tails = new MemorySegment[messageCapacity];
        for (int i = 0; i < messageCapacity; i++) {
            tails[i] = messages.asSlice(i * MESSAGE_BYTES);
        }
        messages.fill((byte) 0);
        buffers.fill((byte) 0);
    }

    /** How many messages there are. */
    public int messageCapacity() {
        return messageCapacity;
    }

    /** How many buffers there are for all messages together. */
    public int bufferCapacity() {
        return bufferCapacity;
    }

    /** Points a buffer to {@code length} bytes of {@code memory} from {@code offset}. */
    public void buffer(int index, MemorySegment memory, long offset, long length) {
        Objects.checkFromIndexSize(offset, length, memory.byteSize());
        long at = Objects.checkIndex(index, bufferCapacity) * BUFFER_BYTES;
        buffers.set(ValueLayout.JAVA_LONG, at + BUFFER_BASE, memory.address() + offset);
        buffers.set(ValueLayout.JAVA_LONG, at + BUFFER_LENGTH, length);
    }

    /** Sets the buffers of a message: {@code count} from {@code firstBuffer}. */
    public void message(int index, int firstBuffer, int count) {
        Objects.checkFromIndexSize(firstBuffer, count, bufferCapacity);
        long at = at(index);
        messages.set(ValueLayout.JAVA_LONG, at + BUFFERS, buffers.address() + firstBuffer * BUFFER_BYTES);
        messages.set(ValueLayout.JAVA_LONG, at + BUFFER_COUNT, count);
    }

    /** Sets where a message goes to: a socket address of {@code length} bytes in {@code memory}. */
    public void name(int index, MemorySegment memory, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, memory.byteSize());
        long at = at(index);
        messages.set(ValueLayout.JAVA_LONG, at + NAME, memory.address() + offset);
        messages.set(ValueLayout.JAVA_INT, at + NAME_LENGTH, length);
    }

    /**
     * Sets where a message's control data is, or is to come. A receive says there how much came, so this is to be called before
     * each.
     */
    public void control(int index, MemorySegment memory, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, memory.byteSize());
        long at = at(index);
        messages.set(ValueLayout.JAVA_LONG, at + CONTROL, memory.address() + offset);
        messages.set(ValueLayout.JAVA_LONG, at + CONTROL_LENGTH, length);
    }

    /** How many bytes of control data came with a received message. */
    public int controlLength(int index) {
        return (int) messages.get(ValueLayout.JAVA_LONG, at(index) + CONTROL_LENGTH);
    }

    /** How many bytes of a message were received or sent by the last {@code receive} or {@code send}. */
    public int length(int index) {
        return messages.get(ValueLayout.JAVA_INT, at(index) + LENGTH);
    }

    /** The flags of a received message, such as MSG_TRUNC. */
    public int flags(int index) {
        return messages.get(ValueLayout.JAVA_INT, at(index) + FLAGS);
    }

    /** The native array from a message on; checks that {@code count} are there. */
    MemorySegment messages(int first, int count) {
        Objects.checkFromIndexSize(first, count, messageCapacity);
        return tails[first];
    }

    private long at(int index) {
        return Objects.checkIndex(index, messageCapacity) * MESSAGE_BYTES;
    }
}
