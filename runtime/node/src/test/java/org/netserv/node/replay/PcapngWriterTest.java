package org.netserv.node.replay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    /** Section header of version 1.0 and unknown length; interface of link type 101 and option if_tsresol 9. */
    private static final String HEAD = "0a0d0d0a" + "1c000000" + "4d3c2b1a" + "0100" + "0000" + "ffffffffffffffff"
            + "1c000000" + "01000000" + "20000000" + "6500" + "0000" + "00000000" + "0900" + "0100" + "09000000"
            + "00000000" + "20000000";

    @TempDir
    private Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("x.pcapng");
    }

    @Test
    void shouldBeginWithASectionOfOneInterfaceOfRawPackets() throws IOException {
        new PcapngWriter(file).close();
        assertEquals(HEAD, HexFormat.of().formatHex(Files.readAllBytes(file)));
    }

    @Test
    void shouldPadBytesAndCommentsToWholeWords() throws IOException {
        try (PcapngWriter writer = new PcapngWriter(file)) {
            writer.write(0x1122_3344_5566_7788L, new byte[]{1, 2, 3, 4, 5}, 0x123, "ünd"); // 4 bytes in UTF-8
        }
        String block = "06000000" + "34000000" + "00000000" + "44332211" + "88776655" + "05000000" + "23010000"
                + "0102030405000000" + "0100" + "0400" + "c3bc6e64" + "00000000" + "34000000";
        // 12 around it, 20 before the bytes, 8 of bytes, 8 of comment, 4 of its end.
        assertEquals(HEAD + block,
                HexFormat.of().formatHex(Files.readAllBytes(file)));
    }

    @Test
    void shouldRefuseACommentThatNoOptionHolds() throws IOException {
        try (PcapngWriter writer = new PcapngWriter(file)) {
            assertThrows(IllegalArgumentException.class, () -> writer.write(0, new byte[0], 0, "x".repeat(65_536)));
            writer.write(0, new byte[0], 0, "x".repeat(65_535));
        }
        byte[] all = Files.readAllBytes(file);
        byte[] comment = "x".repeat(65_535).getBytes(StandardCharsets.US_ASCII);
        int from = HEAD.length() / 2 + 8 + 20 + 4;
        assertArrayEquals(comment, Arrays.copyOfRange(all, from, from + comment.length));
    }
}
