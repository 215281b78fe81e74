package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.Answer;
import org.netserv.node.message.Method;
import org.netserv.rig.Exec;
import org.netserv.rig.Waiting;
import org.netserv.testing.FaultRecord;

/** A node whose clock is set, a day at once: as it sees it, by a library between it and the kernel. */
class ClockFaultsIT {
    /** Adds the seconds that a file holds to the wall clock, and to no other. */
    private static final String LIBRARY = """
            #define _GNU_SOURCE
            #include <fcntl.h>
            #include <stdlib.h>
            #include <sys/mman.h>
            #include <sys/syscall.h>
            #include <sys/time.h>
            #include <time.h>
            #include <unistd.h>

            static volatile long long *ahead;

            __attribute__((constructor)) static void map(void) {
                int file = open(getenv("CLOCK_AHEAD"), O_RDONLY);
                ahead = mmap(NULL, sizeof *ahead, PROT_READ, MAP_SHARED, file, 0);
                if (ahead == MAP_FAILED)
                    abort();
                close(file);
            }

            int clock_gettime(clockid_t clock, struct timespec *now) {
                int result = syscall(SYS_clock_gettime, clock, now);
                if (result == 0 && clock == CLOCK_REALTIME && ahead)
                    now->tv_sec += *ahead;
                return result;
            }

            int gettimeofday(struct timeval *restrict now, void *restrict zone) {
                int result = syscall(SYS_gettimeofday, now, zone);
                if (result == 0 && ahead)
                    now->tv_sec += *ahead;
                return result;
            }
            """;
    private static final Duration DAY = Duration.ofDays(1);
    private static final String BEHIND = "this node's clock is behind the last message that it took at ";

    private FaultFixture node;
    private Path library;
    private Path ahead;

    @BeforeEach
    void build() throws IOException {
        node = FaultFixture.create();
        ahead = node.site.configuration().resolveSibling("ahead");
        library = ahead.resolveSibling("clock.so");
        Path source = Files.writeString(ahead.resolveSibling("clock.c"), LIBRARY);
        Exec.run(List.of("gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library.toString(),
                source.toString())).orThrow();
    }

    @AfterEach
    void demolish() throws IOException {
        if (node != null) {
            node.close();
        }
    }

    private void start() {
        node.site.startNode((argv, environment, log) -> {
            Map<String, String> all = new TreeMap<>(environment);
            all.put("LD_PRELOAD", library.toString());
            all.put("CLOCK_AHEAD", ahead.toString());
            return node.site.router().start(argv, all, log);
        });
    }

    /** In place: it is mapped. */
    private void set(Duration wanted) throws IOException {
        byte[] seconds = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(wanted.toSeconds())
                .array();
        Files.write(ahead, seconds, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private Duration offset() {
        return Duration.between(Instant.now(), Instant.parse(String.valueOf(node.status().get("now"))));
    }

    private void awaitAhead(Duration wanted) {
        assertTrue(Waiting.until(() -> offset().minus(wanted).abs().toSeconds() < 60, FaultFixture.TIMEOUT),
                () -> "the clock is ahead by " + offset());
    }

    private Answer setup(DemoModule module, Duration ahead) {
        return node.send(node.site.publisher().ahead(ahead).setup(module, node.site.url(module), FaultFixture.LIFE,
                Map.of()));
    }

    private static Map<String, String> active(DemoModule module) {
        return Map.of(module.id(), "ACTIVE");
    }

    @Test
    void shouldEndLivesByTheClockThatIsAndTakeNoMessagesByOneThatIsBehind() throws IOException {
        set(Duration.ZERO);
        start();
        node.expect(200, setup(DemoModule.NET_MONITOR, Duration.ZERO));
        try (FaultTraffic traffic = FaultTraffic.start(node.site, 40)) {
            // Behind: what runs goes on, no message is taken, the operator is heard.
            set(DAY.negated());
            awaitAhead(DAY.negated());
            Answer refused = setup(DemoModule.KEEP_ALIVE, DAY.negated());
            node.expect(401, refused);
            assertTrue(refused.detail().startsWith(BEHIND), refused.detail());
            assertEquals(active(DemoModule.NET_MONITOR), node.modules());
            assertEquals(0, node.site.node().stop());
            start();
            awaitAhead(DAY.negated());
            assertEquals(active(DemoModule.NET_MONITOR), node.modules());
            node.expect(401, setup(DemoModule.KEEP_ALIVE, DAY.negated()));

            // Right again: as if nothing had been.
            set(Duration.ZERO);
            awaitAhead(Duration.ZERO);
            node.expect(200, setup(DemoModule.KEEP_ALIVE, Duration.ZERO));
            node.expect(200, node.operator(Method.EVICT, DemoModule.KEEP_ALIVE));

            // Ahead: lives are over, and messages of that time are taken.
            set(DAY);
            awaitAhead(DAY);
            assertTrue(Waiting.until(() -> node.modules().isEmpty(), FaultFixture.TIMEOUT), node.site::nodeLog);
            node.expect(401, setup(DemoModule.KEEP_ALIVE, Duration.ZERO));
            node.expect(200, setup(DemoModule.KEEP_ALIVE, DAY));
            assertEquals(0, node.site.node().stop());

            // Back from there over a restart: what was ahead goes on, no message is taken, what has ended stays so.
            set(Duration.ZERO);
            start();
            awaitAhead(Duration.ZERO);
            assertEquals(active(DemoModule.KEEP_ALIVE), node.modules());
            node.expect(401, setup(DemoModule.NET_MONITOR, Duration.ZERO));
            node.expect(200, node.operator(Method.EVICT, DemoModule.KEEP_ALIVE));
            assertEquals(Map.of(), node.modules());
            assertTrue(traffic.goesOn(), "traffic ended too early");
            FaultRecord.of("clock-set", getClass()).packets(traffic.assertNoneLost(), 0).write();
        }
        assertEquals(0, node.site.node().stop());
    }
}
