package org.netserv.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.config.Configuration;
import org.netserv.node.net.Reach;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.replay.LinkType;
import org.netserv.node.replay.PcapWriter;

class NodeTest {
    @TempDir
    private Path directory;

    @Test
    void shouldLeaveTheStateOfARunningNodeAlone() throws IOException, PlaneException {
        try (Node node = Node.open(configuration("1"))) {
            assertNotNull(node);
            IOException refusal = assertThrows(IOException.class, () -> Node.open(configuration("2")));
            assertTrue(String.valueOf(refusal.getMessage()).contains("in use by a node that runs"),
                    refusal.getMessage());
        }
        Node.open(configuration("2")).close();
    }

    @Test
    void shouldKeepItsStateToItself() throws IOException, PlaneException {
        Node.open(configuration("1")).close();
        assertEquals("rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("state"))));
    }

    private Configuration configuration(String name) throws IOException {
        Path in = directory.resolve("in.pcap");
        new PcapWriter(in, LinkType.RAW, false).close();
        return new Configuration(directory.resolve("netserv.xml"), "node-1", directory.resolve("state"),
                new Configuration.Control(directory.resolve(name + ".sock"), Configuration.NO_PORT),
                List.of(new Configuration.Plane("replay",
                        Map.of("in", in.toString(), "out", directory.resolve(name + ".pcap").toString()))),
                new Configuration.Fetch(false, 200_000, Duration.ofSeconds(2), 3, Reach.DEFAULT), Reach.DEFAULT,
                new Configuration.Freshness(true, Duration.ofHours(24), Duration.ofSeconds(30)), Configuration.NO_PORT,
                List.of());
    }
}
