package org.netserv.perf.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Run;
import org.netserv.perf.store.Fingerprint;
import org.netserv.perf.store.ResultStore;
import org.netserv.perf.store.StoredRun;

/** One HTML page about one run and those before it. It holds its own style and pictures, has no scripts, fetches nothing. */
public final class HtmlReport {
    private final StoredRun shown;
    private final ResultStore.Contents contents;
    private final List<Ladder> ladders;
    private final StringBuilder html = new StringBuilder();
    private int figures;

    private HtmlReport(StoredRun shown, ResultStore.Contents contents) {
        this.shown = shown;
        this.contents = contents;
        ladders = Ladder.of(shown.run().cells());
    }

    /**
     * The run that a page is about if nobody says which: the latest that is whole and not quick; otherwise the latest.
     *
     * @param runs ascending by time, not empty
     */
    public static StoredRun choose(List<StoredRun> runs) {
        for (StoredRun run : runs.reversed()) {
            if (run.run().complete() && !run.run().suite().startsWith("quick")) {
                return run;
            }
        }
        return runs.getLast();
    }

    /** The page. */
    public static String of(StoredRun shown, ResultStore.Contents contents) {
        HtmlReport report = new HtmlReport(shown, contents);
        report.head();
        report.section("ladder", "The ladder",
                """
                                Each configuration adds a layer to the one above it. Ratios are of rates that were measured side by side in \
                                one run; they, and not the rates, compare with other machines. A range in [ ] is of rounds paired in \
                        the order of measuring, one in ( ) of the lowest and highest rates, where there are not equally many.""",
                report::ladder);
        report.section("curves", "Forwarded over offered", """
                The paper’s Figure 12. A router that keeps up follows the dotted line; where it leaves it, packets are \
                lost.""", report::curve);
        report.section("cold", "Cold and warm", "", ladder -> ColdFigure.of(ladder, report.id()));
        report.section("latency", "Latency", "", report::latency);
        report.section("cpu", "CPU time a packet", "", ladder -> CpuFigure.of(ladder, report.id()));
        report.section("history", "History", "", ladder -> HistoryFigure.of(ladder, contents.runs(), report.id()));
        report.notes();
        report.environment();
        report.foot();
        return report.html.toString();
    }

    private void head() {
        Run run = shown.run();
        html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<meta name=\"color-scheme\" content=\"light dark\">\n<title>NetServ forwarding rates, ")
                .append(Html.escape(shown.name())).append("</title>\n<style>\n").append(style())
                .append("</style></head>\n<body><header><h1>How fast NetServ forwards</h1>\n<p class=\"lead\">")
                .append(Html.escape(sentence(run))).append("</p>\n");
        if (!run.complete()) {
            html.append("<p class=\"remark\">This run was interrupted: it is partial.</p>\n");
        }
        for (String damaged : contents.damaged()) {
            html.append("<p class=\"remark\">Left out: ").append(Html.escape(damaged)).append("</p>\n");
        }
        html.append(KeyFigures.of(ladders))
                .append("""
                        <nav aria-label="Sections"><a href="#ladder">Ladder</a> <a href="#curves">Curves</a>
                        <a href="#cold">Cold and warm</a> <a href="#latency">Latency</a> <a href="#cpu">CPU</a> <a href="#history">History</a>
                        <a href="#notes">Notes</a> <a href="#environment">Environment</a></nav></header>
                        <main>
                        """);
    }

    private static String sentence(Run run) {
        Map<String, String> environment = run.environment();
        return "Run “" + run.suite() + "” of commit " + run.commit()
                + (run.commit().endsWith("+") ? " (with changes)" : "")
                + ", " + run.started().replace('T', ' ').replaceAll("(:\\d\\d)(:\\d\\d)?(\\.\\d+)?Z$", "$1 UTC")
                + ", on "
                + environment.getOrDefault("cpu.count", "?") + " CPUs of "
                + environment.getOrDefault("cpu.model", "an unknown machine")
                + ("yes".equals(environment.get("cpu.hypervisor")) ? " (a virtual machine)" : "") + ", Linux "
                + environment.getOrDefault("kernel.release", "?")
                + ". NDR is the highest rate without loss, PDR the highest with at most 0.5 % lost, MRR what arrives when as"
                + " much as possible is offered.";
    }

    /** A section with a figure for each ladder; with a sentence if no ladder has one. */
    private void section(String id, String title, String lead, Function<Ladder, String> figure) {
        html.append("<section id=\"").append(id).append("\"><h2>").append(title).append("</h2>\n");
        if (!lead.isEmpty()) {
            html.append("<p class=\"lead\">").append(lead).append("</p>\n");
        }
        StringBuilder drawn = new StringBuilder();
        for (Ladder ladder : ladders) {
            drawn.append(figure.apply(ladder));
        }
        html.append(drawn.isEmpty()
                ? "<p class=\"soft\">" + (id.equals("history") ? "Fewer than two runs." : "Not measured in this run.")
                        + "</p>"
                : "<div class=\"figures\">" + drawn + "</div>").append("</section>\n");
    }

    private String ladder(Ladder ladder) {
        String figure = LadderFigure.of(ladder, id());
        StringBuilder remarks = new StringBuilder();
        for (Cell cell : ladder.cells()) {
            String remark = Ladder.remark(cell);
            if (!remark.isEmpty()) {
                remarks.append("<li>").append(Html.escape(Configurations.name(cell.configuration()) + ": " + remark))
                        .append("</li>\n");
            }
        }
        return remarks.isEmpty()
                ? figure
                : figure.replace("</figure>", "<details><summary>Remarks</summary><ul class=\"remarks\">" + remarks
                        + "</ul></details></figure>");
    }

    private String curve(Ladder ladder) {
        return CurveFigure.of(ladder, id());
    }

    private String latency(Ladder ladder) {
        return LatencyFigure.of(ladder, id(), 0.5) + LatencyFigure.of(ladder, id(), 0.9);
    }

    private void notes() {
        html.append("<section id=\"notes\"><h2>Notes</h2>\n").append(shown.notes().isBlank()
                ? "<p class=\"soft\">None.</p>"
                : "<div class=\"notes\">" + Markdown.html(shown.notes()) + "</div>").append("</section>\n");
    }

    private void environment() {
        html.append("<section id=\"environment\"><h2>Environment</h2>\n<div class=\"figures\"><figure><h3>Machine and "
                + "software</h3>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Environment\"><table>\n");
        shown.run().environment()
                .forEach((name, value) -> html.append("<tr><td class=\"text\">").append(Html.escape(name))
                        .append("</td><td class=\"wrap\">").append(Html.escape(value)).append("</td></tr>\n"));
        html.append("</table></div></figure>\n<figure><h3>The rig without a router</h3>\n");
        List<List<String>> rows = new ArrayList<>();
        for (Calibration calibration : shown.run().calibrations()) {
            rows.add(List.of(Ladder.sizeInWords(calibration.size()), calibration.generator(),
                    LadderTable.kpps(calibration.sent()), LadderTable.kpps(calibration.received())));
        }
        html.append("<figcaption>No rate above these can be told.</figcaption>")
                .append(Html.table("Calibration", List.of("traffic", "generator", "sent kpps", "received kpps"), rows))
                .append("<h3>All runs</h3>\n<figcaption>“Same” means that rates of this page compare with that "
                        + "run’s.</figcaption>");
        List<List<String>> runs = new ArrayList<>();
        for (StoredRun run : contents.runs().reversed()) {
            int differences = Fingerprint.differences(shown.run().environment(), run.run().environment()).size();
            runs.add(List.of(run.name(), Integer.toString(run.run().cells().size()),
                    run.run().complete() ? "yes" : "no",
                    differences == 0 ? "same" : differences + (differences == 1 ? " line differs" : " lines differ")));
        }
        html.append(Html.table("All runs", List.of("run", "cells", "whole", "machine"), runs))
                .append("</figure></div></section>\n");
    }

    private void foot() {
        html.append("</main><footer>Drawn from <code>").append(Html.escape(shown.name())).append("</code> and ")
                .append(Math.max(0, contents.runs().size() - 1)).append(" other runs. The prototype’s figures are from "
                        + "Figure 12 of the NetServ paper: a 3.0 GHz dual core Xeon of 2008, Linux 2.6.32, 1 Gb/s Ethernet; "
                        + "its 340 B are without FCS, and 343 kpps is what that link carries.</footer></body></html>\n");
    }

    private String id() {
        return "f" + ++figures;
    }

    private static String style() {
        try (InputStream style = HtmlReport.class.getResourceAsStream("report.css")) {
            if (style == null) {
                throw new IllegalStateException("report.css is missing");
            }
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
