package org.netserv.node.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.api.Verdict;
import org.netserv.node.guard.Guard;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.MessageSigner;
import org.netserv.node.message.Method;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.packet.TestPackets;
import org.netserv.node.path.Delivery;
import org.netserv.node.sandbox.Quota;
import org.netserv.testing.BundleBuilder;

class SupervisionTest {
    private static final int SENDER = 0x0b000001;
    private static final int JANES = 0x0a000201;
    private static final int JOHNS = 0x0a000901;

    @TempDir
    private static Path bundles;
    private static Path good;
    private static Path goodToo;
    private static Path looping;
    private static Path faulting;
    private static Path faultingToo;
    private static Path wasteful;

    @TempDir
    private Path directory;
    private ControllerFixture node;

    @BeforeAll
    static void buildBundles() {
        good = processor("1.0.0", "return Verdict.CONSUME;");
        goodToo = processor("2.0.0", "return Verdict.CONSUME;");
        looping = processor("3.0.0", "while (true) { org.netserv.node.guard.Guard.leaveIfMeant(); }");
        faulting = processor("4.0.0", "throw new IllegalStateException();");
        faultingToo = processor("5.0.0", "throw new IllegalArgumentException();");
        wasteful = processor("6.0.0",
                "byte[] some = new byte[packet.length() << 17]; return some[packet.length()] == 0 ? Verdict.CONSUME : null;");
    }

    private static Path processor(String version, String body) {
        return BundleBuilder.module("a.b", version,
                "public void start(ModuleContext context) { context.register(packet -> {" + body + "}); }")
                .against(Guard.class).build(bundles.resolve(version + ".jar"));
    }

    @BeforeEach
    void open() throws IOException {
        node = new ControllerFixture(directory);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    @Test
    void shouldDetachAModuleThatDoesNotReturnAndStartItAgain() throws IOException {
        setup("3.0.0", looping);
        send(1, JANES);
        node.supervise();
        String status = probe();
        assertTrue(status.startsWith("a.b_3.0.0 DETACHED ends="), status);
        assertTrue(status.contains(" reason=overstay next-start=" + node.now().plusSeconds(5)), status);
        assertTrue(status.contains(" overstays=1"), status);
        assertEquals(1, node.path.modules().size());
        later(Duration.ofMillis(4999));
        assertTrue(probe().contains(" DETACHED "));
        later(Duration.ofMillis(1));
        status = probe();
        assertTrue(status.contains(" ACTIVE ") && status.contains(" restarts=1 "), status);
        assertTrue(status.contains(" overstays=1"), status);
    }

    @Test
    void shouldTryAModuleApartUntilItHasDoneWithoutTrouble() throws IOException {
        node.quarantine = 1;
        node.restart();
        setup("1.0.0", good);
        assertTrue(probe().contains(" quarantine=yes "), probe());
        assertEquals(Delivery.Way.QUARANTINE, node.plane.delivered.getLast().rules().getFirst().way());
        for (int look = 0; look < Standing.LOOKS; look++) {
            assertTrue(probe().contains(" quarantine=yes "), probe());
            for (int sent = 0; sent < Standing.PACKETS; sent += 50) {
                send(50, JANES);
            }
            node.supervise();
        }
        assertFalse(probe().contains(" quarantine="), probe());
        assertTrue(json().contains("\"kind\":\"released\""), json());
        assertEquals(Delivery.Way.SHARED, node.plane.delivered.getLast().rules().getFirst().way());
    }

    @Test
    void shouldDetachAModuleThatFaultsAndLetItsFailPolicyDecide() throws IOException {
        setup("4.0.0", faulting, "fail-policy", "closed");
        send(9, JANES);
        node.supervise();
        assertTrue(probe().contains(" ACTIVE "));
        send(1, JANES);
        node.supervise();
        assertTrue(probe().contains(" DETACHED ") && probe().contains(" reason=faults "), probe());
        assertEquals(Verdict.DROP, send(1, JANES));
        assertTrue(json().contains("10 faults within 10 s, the latest a java.lang.IllegalStateException"), json());
    }

    @Test
    void shouldDetachAModuleThatAllocatesMoreThanItsPublisherMay() throws IOException {
        waste(3);
        assertTrue(probe().contains(" DETACHED ") && probe().contains(" reason=allocation "), probe());
        assertTrue(json().contains("it most of them; 8388608 are allowed"), json());
        later(Duration.ofSeconds(1));
        assertTrue(probe().contains(" ACTIVE ") && probe().contains(" restarts=1 "), probe());
    }

    /**
     * Has packets of 3.6 MiB each, of which the third is more than may come at once: so little that none takes long, as fresh
     * memory is filled with zeros.
     */
    private void waste(int packets) throws IOException {
        Quota any = ControllerFixture.ANY_CPU;
        node.quota = new Quota(any.cpuWeight(), any.cpuNanosPerPacket(), 8 << 20, any.retainedHeapBytes(),
                any.packetsPerSecond(), any.bytesPerSecond(), any.emittedPerSecond(), any.storageBytes(),
                any.threads(), any.offloadedFlows());
        node.restart();
        setup("6.0.0", wasteful);
        send(packets, JANES);
        later(Duration.ofSeconds(1));
    }

    @Test
    void shouldLeaveAModuleThatAllocatesWhatItsPublisherMay() throws IOException {
        waste(2);
        assertTrue(probe().contains(" ACTIVE ") && probe().contains(" over_memory=0 "), probe());
    }

    @Test
    void shouldForgiveFaultsThatAreFarApart() throws IOException {
        setup("4.0.0", faulting);
        for (int i = 0; i < 3; i++) {
            send(9, JANES);
            later(Duration.ofSeconds(10));
        }
        assertTrue(probe().contains(" ACTIVE "), probe());
    }

    @Test
    void shouldWaitLongerEachTime() throws IOException {
        setup("4.0.0", faulting);
        for (int seconds : new int[]{1, 2, 4, 8}) {
            send(10, JANES);
            node.supervise();
            assertTrue(probe().contains(" next-start=" + node.now().plusSeconds(seconds)), probe());
            later(Duration.ofSeconds(seconds));
            assertTrue(probe().contains(" ACTIVE "), probe());
        }
        assertTrue(probe().contains(" restarts=4 "), probe());
    }

    @Test
    void shouldGrowTheBackOffToAMinuteAndBeginAnewAfterARunOfOne() {
        Backoff backoff = new Backoff();
        for (int seconds : new int[]{1, 2, 4, 8, 16, 32, 60, 60}) {
            assertEquals(Duration.ofSeconds(seconds),
                    backoff.after(Trouble.FAULTS, Duration.ofSeconds(59).toNanos()));
        }
        assertEquals(Duration.ofSeconds(1), backoff.after(Trouble.FAULTS, Duration.ofMinutes(1).toNanos()));
        assertEquals(Duration.ofSeconds(2), backoff.after(Trouble.FAULTS, 0));
    }

    @Test
    void shouldWaitLongerAfterOverstays() {
        Backoff backoff = new Backoff();
        for (int seconds : new int[]{5, 10, 20, 40, 80, 160, 300, 300}) {
            assertEquals(Duration.ofSeconds(seconds),
                    backoff.after(Trouble.OVERSTAY, Duration.ofSeconds(299).toNanos()));
        }
        assertEquals(Duration.ofSeconds(5), backoff.after(Trouble.OVERSTAY, Duration.ofMinutes(5).toNanos()));
    }

    @Test
    void shouldEndOrRemoveADetachedModule() throws IOException {
        setup("4.0.0", faulting);
        send(10, JANES);
        node.supervise();
        assertEquals(200, node.send(node.request(Method.REMOVE, "a.b")).code().code());
        assertGone();
        setup("4.0.0", faulting);
        send(10, JANES);
        node.supervise();
        assertTrue(probe().contains(" DETACHED "), probe());
        node.clock.advance(Duration.ofMinutes(10));
        node.expire();
        assertGone();
    }

    private void assertGone() throws IOException {
        assertEquals(404, node.send(node.request(Method.PROBE, "a.b")).code().code());
        assertEquals(List.of(), node.path.modules());
        assertEquals(Set.of(), node.plane.latest());
        assertEquals(0, keptJars());
        assertTrue(node.counters.snapshot().keySet().stream().noneMatch(label -> label.startsWith("module.")));
    }

    @Test
    void shouldReplaceADetachedModuleWithAnotherVersion() throws IOException {
        setup("4.0.0", faulting);
        send(10, JANES);
        node.supervise();
        setup("1.0.0", good);
        assertTrue(probe().startsWith("a.b_1.0.0 ACTIVE "), probe());
        assertEquals(Verdict.CONSUME, send(1, JANES));
        assertEquals(1, node.path.modules().size());
        assertEquals(1, keptJars());
    }

    @Test
    void shouldBringThePreviousVersionBackWhenTheNewOneFaults() throws IOException {
        setup("1.0.0", good);
        setup("4.0.0", faulting);
        assertEquals(2, keptJars());
        send(10, JANES);
        node.supervise();
        String status = probe();
        assertTrue(status.startsWith("a.b_1.0.0 ACTIVE "), status);
        assertTrue(status.contains(" rolled-back-from=a.b_4.0.0 reason=faults "), status);
        assertEquals(Verdict.CONSUME, send(1, JANES));
        assertEquals(1, node.path.modules().size());
        assertEquals(1, keptJars());
        assertTrue(json().contains("\"rolled-back\""), json());
        Answer again = node.send(message("4.0.0", faulting));
        assertEquals(409, again.code().code());
        assertTrue(again.detail().contains("rolled back to a.b_1.0.0 (faults)"), again.detail());
        node.clock.advance(Duration.ofMinutes(1));
        assertEquals(200, node.send(message("4.0.0", faulting)).code().code());
    }

    @Test
    void shouldLeaveAVersionAloneOnceItHasProvedItself() throws IOException {
        setup("1.0.0", good);
        setup("2.0.0", goodToo);
        send(10, JANES);
        later(Replacement.PROBATION);
        assertEquals(2, keptJars());
        setup("5.0.0", faultingToo);
        later(Replacement.PROBATION);
        send(10, JANES);
        node.supervise();
        assertTrue(probe().startsWith("a.b_5.0.0 DETACHED "), probe());
    }

    @Test
    void shouldNotStartAJarThatIsNotWhatItWas() throws IOException {
        setup("4.0.0", faulting);
        send(10, JANES);
        node.supervise();
        try (var jars = Files.newDirectoryStream(directory.resolve(ControllerFixture.JANE).resolve("jars"))) {
            Files.copy(good, jars.iterator().next(), StandardCopyOption.REPLACE_EXISTING);
        }
        later(Duration.ofSeconds(1));
        assertTrue(probe().contains(" DETACHED "), probe());
        assertTrue(probe().contains(" next-start=" + node.now().plusSeconds(2)), probe());
        assertTrue(json().contains("has another digest"), json());
    }

    @Test
    void shouldLeaveOtherPublishersModulesAlone() throws IOException {
        ControlMessage johns = new MessageBuilder(Method.SETUP, "a.b_1.0.0").header("user", ControllerFixture.JOHN)
                .header("ttl", 600).header("url", node.serve(good).toString()).header("filter-ipv4", "10.0.9.0/24")
                .fresh(node.now().plusSeconds(600)).build(new MessageSigner(node.johnsKey.getPrivate()));
        assertEquals(200, node.send(johns).code().code());
        setup("3.0.0", looping);
        send(1, JANES);
        node.supervise();
        assertTrue(probe().contains(" DETACHED "), probe());
        assertEquals(Verdict.CONSUME, send(64, JOHNS));
        assertEquals(64, node.counters.snapshot().get("module.john.a.b_1.0.0.w0.consumed"));
        assertEquals(1, node.counters.snapshot().get("node.events.detached"));
    }

    @Test
    void shouldTakeDownARefusedBundle() throws IOException {
        assertEquals(422, node.send(message("9.0.0", good)).code().code());
        assertTrue(json().contains("\"kind\":\"refused\",\"user\":\"janedoe\",\"module\":\"a.b_9.0.0\""), json());
        assertEquals(0, keptJars());
    }

    private String json() {
        ControlMessage status = new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build();
        return node.host.controller().handle(status, true).body();
    }

    private void later(Duration duration) {
        node.clock.advance(duration);
        node.supervise();
    }

    private long keptJars() throws IOException {
        try (var jars = Files.list(directory.resolve(ControllerFixture.JANE).resolve("jars"))) {
            return jars.count();
        }
    }

    private String probe() {
        return node.send(node.request(Method.PROBE, "a.b")).body();
    }

    private void setup(String version, Path jar, String... header) throws IOException {
        Answer answer = node.send(message(version, jar, header));
        assertEquals(200, answer.code().code(), answer.detail());
    }

    private ControlMessage message(String version, Path jar, String... header) throws IOException {
        URI url = node.serve(jar);
        UnaryOperator<MessageBuilder> headers = message -> {
            message.header("filter-proto", "udp").header("filter-ipv4", "10.0.2.0/24");
            return header.length == 0 ? message : message.header(header[0], header[1]);
        };
        return node.setup("a.b_" + version, url, headers);
    }

    /** Packets of one batch each; the verdict on the last. */
    private Verdict send(int count, int destination) {
        Verdict verdict = Verdict.ACCEPT;
        for (int i = 0; i < count; i++) {
            PacketBatch batch = TestPackets.batch(2048,
                    TestPackets.ipv4(SENDER, destination, 17, TestPackets.udp(1, 5060, (byte) 1)));
            node.path.worker(0).process(batch);
            verdict = batch.verdict(0);
        }
        return verdict;
    }
}
