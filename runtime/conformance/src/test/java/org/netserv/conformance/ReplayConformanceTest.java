package org.netserv.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ReplayConformanceTest {
    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> shouldConformWhenReplaying() {
        ReplayUnderTest plane = new ReplayUnderTest(folder);
        return ConformanceSuite.cases().stream()
                .map(each -> DynamicTest.dynamicTest(each.name(), () -> {
                    each.run(plane);
                    assertEquals(List.of(), plane.path().modules(), "modules left behind");
                }));
    }

    @Test
    void shouldNameEachCaseOnce() {
        List<String> names = ConformanceSuite.cases().stream().map(ConformanceCase::name).toList();
        assertEquals(names.stream().distinct().toList(), names);
    }
}
