package org.netserv.dataplane.xdp;

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
class XdpConformanceIT {
    private static XdpUnderTest inDriver;
    private static XdpUnderTest inStack;
    private static XdpUnderTest polling;

    @BeforeAll
    static void build() throws Exception {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        inDriver = new XdpUnderTest(Map.of("mode", "native"));
        inStack = new XdpUnderTest(Map.of("mode", "generic"));
        polling = new XdpUnderTest(Map.of("mode", "native", "busy-poll", "yes", "batch", "8"));
    }

    @AfterAll
    static void demolish() {
        if (inDriver != null) {
            inDriver.close();
        }
        if (inStack != null) {
            inStack.close();
        }
        if (polling != null) {
            polling.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldConformWithTheProgramInTheDriver() {
        return cases(inDriver);
    }

    @TestFactory
    Stream<DynamicTest> shouldConformWithTheProgramInTheStack() {
        return cases(inStack);
    }

    @TestFactory
    Stream<DynamicTest> shouldConformWhenItPollsTheDriver() {
        return cases(polling);
    }

    private static Stream<DynamicTest> cases(XdpUnderTest under) {
        return ConformanceSuite.cases().stream().map(each -> DynamicTest.dynamicTest(each.name(), () -> {
            each.run(under);
            assertEquals(List.of(), under.path().modules(), "modules left behind");
        }));
    }
}
