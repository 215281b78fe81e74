package org.netserv.perf.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.rig.RigException;

class HostSettingTest {
    /** Above the highest that Linux gives to a process. */
    private static final long NOBODY = 1L << 30;

    @TempDir
    private Path folder = Path.of("");

    private Path parameter = Path.of("");
    private Path kept = Path.of("");

    @BeforeEach
    void makeParameter() throws IOException {
        parameter = Files.writeString(folder.resolve("limit"), "950000\n");
        kept = folder.resolve("kept");
    }

    @Test
    void shouldPutTheValueBackAndKeepNothing() throws IOException {
        try (HostSetting _ = HostSetting.change(parameter, "-1", kept)) {
            assertEquals("-1", value());
            assertEquals("950000", HostSetting.valueToKeep(parameter, kept));
            assertTrue(Files.exists(kept.resolve("limit")));
        }
        assertEquals("950000", value());
        try (var files = Files.list(kept)) {
            assertEquals(List.of(), files.toList());
        }
    }

    @Test
    void shouldPutBackWhatAKilledProcessChanged() throws IOException {
        killed("-1");
        HostSetting.putBackLeftovers(kept);
        assertEquals("950000", value());
        assertFalse(Files.exists(kept.resolve("limit")));
    }

    @Test
    void shouldPutBackTheFirstValueAlsoWhenItIsChangedOnceMore() throws IOException {
        killed("-1");
        HostSetting.change(parameter, "-1", kept).close();
        assertEquals("950000", value());
    }

    @Test
    void shouldLeaveAValueAloneThatSomebodyElseHasSetMeanwhile() throws IOException {
        killed("-1");
        Files.writeString(parameter, "500000\n");
        HostSetting.putBackLeftovers(kept);
        assertEquals("500000", value());
        assertFalse(Files.exists(kept.resolve("limit")));
    }

    @Test
    void shouldForgetAParameterThatIsGone() throws IOException {
        killed("-1");
        Files.delete(parameter);
        HostSetting.putBackLeftovers(kept);
        assertFalse(Files.exists(kept.resolve("limit")));
    }

    @Test
    void shouldLeaveToALivingProcessWhatIsItsOwn() throws IOException {
        try (HostSetting _ = HostSetting.change(parameter, "-1", kept)) {
            HostSetting.putBackLeftovers(kept);
            assertEquals("-1", value());
            try (HostSetting _ = HostSetting.change(parameter, "-1", kept)) {
                assertEquals("950000", HostSetting.valueToKeep(parameter, kept));
            }
        }
        assertEquals("950000", value());
    }

    @Test
    void shouldTakeNoOtherFileForItsOwn() throws IOException {
        Files.createDirectories(kept);
        Files.writeString(kept.resolve("limit"), "a\nb\nc\nd\n");
        Files.writeString(kept.resolve("half"), "");
        HostSetting.putBackLeftovers(kept);
        HostSetting.putBackLeftovers(folder.resolve("not there"));
        HostSetting.change(parameter, "-1", kept).close();
        assertEquals("950000", value());
    }

    @Test
    void shouldNameAParameterThatIsNotThere() {
        assertEquals("cannot read " + folder + "/nope: " + folder + "/nope",
                assertThrows(RigException.class, () -> HostSetting.change(folder.resolve("nope"), "1", kept))
                        .getMessage());
    }

    /** As after kill -9. */
    private void killed(String changed) throws IOException {
        Files.createDirectories(kept);
        Files.write(kept.resolve("limit"), List.of(parameter.toString(), Long.toString(NOBODY), "950000", changed));
        Files.writeString(parameter, changed + "\n");
    }

    private String value() throws IOException {
        return Files.readString(parameter).strip();
    }
}
