package org.netserv.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.conformance.PacketBuilder;
import org.netserv.node.json.Json;
import org.netserv.node.net.IpAddress;
import org.netserv.node.replay.LinkType;
import org.netserv.node.replay.PcapWriter;
import org.netserv.rig.Exec;
import org.netserv.rig.Result;

/** What a publisher does: copies the template, builds it with plain Maven, replays a capture through it. */
class ModuleTemplateIT {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root"));
    private static final IpAddress FROM = IpAddress.parse("10.0.1.2");
    private static final IpAddress TO = IpAddress.parse("10.0.2.2");

    @TempDir
    private static Path folder;
    private static Path jar;
    private static Path capture;

    @BeforeAll
    static void build() throws IOException {
        copy(ROOT.resolve("docs/module-template"), folder.resolve("template"));
        Path api;
        try (Stream<Path> jars = Files.list(ROOT.resolve("runtime/api/target"))) {
            api = jars.filter(file -> file.getFileName().toString().matches("netserv-api-.*\\.jar")).findFirst()
                    .orElseThrow();
        }
        Exec.run(List.of("mvn", "-B", "-q", "-f", folder.resolve("template/pom.xml").toString(), "package",
                "-Dnetserv.api.jar=" + api.toAbsolutePath(),
                "-Dmaven.repo.local=" + Objects.requireNonNull(System.getProperty("netserv.maven.repository"))), "",
                Duration.ofMinutes(5))
                .orThrow();
        jar = folder.resolve("template/target/ttl-guard-1.0.0.jar");
        capture = folder.resolve("in.pcap");
        try (PcapWriter writer = new PcapWriter(capture, LinkType.RAW, false)) {
            for (int ttl = 1; ttl <= 20; ttl++) {
                byte[] packet = PacketBuilder.udp(FROM, 1000, TO, 5060 + ttl % 2).ttl(ttl).payload((byte) ttl).build();
                writer.write(ttl, 0, MemorySegment.ofArray(packet), 0, packet.length, packet.length);
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.filter(file -> !file.startsWith(from.resolve("target"))).forEach(file -> {
                try {
                    Files.copy(file, to.resolve(from.relativize(file).toString()));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }

    @Test
    void shouldDropWhatTheModuleDropsAndPassTheRest() throws IOException {
        Path out = folder.resolve("out.pcap");
        Result result = replay("--json", "--property", "min_ttl=10", capture.toString(), out.toString());
        assertEquals(0, result.exit(), result::toString);
        Map<?, ?> packets = assertInstanceOf(Map.class, Json.parse(result.stdout()).get("packets"));
        assertEquals(20, packets.get("frames"));
        assertEquals(9, packets.get("dropped"));
        assertEquals(11, packets.get("accepted"));
        // 24 bytes of file header; for each packet 16 of record header and 20 + 8 + 1 of packet.
        assertEquals(24 + 11 * (16 + 29), Files.size(out));
    }

    @Test
    void shouldGiveTheModuleWhatTheFilterSelects() {
        Result result = replay("--property", "min_ttl=10", "--filter", "proto=udp,port=5060,ipv4=10.0.2.0/24",
                capture.toString(), folder.resolve("filtered.pcap").toString());
        assertEquals(0, result.exit(), result::toString);
        assertTrue(result.stdout().lines().anyMatch(line -> line.matches("dropped +4")), result::toString);
    }

    @Test
    void shouldSayInOneSentenceWhyAModuleDoesNotStart() {
        Result result = replay("--property", "min_ttl=many", capture.toString(), folder.resolve("no.pcap").toString());
        assertEquals(1, result.exit(), result::toString);
        assertEquals(1, result.stderr().lines().count(), result::toString);
        assertTrue(result.stderr().contains("property min_ttl must be a number from 0 to 255"), result::toString);
    }

    private static Result replay(String... arguments) {
        List<String> command = Stream.concat(Stream.of("replay", "--module", jar.toString()), Stream.of(arguments))
                .toList();
        return Distribution.run("short.args", command.toArray(String[]::new));
    }
}
