package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.netserv.cli.TestCommand;

/** The walk through a capture in docs/signaling.md. */
class SignalingDocumentTest {
    private static final Path DOCS = Path.of(System.getProperty("netserv.root", "../.."), "docs");
    private static final long FEW_KILOBYTES = 16_384;
    /** Blocks of output: they begin with a time. */
    private static final Pattern OUTPUT = Pattern.compile("```\n(20[0-9]{2}-.*?)```\n", Pattern.DOTALL);

    @Test
    void shouldShowAllThatTheCommandPrintsAndNothingElse() throws IOException {
        Path capture = DOCS.resolve("signaling/example.pcap");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        assertEquals(0, TestCommand.run(new PrintWriter(out), new PrintWriter(err, true),
                List.of("signal", "trace", capture)), err::toString);
        String shown = OUTPUT.matcher(Files.readString(DOCS.resolve("signaling.md"))).results()
                .map((MatchResult block) -> block.group(1)).collect(Collectors.joining());
        assertEquals(out.toString(), shown);
        assertTrue(Files.size(capture) < FEW_KILOBYTES, "it is for people");
    }
}
