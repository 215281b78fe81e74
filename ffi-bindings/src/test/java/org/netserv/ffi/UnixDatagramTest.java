package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixDatagramTest {
    private static final int PATH_BYTES = 108;
    private static final int ECONNREFUSED = 111;

    @TempDir
    private Path folder;

    @Test
    void shouldReachSocketThatIsAFile() {
        assertArrives(folder.resolve("socket").toString());
    }

    @Test
    void shouldReachSocketThatIsNoFile() {
        assertArrives("@netserv-test-" + ProcessHandle.current().pid());
    }

    @Test
    void shouldReachTheLongestNames() {
        String file = folder + "/";
        assertArrives(file + "x".repeat(PATH_BYTES - 1 - file.length()));
        String name = "@netserv-test-" + ProcessHandle.current().pid() + "-";
        assertArrives(name + "x".repeat(PATH_BYTES - name.length()));
    }

    @Test
    void shouldRefuseNamesThatNoSocketHas() {
        for (String name : new String[]{"", "x".repeat(PATH_BYTES), "@" + "x".repeat(PATH_BYTES), "a\0b"}) {
            try (UnixDatagram sender = new UnixDatagram(name)) {
                assertThrows(IllegalArgumentException.class, () -> sender.send("x"), name);
            }
        }
    }

    @Test
    void shouldSayThatNobodyIsThereAndFindWhoComesLater() {
        String name = folder.resolve("socket").toString();
        try (Arena arena = Arena.ofConfined(); UnixDatagram sender = new UnixDatagram(name)) {
            assertEquals(Errno.ENOENT, assertThrows(NativeException.class, () -> sender.send("x")).errno());
            bound(arena, name).close();
            assertEquals(ECONNREFUSED, assertThrows(NativeException.class, () -> sender.send("x")).errno());
            assertTrue(folder.resolve("socket").toFile().delete());
            try (NativeSocket receiver = bound(arena, name)) {
                sender.send("x");
                assertEquals(1, receiver.poll(Linux.POLLIN, 5000));
            }
        }
    }

    private static void assertArrives(String name) {
        try (Arena arena = Arena.ofConfined();
                NativeSocket receiver = bound(arena, name);
                UnixDatagram sender = new UnixDatagram(name)) {
            MemorySegment room = arena.allocate(64);
            MessageVector vector = new MessageVector(arena, 1, 1);
            vector.buffer(0, room, 0, room.byteSize());
            vector.message(0, 0, 1);
            for (String text : new String[]{"READY=1\nSTATUS=läuft", "STOPPING=1"}) {
                sender.send(text);
                assertEquals(1, receiver.receive(vector, 1, 0));
                byte[] bytes = room.asSlice(0, vector.length(0)).toArray(ValueLayout.JAVA_BYTE);
                assertEquals(text, new String(bytes, StandardCharsets.UTF_8));
            }
        }
    }

    private static NativeSocket bound(Arena arena, String name) {
        NativeSocket receiver = NativeSocket.open(Linux.AF_UNIX, Linux.SOCK_DGRAM, 0);
        receiver.receiveTimeoutMillis(5000);
        receiver.bind(SocketAddresses.unix(arena, name));
        return receiver;
    }
}
