package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.json.Json;
import org.netserv.node.replay.LinkType;
import org.netserv.node.replay.PcapWriter;
import picocli.CommandLine;

/** Out of files; what passes is in tests on the kernel. */
class SignalTraceCommandTest {
    private static final String FLOW = "00000004000040000a6301010a63030220200000";
    private static final String SESSION = "00010004abcdef" + "0".repeat(25) + "1";
    private static final String SENDER = "0002000710404000000075302364bb70bbfb9e04a294638efd223b800a630101";
    private static final String QUERY = "4e04bda5" + "012000147fc080c0" + FLOW + SESSION + SENDER
            + "00050001ce8365c7";
    private static final String OTHER_QUERY = QUERY.replace("ce8365c7", "01020304").replace("abcdef", "123456");
    private static final String DATA = "0101000e7fc00380" + FLOW + SESSION + "0008000348656c6c6f20576f726c6421";
    private static final int DAMAGES = 200;
    private static final long SECONDS = 1_767_225_600;
    private static final String HEAD = "2026-01-01T00:00:00.00000%dZ 10.99.1.1:270 → 10.99.3.2:270, TTL 64, Q-mode\n";
    private static final String TEXT = """
              Query (context free), NSLPID 32704, hops 32, flags SR
                flow              10.99.1.1/32 → 10.99.3.2/32 downstream
                session           %s00000000000000000000000001
                sender            10.99.1.1, identity 2364bb70bbfb9e04a294638efd223b80
                valid for         30000 ms, IP TTL 64
                query cookie      %s
            """;

    @TempDir
    private Path folder;
    private String out = "";
    private String err = "";

    private int run(Object... arguments) {
        CommandLine commandLine = Main.commandLine(Map.of("TERM", "dumb"), true);
        StringWriter outText = new StringWriter();
        StringWriter errText = new StringWriter();
        commandLine.setOut(new PrintWriter(outText, true)).setErr(new PrintWriter(errText, true));
        String[] all = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
        String[] command = new String[all.length + 2];
        command[0] = "signal";
        command[1] = "trace";
        System.arraycopy(all, 0, command, 2, all.length);
        int exit = commandLine.execute(command);
        out = outText.toString();
        err = errText.toString();
        return exit;
    }

    private static String udp(String payload) {
        int length = payload.length() / 2;
        return "4500" + "%04x".formatted(28 + length) + "0000400040110000" + "0a6301010a630302"
                + "010e010e" + "%04x0000".formatted(8 + length) + payload;
    }

    private static String tcp(int number, String payload) {
        int length = payload.length() / 2;
        return "4500" + "%04x".formatted(40 + length) + "0000400040060000" + "0a6301010a630102" + "9c407530"
                + "%08x".formatted(number) + "00000000" + "501003e800000000" + payload;
    }

    private Path capture(String... packets) throws IOException {
        Path file = folder.resolve("in.pcap");
        try (PcapWriter writer = new PcapWriter(file, LinkType.ETHERNET, false)) {
            int micros = 1;
            for (String packet : packets) {
                byte[] frame = HexFormat.of().parseHex("0".repeat(24) + "0800" + packet);
                writer.write(SECONDS, micros++, MemorySegment.ofArray(frame), 0, frame.length, frame.length);
            }
        }
        return file;
    }

    private Path queries() throws IOException {
        return capture(udp(QUERY), udp(OTHER_QUERY));
    }

    @Test
    void shouldShowEachMessageOfAFile() throws IOException {
        assertEquals(0, run(queries()), () -> err);
        assertEquals(HEAD.formatted(1) + TEXT.formatted("abcdef", "ce8365c7") + HEAD.formatted(2)
                + TEXT.formatted("123456", "01020304"), out);
        assertEquals("", err);
    }

    @Test
    void shouldShowOnlyWhatIsSelected() throws IOException {
        Path file = queries();
        assertEquals(0, run(file, "--session", "1234"), () -> err);
        assertEquals(HEAD.formatted(2) + TEXT.formatted("123456", "01020304"), out);
        assertEquals(0, run(file, "--session", "ABCDEF00000000000000000000000001", "--type", "QUERY"));
        assertEquals(HEAD.formatted(1) + TEXT.formatted("abcdef", "ce8365c7"), out);
        assertEquals(0, run(file, "--type", "data", "--type", "hello"));
        assertEquals("", out);
        assertEquals(0, run(file, "--count", "1"));
        assertEquals(HEAD.formatted(1) + TEXT.formatted("abcdef", "ce8365c7"), out);
        assertEquals(0, run(file, "--udp-port", "271"));
        assertEquals("", out);
    }

    @Test
    void shouldShowAnObjectALine() throws IOException {
        assertEquals(0, run(queries(), "--json"), () -> err);
        List<Map<String, Object>> objects = out.lines().map(Json::parse).toList();
        assertEquals(2, objects.size());
        assertEquals("2026-01-01T00:00:00.000001Z", objects.getFirst().get("time"));
        assertEquals("query", ((Map<?, ?>) objects.getFirst().getOrDefault("message", Map.of())).get("type"));
    }

    @Test
    void shouldKeepWhatIsShownWithItsTextAsComment() throws IOException {
        Path kept = folder.resolve("kept.pcapng");
        String half = DATA.substring(0, 60);
        Path file = capture(udp(QUERY), udp(OTHER_QUERY), tcp(1, DATA + half), tcp(1 + DATA.length() / 2 + 30,
                DATA.substring(60)), "45");
        assertEquals(0, run(file, "--tcp-port", "30000", "--session", "abc", "--write", kept), () -> err);
        String first = out;
        assertEquals("4 packets of signaling came; those shown are in " + kept + "\n", err);
        String bytes = Files.readString(kept, StandardCharsets.ISO_8859_1);
        assertTrue(bytes.contains("Q-mode\n  Query (context free), NSLPID 32704"), bytes);
        assertTrue(bytes.contains("C-mode\n  Data, NSLPID 32704"), bytes);
        assertTrue(!bytes.contains("01020304"), "the other session");
        // What is kept can be read again, and says the same.
        assertEquals(0, run(kept, "--tcp-port", "30000", "--session", "abc"), () -> err);
        assertEquals(first, out);
        assertEquals(3, out.lines().filter(line -> line.contains(" → ") && line.startsWith("2026")).count(), out);
    }

    @Test
    void shouldShowWhatCameBeforeTheEndOfABrokenFile() throws IOException {
        Path file = queries();
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
        assertEquals(1, run(file));
        assertEquals(HEAD.formatted(1) + TEXT.formatted("abcdef", "ce8365c7"), out);
        assertTrue(err.startsWith("netserv: " + file + " ends at offset ") && err.lines().count() == 1, err);
    }

    /** Each of them is a capture that somebody may have, and none ends in a stack trace. */
    @Test
    void shouldStandCapturesCutAtEveryLengthAndDamagedAnywhere() throws IOException {
        Path file = capture(udp(QUERY), tcp(1, DATA));
        byte[] whole = Files.readAllBytes(file);
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < whole.length + DAMAGES; i++) {
            byte[] bytes = i < whole.length ? Arrays.copyOf(whole, i) : whole.clone();
            for (int n = i < whole.length ? 0 : 1 + random.nextInt(3); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Files.write(file, bytes);
            int exit = run(file, "--json");
            assertTrue(exit == 0 ? err.isEmpty() : exit == 1 && err.lines().count() == 1,
                    () -> "seed=" + seed + " file=" + HexFormat.of().formatHex(bytes) + " " + err);
        }
    }

    private void misused(String words, Object... arguments) {
        assertEquals(2, run(arguments), () -> out + err);
        assertTrue(
                err.startsWith("netserv: ") && err.contains(words) && err.contains("See netserv signal trace --help."),
                err);
    }

    @Test
    void shouldSayWhatIsWrongWithAnOption() throws IOException {
        Path file = queries();
        misused("--session xyz: expected 1 to 32 hexadecimal digits", file, "--session", "xyz");
        misused("--type ping: expected one of query, response, confirm, data, error, hello", file, "--type", "ping");
        misused("expected ports from 1 to 65535", file, "--udp-port", "0");
        misused("expected ports from 1 to 65535", file, "--tcp-port", "70000");
        misused("expected --count of at least 0 and --seconds of at least 1", "--seconds", "0");
        misused("--interface and --seconds are for what passes", file, "--interface", "lo");
        misused("--interface and --seconds are for what passes", file, "--seconds", "1");
        for (String missing : List.of("nosuch.pcap", "nosuch/x")) {
            assertEquals(1, run(folder.resolve(missing)));
            assertTrue(err.endsWith(missing + ": there is no such file or folder\n"), err);
        }
        assertEquals(1, run(folder));
        assertTrue(err.contains("is a folder: expected a capture"), err);
        assertEquals(1, run(file, "--write", file));
        assertTrue(err.contains("is the input too"), err);
        assertEquals(1, run("--interface", "nosuch0", "--seconds", "1"));
        assertEquals("netserv: --interface nosuch0: there is no such interface\n", err);
    }
}
