package org.netserv.cli.service;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.SocketAddresses;

/** Stands for a service manager: what {@code NOTIFY_SOCKET} names. <b>Thread.</b> One. */
public final class NotifyReceiver implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 30_000;
    private static final int LONGEST = 1024;

    private final Arena arena = Arena.ofConfined();
    private final NativeSocket socket = NativeSocket.open(Linux.AF_UNIX, Linux.SOCK_DGRAM, 0);
    private final MemorySegment room = arena.allocate(LONGEST);
    private final MessageVector message = new MessageVector(arena, 1, 1);

    /** One with this name: a path, or after an {@code @} an abstract name. */
    public NotifyReceiver(String name) {
        message.buffer(0, room, 0, LONGEST);
        message.message(0, 0, 1);
        socket.bind(SocketAddresses.unix(arena, name));
        socket.receiveTimeoutMillis(TIMEOUT_MILLIS);
    }

    /** The next message's lines. */
    public List<String> next() {
        int received = socket.receive(message, 1, 0);
        if (received != 1) {
            throw new AssertionError("nothing came within " + TIMEOUT_MILLIS + " ms: " + received);
        }
        return new String(room.asSlice(0, message.length(0)).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8)
                .lines().toList();
    }

    /** Whether nothing has come that was not taken. */
    public boolean isEmpty() {
        return socket.poll(Linux.POLLIN, 0) == 0;
    }

    /** All messages up to the one that has this line, and that one. */
    public List<List<String>> upTo(String line) {
        List<List<String>> messages = new ArrayList<>();
        do {
            messages.add(next());
        } while (!messages.getLast().contains(line));
        return messages;
    }

    @Override
    public void close() {
        socket.close();
        arena.close();
    }
}
