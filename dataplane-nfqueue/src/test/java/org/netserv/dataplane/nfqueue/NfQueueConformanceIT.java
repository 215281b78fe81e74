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

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        plane = new NfQueueUnderTest(Map.of("queues", "2"));
    }

    @AfterAll
    static void demolish() {
        if (plane != null) {
            plane.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldConform() {
        return ConformanceSuite.cases().stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> {
            each.run(plane);
            assertEquals(List.of(), plane.path().modules(), "modules left behind");
        }));
    }
}
