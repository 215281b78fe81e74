package org.netserv.node.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReservedFileTest {
    @TempDir
    private Path directory;

    @Test
    void shouldForceWhatItHasWrittenAndNothingBefore() throws IOException {
        RecordingChannel channel = new RecordingChannel(FileChannel.open(directory.resolve("log"),
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try (ReservedFile file = new ReservedFile(channel, 0, true)) {
            file.write(bytes("first"));
            file.finish();
            assertEquals("force true", channel.done.getLast());
            channel.done.clear();
            file.append(bytes("adds"));
            assertEquals(List.of("write 4 at 5", "force false"), channel.done);
            channel.done.clear();
            file.appendRemoval(bytes("takes"));
            assertEquals(List.of("write 5 at 9", "force false"), channel.done);
            assertEquals(14, file.end());
        }
    }

    @Test
    void shouldSayThatItIsNotOnDiskIfTheKernelSaysSo() throws IOException {
        RecordingChannel channel = new RecordingChannel(FileChannel.open(directory.resolve("log"),
                StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
        try (ReservedFile file = new ReservedFile(channel, 0, true)) {
            file.append(bytes("one"));
            channel.broken = true;
            assertEquals("no disk", assertThrows(IOException.class, () -> file.append(bytes("two"))).getMessage());
            assertEquals(3, file.end());
            channel.broken = false;
            file.append(bytes("three"));
            assertEquals(8, file.end());
        }
    }

    private static ByteBuffer bytes(String text) {
        return StandardCharsets.US_ASCII.encode(text);
    }
}
