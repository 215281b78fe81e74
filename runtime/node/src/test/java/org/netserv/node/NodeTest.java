package org.netserv.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.User;
import org.netserv.node.message.Answer;
import org.netserv.node.message.AnswerReader;
import org.netserv.node.message.KeyScheme;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;
import org.netserv.node.message.StatusCode;
import org.netserv.node.net.Prefix;
import org.netserv.node.net.Reach;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.plane.PlaneException;
import org.netserv.node.replay.LinkType;
import org.netserv.node.replay.PcapWriter;
import org.netserv.node.sandbox.Quota;
import org.netserv.testing.BundleBuilder;

class NodeTest {
    /** A system property, which both this test and a module that nothing is kept from can see. */
    private static final String HOLD = "org.netserv.node.NodeTest.hold";
    private static final int PCAP_HEADER = 24;
    /** Header and datagram. */
    private static final int RECORD = 16 + 29;

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

    /** A packet thread that does not return from a module: whoever asks gets no answer until it does. */
    @Test
    void shouldNotSayThatItForwardsWhileAModuleHoldsAPacketThread() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Void> released = new CompletableFuture<>();
        System.getProperties().put(HOLD, (Runnable) () -> {
            held.countDown();
            released.join();
        });
        Path module = BundleBuilder.module("a.b", "1.0.0", """
                public void start(ModuleContext context) {
                    context.register(packet -> {
                        ((Runnable) System.getProperties().get("%s")).run();
                        return Verdict.ACCEPT;
                    });
                }""".formatted(HOLD)).build(directory.resolve("holds.jar"));
        Path in = directory.resolve("fifo");
        assertEquals(0, new ProcessBuilder("mkfifo", in.toString()).start().waitFor());
        KeyPair key = KeyScheme.ED25519.generate();
        FileChannel packets = FileChannel.open(in, StandardOpenOption.READ, StandardOpenOption.WRITE);
        packets.write(ByteBuffer.wrap(capture(0)));
        try (Node node = open(configuration("1", in,
                List.of(new User("jane", key.getPublic(), directory.resolve("jane"), "plain",
                        List.of(Prefix.parse("10.0.2.0/24")), List.of(), List.of(), Quota.DEFAULT))))) {
            try (packets) {
                assertTrue(node.forwards());
                assertEquals(StatusCode.DONE, setup(module, key).code());
                packets.write(ByteBuffer.wrap(capture(1), PCAP_HEADER, RECORD));
            }
            held.await();
            FutureTask<Boolean> asked = new FutureTask<>(node::forwards);
            Thread.ofVirtual().start(asked);
            try {
                assertThrows(TimeoutException.class, () -> asked.get(300, TimeUnit.MILLISECONDS));
            } finally {
                released.complete(null); // a node that ends waits for its packet threads
            }
            assertTrue(asked.get());
        } finally {
            System.getProperties().remove(HOLD);
        }
    }

    /** A node that also finds a sandbox which keeps nothing from a module. */
    private Node open(Configuration configuration) throws IOException, PlaneException {
        Path jar = BundleBuilder.bundle("sandbox", "1.0.0").against(Node.class).entry(
                "META-INF/services/org.netserv.node.sandbox.Sandbox", "guest.Plain".getBytes(StandardCharsets.UTF_8))
                .source("guest.Plain", """
                        import java.nio.file.Path;
                        import org.netserv.node.container.*;
                        import org.netserv.node.sandbox.*;
                        public class Plain implements Sandbox {
                            public String kind() { return "plain"; }
                            public BundleReport inspect(Path jar) { throw new UnsupportedOperationException(); }
                            public Container open(ContainerSettings settings, ContainerServices services)
                                    throws SandboxException {
                                return FrameworkContainer.open(settings, services, BundleCheck.NONE, HeapMeter.NONE,
                                        ThreadPlacement.NONE);
                            }
                        }""").build(directory.resolve("sandbox.jar"));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new URLClassLoader(new URL[]{jar.toUri().toURL()}, Node.class.getClassLoader()));
        try {
            return Node.open(configuration);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private Answer setup(Path module, KeyPair key) throws IOException {
        byte[] message = MessageWriter.bytes(new MessageBuilder(Method.SETUP, "a.b_1.0.0").header("user", "jane")
                .header("ttl", 600).header("url", module.toUri().toString().replace("file:/", "file:///"))
                .header("filter-proto", "udp").fresh(Instant.now().plusSeconds(60))
                .build(new MessageSigner(key.getPrivate())));
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("1.sock")))) {
            channel.write(ByteBuffer.wrap(message));
            return new AnswerReader(Channels.newInputStream(channel)).read();
        }
    }

    /** A capture of so many datagrams to a host whose packets Jane may have. */
    private byte[] capture(int packets) throws IOException {
        Path file = directory.resolve("capture");
        byte[] packet = TestPackets.ipv4(0x0b000001, 0x0a000201, 17, TestPackets.udp(1, 5060, (byte) 1));
        try (PcapWriter writer = new PcapWriter(file, LinkType.RAW, false)) {
            for (int i = 0; i < packets; i++) {
                writer.write(0, 0, MemorySegment.ofArray(packet), 0, packet.length, packet.length);
            }
        }
        return Files.readAllBytes(file);
    }

    private Configuration configuration(String name) throws IOException {
        Path in = directory.resolve("in.pcap");
        new PcapWriter(in, LinkType.RAW, false).close();
        return configuration(name, in, List.of());
    }

    private Configuration configuration(String name, Path in, List<User> users) {
        return new Configuration(directory.resolve("netserv.xml"), "node-1", directory.resolve("state"),
                new Configuration.Control(directory.resolve(name + ".sock"), Configuration.NO_PORT),
                List.of(new Configuration.Plane("replay",
                        Map.of("in", in.toString(), "out", directory.resolve(name + ".pcap").toString()))),
                new Configuration.Fetch(true, 200_000, Duration.ofSeconds(2), 3, Reach.DEFAULT), Reach.DEFAULT,
                new Configuration.Freshness(true, Duration.ofHours(24), Duration.ofSeconds(30)), Configuration.NO_PORT,
                users);
    }
}
