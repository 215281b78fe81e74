package org.netserv.perf.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Run;
import org.netserv.perf.store.ResultStore.Contents;
import org.netserv.perf.store.StoredRun;

class HtmlReportTest {
    private static final String NASTY = "<script>alert('1')</script>\"&";

    @Test
    void shouldDrawEverySectionAndFetchNothing() {
        String page = page(history());
        for (String section : List.of("ladder", "curves", "cold", "latency", "cpu", "history", "notes",
                "environment")) {
            assertTrue(page.contains("<section id=\"" + section + "\">"), section);
        }
        assertFalse(page.contains("Not measured in this run."));
        for (String fetching : List.of("<script", "<link", "<img", "<iframe", "src=", "url(", "@import", "http:",
                "https:")) {
            assertFalse(page.contains(fetching), fetching);
        }
    }

    @Test
    void shouldDescribeEachPictureAndPutATableBesideIt() {
        String page = page(history());
        Matcher pictures = Pattern.compile("<svg role=\"img\" aria-labelledby=\"(\\S+) (\\S+)\"").matcher(page);
        Set<String> ids = new HashSet<>();
        while (pictures.find()) {
            assertTrue(ids.add(pictures.group(1)) && ids.add(pictures.group(2)), "ids are unique");
            assertTrue(Pattern.compile("<title id=\"" + pictures.group(1) + "\">[^<]+</title><desc id=\""
                    + pictures.group(2) + "\">[^<]{20,}</desc>").matcher(page).find(), pictures.group());
        }
        assertTrue(ids.size() >= 2 * 4, "there are pictures");
        for (String figure : page.split("<figure>", -1)) {
            assertEquals(figure.contains("<svg"), figure.contains("<summary>Figures as a table"), figure);
        }
    }

    @Test
    void shouldBreakTheHistoryWhereAnotherMachineBegins() {
        StoredRun first = run("a", 1, "Abacus");
        StoredRun second = run("b", 2, "Abacus");
        StoredRun third = run("c", 3, "Difference Engine");
        assertFalse(page(List.of(first, second)).contains(">other machine<"));
        assertTrue(page(List.of(first, second, third)).contains(">other machine<"));
        assertTrue(page(List.of(first)).contains("Fewer than two runs."));
    }

    @Test
    void shouldEscapeWhatItDidNotWrite() {
        Run run = history().getFirst().run();
        Cell cell = run.cells().getFirst();
        Cell nasty = new Cell(NASTY, 1, 1, NASTY, null, 0, cell.ndr(), cell.pdr(), cell.mrr(), cell.curve(),
                cell.latencies(),
                null, cell.trials(), false, NASTY);
        Run all = new Run(1, NASTY, NASTY, run.started(), run.finished(), Map.of(NASTY, NASTY), List.of(),
                List.of(nasty),
                false);
        String page = HtmlReport.of(
                new StoredRun(NASTY, all, "# " + NASTY + "\n\n- **" + NASTY + "**\n\n|" + NASTY + "|"),
                new Contents(List.of(), List.of(NASTY)));
        assertFalse(page.contains("<script"), page);
        assertTrue(page.contains("This run was interrupted"));
        assertTrue(page.contains("Left out: &lt;script&gt;"));
    }

    @Test
    void shouldDrawARunWithoutAnything() {
        Run run = new Run(1, "quick", "unknown", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", Map.of(), List.of(),
                List.of(new Cell("nfqueue", 1, 4, "64", null, 0, null, null, null, List.of(), List.of(), null,
                        List.of(),
                        false, "interrupted")),
                false);
        StoredRun stored = new StoredRun("empty", run, "");
        String page = HtmlReport.of(stored, new Contents(List.of(stored), List.of()));
        assertTrue(page.contains("no such rate"), page);
        assertTrue(page.contains("Not measured in this run."), page);
    }

    @Test
    void shouldBeAboutTheLatestWholeRunThatIsNotQuick() {
        Run sample = SampleRun.of("quick", "2026-01-01T00:00:00Z", 1, 1);
        StoredRun quick = new StoredRun("quick", sample, "");
        StoredRun full = new StoredRun("full", new Run(1, "full", "", sample.started(), sample.finished(), Map.of(),
                List.of(), List.of(), true), "");
        StoredRun partial = new StoredRun("partial",
                new Run(1, "full", "", sample.started(), sample.finished(), Map.of(),
                        List.of(), List.of(), false),
                "");
        assertSame(full, HtmlReport.choose(List.of(quick, full, partial, quick)));
        assertSame(quick, HtmlReport.choose(List.of(partial, quick)));
    }

    @Test
    void shouldFillInTheNotes() {
        Run run = SampleRun.of("quick", "2026-01-01T00:00:00Z", 1, 1);
        String notes = Notes.of(run);
        assertTrue(notes.startsWith("# quick, 4f1c2aa, 2026-01-01T00:00:00Z\n\n**Hypothesis:**"), notes);
        assertTrue(notes.contains("| 64 B | live-frames | 5210 | 5210 |"), notes);
        String html = Markdown.html(notes);
        assertTrue(html.contains("<strong>Hypothesis:</strong>"), html);
        assertTrue(html.contains("4 Java container"), html);
        assertFalse(html.contains("What did you expect"), "comments are for the author");
    }

    @Test
    void shouldRenderWhatNotesUse() {
        assertEquals(
                "<h3>A</h3>\n<p>one two</p>\n<ul><li>x y</li>\n<li><code>z</code></li>\n</ul>\n<ol><li>n</li>\n</ol>\n",
                Markdown.html("# A\none\ntwo\n- x\n  y\n- `z`\n\n1. n\n"));
        assertTrue(Markdown.html("|a|b|\n|---|--:|\n|1|2|").contains("<tr><td>1</td><td>2</td></tr>"));
        assertTrue(Markdown.html("```\n<b>").contains("&lt;b&gt;"), "an unfinished block of code");
    }

    static List<StoredRun> history() {
        return List.of(run("20260101-000000-aaaaaaa-quick", 1, "Abacus"),
                run("20260102-000000-bbbbbbb-quick", 2, "Abacus"));
    }

    private static StoredRun run(String name, int day, String machine) {
        Run run = SampleRun.of("quick", "2026-01-0" + day + "T00:00:00Z", day, 1);
        Map<String, String> environment = new LinkedHashMap<>(run.environment());
        environment.put("cpu.model", machine);
        return new StoredRun(name, new Run(1, run.suite(), run.commit(), run.started(), run.finished(), environment,
                run.calibrations(), run.cells(), true), Notes.of(run));
    }

    private static String page(List<StoredRun> runs) {
        return HtmlReport.of(runs.getLast(), new Contents(runs, List.of()));
    }
}
