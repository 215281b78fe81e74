package org.netserv.perf.report;

import java.util.List;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Run;

/** A run's ladders as tables in Markdown, for a README or for notes: what a reader needs who asks how fast it is. */
public final class LadderMarkdown {

    private LadderMarkdown() {}

    /** A table for each ladder, below its title. */
    public static String of(Run run) {
        StringBuilder text = new StringBuilder();
        for (Ladder ladder : Ladder.of(run.cells())) {
            text.append(text.isEmpty() ? "" : "\n");
            append(text, ladder);
        }
        if (!run.complete()) {
            text.append("\nThe run was interrupted: this is a part of it.\n");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, Ladder ladder) {
        boolean prototype = Prototype.kpps(ladder.size(), 1) > 0;
        text.append("**").append(ladder.title()).append("**\n\n");
        line(text, "configuration", ladder.basis() + ", kpps", "÷ 1", "÷ 3",
                prototype ? List.of("prototype ÷ 1", "prototype ÷ 3") : List.of());
        line(text, "---", "--:", "--:", "--:", prototype ? List.of("--:", "--:") : List.of());
        for (Cell cell : ladder.cells()) {
            int configuration = cell.configuration();
            line(text, Configurations.name(configuration), LadderTable.rate(ladder.basis(cell)),
                    ladder.ratio(cell, 1).toString(), ladder.ratio(cell, 3).toString(),
                    prototype
                            ? List.of(Prototype.ratio(ladder.size(), configuration, 1).toString(),
                                    Prototype.ratio(ladder.size(), configuration, 3).toString())
                            : List.of());
        }
    }

    private static void line(StringBuilder text, String name, String rate, String first, String third,
            List<String> prototype) {
        text.append("| ").append(name).append(" | ").append(rate).append(" | ").append(first).append(" | ")
                .append(third).append(" |");
        prototype.forEach(ratio -> text.append(' ').append(ratio).append(" |"));
        text.append('\n');
    }
}
