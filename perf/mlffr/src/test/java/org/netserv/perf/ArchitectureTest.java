package org.netserv.perf;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What of the harness touches the kernel, and what must not know that there is one. */
class ArchitectureTest {
    private static final Path CLASSES = Path.of(System.getProperty("netserv.root", "../.."),
            "perf/mlffr/target/classes");

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPath(CLASSES);
        assertFalse(classes.isEmpty());
    }

    @Test
    void shouldKeepSearchAndResultsFreeOfTheKernel() {
        noClasses().that()
                .resideInAnyPackage("org.netserv.perf.search..", "org.netserv.perf.result..",
                        "org.netserv.perf.compare..", "org.netserv.perf.report..")
                .should().dependOnClassesThat()
                .resideInAnyPackage("org.netserv.ffi..", "org.netserv.perf.rig..", "org.netserv.perf.traffic..",
                        "org.netserv.perf.router..", "org.netserv.perf.trial..")
                .check(classes);
    }

    @Test
    void shouldKeepTheRigFreeOfWhatIsMeasuredOnIt() {
        noClasses().that().resideInAnyPackage("org.netserv.perf.rig..", "org.netserv.perf.traffic..").should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.netserv.perf.router..", "org.netserv.perf.trial..",
                        "org.netserv.perf.search..")
                .check(classes);
    }
}
