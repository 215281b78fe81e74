package org.netserv.perf.report;

import java.util.Locale;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.result.Run;

/** What {@code notes.md} of a new run says: its figures, and the questions that its author is to answer. */
public final class Notes {

    private Notes() {}

    /** Markdown. */
    public static String of(Run run) {
        StringBuilder text = new StringBuilder();
        text.append("# ").append(run.suite()).append(", ").append(run.commit()).append(", ").append(run.started())
                .append("\n\n");
        if (!run.complete()) {
            text.append("**Partial: the run was interrupted.**\n\n");
        }
        text.append("""
                **Hypothesis:** <!-- What did you expect, and why? -->

                **Verdict:** <!-- Did it hold? What does each step cost, and why? -->

                ## Figures

                ```
                """).append(LadderTable.of(run.cells())).append("```\n\n");
        if (!run.calibrations().isEmpty()) {
            text.append("""
                    Without a router between them, as fast as the generator could:

                    | traffic | generator | sent kpps | received kpps |
                    |---|---|---|---|
                    """);
            for (Calibration calibration : run.calibrations()) {
                text.append(String.format(Locale.ROOT, "| %s | %s | %s | %s |%n",
                        Ladder.sizeInWords(calibration.size()), calibration.generator(),
                        LadderTable.kpps(calibration.sent()), LadderTable.kpps(calibration.received())));
            }
        }
        return text.toString();
    }
}
