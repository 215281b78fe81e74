package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.perf.report.SampleRun;
import org.netserv.perf.store.ResultStore;
import picocli.CommandLine;

class ReportCommandTest {

    @TempDir
    Path folder;

    @Test
    void shouldPrintTablesAndWriteNoPageIfMarkdownIsAskedFor() {
        new ResultStore(folder).write(SampleRun.of("quick", "2026-01-01T00:00:00Z", 1, 1), "");
        Path page = folder.resolve("page.html");
        StringWriter out = new StringWriter();
        assertEquals(0, command(out).execute("--results", folder.toString(), "--output", page.toString(), "--markdown",
                "latest"));
        assertTrue(out.toString().contains("| 4 Java container | "), out.toString());
        assertFalse(Files.exists(page));
        assertEquals(0, command(out).execute("--results", folder.toString(), "--output", page.toString()));
        assertTrue(Files.exists(page));
    }

    private static CommandLine command(StringWriter out) {
        return new CommandLine(new ReportCommand()).setOut(new PrintWriter(out))
                .setErr(new PrintWriter(new StringWriter()));
    }
}
