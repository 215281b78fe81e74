package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.netserv.conformance.ConformanceSuite;
import org.netserv.rig.Privilege;

/** The suite that every plane passes, on the kernel. */
class NfQueueConformanceIT {
    private static NfQueueUnderTest plane;
    private static NfQueueUnderTest tracking;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        plane = new NfQueueUnderTest(Map.of("queues", "2"), false);
        tracking = new NfQueueUnderTest(Map.of("queues", "1"), true);
    }

    @AfterAll
    static void demolish() {
        if (plane != null) {
            plane.close();
        }
        if (tracking != null) {
            tracking.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldConform() {
        return cases(plane);
    }

    @TestFactory
    Stream<DynamicTest> shouldConformWhereConnectionsAreTracked() {
        return cases(tracking);
    }

    private static Stream<DynamicTest> cases(NfQueueUnderTest under) {
        return ConformanceSuite.cases().stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> {
            each.run(under);
            assertEquals(List.of(), under.path().modules(), "modules left behind");
        }));
    }
}
