package org.netserv.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of ARCHITECTURE.md. */
class ArchitectureTest {
    private static final Path ROOT = Path.of(System.getProperty("netserv.root", "../.."));

    /** Which of our modules each may use, by the package that all of its own begin with. */
    private static final Map<String, Set<String>> MAY_USE = new TreeMap<>(Map.ofEntries(
            Map.entry("org.netserv.api", Set.of()), Map.entry("org.netserv.ffi", Set.of()),
            Map.entry("org.netserv.rig", Set.of()), Map.entry("org.netserv.node", Set.of("org.netserv.api")),
            Map.entry("org.netserv.conformance", Set.of("org.netserv.api", "org.netserv.node")),
            Map.entry("org.netserv.dataplane.common",
                    Set.of("org.netserv.api", "org.netserv.node", "org.netserv.ffi")),
            Map.entry("org.netserv.dataplane.nfqueue",
                    Set.of("org.netserv.api", "org.netserv.node", "org.netserv.ffi", "org.netserv.dataplane.common")),
            Map.entry("org.netserv.dataplane.xdp",
                    Set.of("org.netserv.api", "org.netserv.node", "org.netserv.ffi", "org.netserv.dataplane.common")),
            Map.entry("org.netserv.isolation", Set.of("org.netserv.api", "org.netserv.node", "org.netserv.ffi")),
            Map.entry("org.netserv.signaling", Set.of("org.netserv.api", "org.netserv.node", "org.netserv.ffi")),
            Map.entry("org.netserv.apps", Set.of("org.netserv.api")), Map.entry("org.netserv.cli",
                    Set.of("org.netserv.api", "org.netserv.ffi", "org.netserv.rig", "org.netserv.node",
                            "org.netserv.dataplane.nfqueue", "org.netserv.dataplane.xdp", "org.netserv.isolation",
                            "org.netserv.signaling"))));

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() throws Exception {
        List<Path> folders;
        try (var found = Files.find(ROOT, 4, (path, attributes) -> path.endsWith(Path.of("target", "classes")))) {
            folders = found.sorted().toList();
        }
        classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPaths(folders);
    }

    @Test
    void shouldHaveClassesOfEveryModule() {
        Set<String> seen = new TreeSet<>();
        classes.forEach(type -> MAY_USE.keySet().stream()
                .filter(module -> (type.getPackageName() + ".").startsWith(module + ".")).forEach(seen::add));
        assertEquals(MAY_USE.keySet(), seen);
    }

    @Test
    void shouldFollowTheArrows() {
        for (Map.Entry<String, Set<String>> entry : MAY_USE.entrySet()) {
            String[] forbidden = MAY_USE.keySet().stream()
                    .filter(other -> !other.equals(entry.getKey()) && !entry.getValue().contains(other))
                    .map(other -> other + "..").toArray(String[]::new);
            noClasses().that().resideInAPackage(entry.getKey() + "..").should().dependOnClassesThat()
                    .resideInAnyPackage(forbidden).check(classes);
        }
    }

    @Test
    void shouldFindAnArrowThatIsForbidden() {
        assertThrows(AssertionError.class, () -> noClasses().that().resideInAPackage("org.netserv.cli..").should()
                .dependOnClassesThat().resideInAPackage("org.netserv.node..").check(classes));
    }

    @Test
    void shouldKeepPlanesApart() {
        noClasses().that().resideInAPackage("org.netserv.dataplane.nfqueue..").should().dependOnClassesThat()
                .resideInAPackage("org.netserv.dataplane.xdp..").check(classes);
        noClasses().that().resideInAPackage("org.netserv.dataplane.xdp..").should().dependOnClassesThat()
                .resideInAPackage("org.netserv.dataplane.nfqueue..").check(classes);
    }

    @Test
    void shouldKeepGeneratedBindingsBehindTheThinLayer() {
        noClasses().that().resideOutsideOfPackage("org.netserv.ffi..").should().dependOnClassesThat()
                .resideInAPackage("org.netserv.ffi.*.raw..").check(classes);
    }

    @Test
    void shouldKeepLogsAndLocksOffTheHotPath() {
        // PacketPath itself is where changes come in, off the packet threads.
        noClasses().that().resideInAnyPackage("org.netserv.node.packet..", "org.netserv.node.path..").and()
                .doNotHaveSimpleName("PacketPath").should().dependOnClassesThat()
                .resideInAnyPackage("org.slf4j..", "java.util.logging..").check(classes);
        noClasses().that().resideInAPackage("org.netserv.node.packet..").should().dependOnClassesThat()
                .resideInAnyPackage("java.util.concurrent..", "java.util.stream..").check(classes);
    }

    @Test
    void shouldKeepThePacketPathFreeOfControl() {
        noClasses().that().resideInAnyPackage("org.netserv.node.packet..", "org.netserv.node.path..").should()
                .dependOnClassesThat().resideInAnyPackage("org.netserv.node.controller..",
                        "org.netserv.node.container..", "org.netserv.node.message..", "org.netserv.node.config..")
                .check(classes);
    }

    @Test
    void shouldKeepSocketsAndClocksOutOfSignalingsMachines() {
        noClasses().that()
                .resideInAnyPackage("org.netserv.signaling.wire..", "org.netserv.signaling.machine..",
                        "org.netserv.signaling.time..", "org.netserv.signaling.api..", "org.netserv.signaling.engine..",
                        "org.netserv.signaling.trace..", "org.netserv.signaling.nslp.wire..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..", "java.time..", "org.slf4j..",
                        "org.netserv.signaling.transport..")
                .check(classes);
        noClasses().that().resideInAPackage("org.netserv.signaling.machine..").should().dependOnClassesThat()
                .resideInAnyPackage("org.netserv.signaling.wire..", "org.netserv.signaling.engine..").check(classes);
    }

    @Test
    void shouldKeepPublishersMessagesApartFromGist() {
        noClasses().that().resideInAPackage("org.netserv.signaling.nslp..").should().dependOnClassesThat()
                .resideInAnyPackage("org.netserv.signaling.engine..", "org.netserv.signaling.transport..",
                        "org.netserv.signaling.client..", "org.netserv.node.controller..")
                .check(classes);
    }

    @Test
    void shouldKeepEquinoxBehindContainersAndVersions() {
        noClasses().that().resideOutsideOfPackage("org.netserv.node.container..").should().dependOnClassesThat()
                .resideInAnyPackage("org.osgi.framework.launch..", "org.osgi.framework.wiring..").check(classes);
    }

    @Test
    void shouldGiveNativeAccessToOneModuleAlone() throws Exception {
        String arguments = Files.readString(ROOT.resolve("runtime/cli/src/main/dist/jvm.args"));
        assertTrue(arguments.contains("--enable-native-access=org.netserv.ffi\n"), arguments);
        assertFalse(arguments.lines().anyMatch(line -> !line.startsWith("#") && line.contains("ALL-UNNAMED")),
                arguments);
    }

    @Test
    void shouldHaveTheTopLevelOfTheDesign() throws Exception {
        try (var entries = Files.list(ROOT)) {
            Set<String> visible = new TreeSet<>(entries.map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !name.equals("target")).toList());
            assertEquals(new TreeSet<>(Set.of("ARCHITECTURE.md", "CONTRIBUTING.md", "LICENSE", "README.md", "apps",
                    "dataplane-common", "dataplane-nfqueue", "dataplane-xdp", "docs", "ffi-bindings", "isolation",
                    "netserv", "packaging",
                    "perf",
                    "pom.xml", "results", "runtime")), visible);
        }
    }
}
