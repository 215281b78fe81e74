package org.netserv.perf.report;

import java.util.List;
import org.netserv.perf.result.Cell;

/** The ratios that a reader asks for first, with the prototype's. */
final class KeyFigures {

    private KeyFigures() {}

    /** Empty if the run has none of them. */
    static String of(List<Ladder> ladders) {
        StringBuilder html = new StringBuilder();
        for (Ladder ladder : ladders) {
            if (ladder.size().equals("64") && ladder.cores() == 1) {
                append(html, ladder, 4, 3, "Java beside C on the same plane");
                append(html, ladder, 4, 1, "The Java container beside plain Linux");
                append(html, ladder, 5, 4, "With NetMonitor beside without a module");
                append(html, ladder, 7, 1, "Traffic that no module wants beside plain Linux");
                append(html, ladder, 8, 1, "The same, forwarded in the driver");
                append(html, ladder, 9, 1, "Flows that a module has decided on");
            }
            if (ladder.size().equals("340") && ladder.cores() == 1) {
                append(html, ladder, 6, 4, "With KeepAlive, which looks into every packet");
            }
        }
        return html.isEmpty() ? "" : "<div class=\"keys\">" + html + "</div>\n";
    }

    private static void append(StringBuilder html, Ladder ladder, int configuration, int reference, String meaning) {
        Cell cell = ladder.cell(configuration);
        Ratio ratio = cell == null ? Ratio.of(0) : ladder.ratio(cell, reference);
        if (ratio.known()) {
            Ratio before = Prototype.ratio(ladder.size(), configuration, reference);
            html.append("<div class=\"key\"><b>").append(Html.escape(ratio.brief())).append("</b><span>")
                    .append(Html.escape(meaning)).append("</span><span class=\"soft\">configuration ")
                    .append(configuration).append(" ÷ ").append(reference).append(", ")
                    .append(Html.escape(ladder.title()))
                    .append(ratio.range() == Ratio.Range.NONE ? "" : "; range " + Html.escape(ratio.spread()))
                    .append(before.known() ? "; prototype " + before : "").append("</span></div>\n");
        }
    }
}
