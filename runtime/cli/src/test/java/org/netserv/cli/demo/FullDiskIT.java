package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.Answer;
import org.netserv.node.message.Method;
import org.netserv.rig.Exec;
import org.netserv.testing.BundleBuilder;
import org.netserv.testing.FaultRecord;

/** The disk that a node keeps its state on has no byte left. */
class FullDiskIT {
    private static final String ACCEPTS = "public void start(ModuleContext c) { c.register(packet -> Verdict.ACCEPT); }";
    /** Each takes more than 100 bytes, of 256 kB at most. */
    private static final int MOST_PROBES = 3_000;
    private static final DemoModule EVICTED = module("Example.Evicted");
    private static final DemoModule LATER = module("Example.Later");

    private FaultFixture node;
    private Path state;
    private int probes;

    private static DemoModule module(String name) {
        return new DemoModule(name + "_1.0.0", name + ".jar", Map.of("filter-proto", "udp", "filter-port", "7100"));
    }

    @BeforeEach
    void build() throws IOException {
        node = FaultFixture.create();
        state = Files.createDirectory(node.site.state());
        Exec.run(List.of("mount", "-t", "tmpfs", "-o", "size=64m,mode=700", "netserv-test", state.toString()))
                .orThrow();
        for (DemoModule module : List.of(EVICTED, LATER)) {
            BundleBuilder.module(module.title().equals("Evicted") ? "Example.Evicted" : "Example.Later", "1.0.0",
                    ACCEPTS).build(node.site.hostileFolder().resolve(module.jar()));
        }
    }

    @AfterEach
    void demolish() throws IOException {
        if (node != null) {
            if (node.site.nodeLog().length() > 0) {
                node.site.node().close();
            }
            Exec.run(List.of("umount", "-l", state.toString()));
            node.close();
        }
    }

    @Test
    void shouldTakeRemovalsAndGoOnWhereThereIsNoRoomForMore() throws IOException {
        node.site.startNode();
        node.expect(200, node.setup(DemoModule.NET_MONITOR));
        node.expect(200, node.setup(DemoModule.KEEP_ALIVE));
        node.expect(200, node.setupHostile(EVICTED));
        try (FaultTraffic traffic = FaultTraffic.start(node.site, 45)) {
            fill();
            Answer refused = node.setupHostile(LATER);
            node.expect(500, "the node cannot write what it fetches to " + state.resolve("fetch")
                    + ": No space left on device", refused);
            useUpAllButTheReserve();
            node.expect(200, node.send(node.site.publisher().remove(DemoModule.KEEP_ALIVE)));
            node.expect(200, node.operator(Method.EVICT, EVICTED));
            assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE"), node.modules());

            assertEquals(0, node.site.node().stop());
            node.site.startNode();
            assertTrue(node.modules().keySet().equals(Map.of(DemoModule.NET_MONITOR.id(), "").keySet()),
                    () -> node.modules() + "\n" + node.site.nodeLog());

            Files.delete(state.resolve("filler"));
            node.expect(200, node.setupHostile(LATER));
            assertEquals(0, node.site.node().stop());
            node.site.startNode();
            assertEquals(Map.of(DemoModule.NET_MONITOR.id(), "ACTIVE", LATER.id(), "ACTIVE"), node.modules(),
                    node.site::nodeLog);
            assertTrue(traffic.goesOn(), "traffic ended too early");
            FaultRecord.of("disk-full", getClass()).packets(traffic.assertNoneLost(), 0)
                    .figure("answers to PROBE from what was written ahead", probes, "").write();
        }
    }

    /** What has been written ahead takes some messages still; for a REMOVE something is left when they are refused. */
    private void useUpAllButTheReserve() {
        Answer answer = node.send(node.site.publisher().probe(DemoModule.NET_MONITOR));
        for (probes = 0; probes < MOST_PROBES && answer.code().isSuccess(); probes++) {
            answer = node.send(node.site.publisher().probe(DemoModule.NET_MONITOR));
        }
        node.expect(500,
                "the node cannot write down that it took the message: java.io.IOException: No space left on device",
                answer);
    }

    /** To the last page. */
    private void fill() {
        Exec.run(List.of("dd", "if=/dev/zero", "of=" + state.resolve("filler"), "bs=4k"));
        assertTrue(Exec.run(List.of("df", "--output=avail", state.toString())).orThrow().stdout().lines()
                .anyMatch(line -> line.strip().equals("0")), "the disk is not full");
    }
}
