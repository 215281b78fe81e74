package org.netserv.perf.footprint;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.KeyScheme;

/** Findings as Markdown: each beside what is aimed at, where there is such an aim. */
public final class FootprintTable {
    private static final double MIB = 1 << 20;
    private static final double KIB = 1 << 10;
    private static final double MICROS = 1e3;

    private final StringBuilder text = new StringBuilder("| | measured | aim |\n|---|--:|--:|\n");

    private FootprintTable() {}

    /** The table, and a second one of what a churn of modules leaves behind. Parts that were not measured are left out. */
    public static String of(Findings findings) {
        FootprintTable table = new FootprintTable();
        table.start(findings.startSeconds());
        table.idle(findings.idle());
        table.scale(findings.scale());
        table.verify(findings.verifyNanos());
        Findings.Churn churn = findings.churn();
        return table.text + (churn == null ? "" : "\n" + of(churn));
    }

    private void start(@Nullable List<Double> seconds) {
        if (seconds != null) {
            line("start to first packet, 10 modules, s; median [range] of " + seconds.size(),
                    Spread.of(seconds).text(2), "1.5");
        }
    }

    private void idle(Findings.@Nullable Idle idle) {
        if (idle != null) {
            line("idle, 2 modules: RSS, MB", number(idle.need().rss() / MIB, 0), "150");
            line("the same as PSS, MB", number(idle.need().pss() / MIB, 0), "");
            line("its heap after a collection, MB", number(idle.need().heap() / MIB, 0), "");
            line("its CPU time, % of a core", number(idle.cpuShare() * 100, 2), "1");
        }
    }

    private void scale(Findings.@Nullable Scale scale) {
        if (scale == null) {
            return;
        }
        int rest = scale.modules() - scale.publishers();
        line(scale.modules() + " modules of " + scale.publishers() + " publishers: time to install, s",
                number(scale.firstSeconds() + scale.restSeconds(), 0), "");
        line("a SETUP of a publisher's first module, ms", number(scale.firstSeconds() * 1000 / scale.publishers(), 0),
                "");
        if (rest > 0) {
            line("a SETUP of another, ms", number(scale.restSeconds() * 1000 / rest, 0), "");
        }
        line("RSS: empty, with all of them, MB",
                number(scale.empty().rss() / MIB, 0) + ", " + number(scale.all().rss() / MIB, 0), "");
        perOne("RSS", scale, Need::rss);
        perOne("heap", scale, Need::heap);
        perOne("metaspace", scale, Need::metaspace);
        line("threads: empty, with all of them", scale.empty().threads() + ", " + scale.all().threads(), "");
        if (!scale.rates().isEmpty()) {
            rates(scale);
        }
    }

    /** What a publisher takes, with one module, and what each further module does. */
    private void perOne(String what, Findings.Scale scale, ToDoubleFunction<Need> value) {
        double empty = value.applyAsDouble(scale.empty());
        double first = value.applyAsDouble(scale.first());
        int rest = scale.modules() - scale.publishers();
        line(what + " of a publisher with a module, KB", number((first - empty) / scale.publishers() / KIB, 0), "");
        if (rest > 0) {
            line(what + " of each further module, KB",
                    number((value.applyAsDouble(scale.all()) - first) / rest / KIB, 0), "");
        }
    }

    private void rates(Findings.Scale scale) {
        List<Double> alone = scale.rates().stream().map(pair -> pair.alone() / 1000).toList();
        List<Double> among = scale.rates().stream().map(pair -> pair.among() / 1000).toList();
        List<Double> ratios = scale.rates().stream().map(pair -> pair.among() / pair.alone()).toList();
        line("a module's traffic, it alone, kpps", Spread.of(alone).text(0), "");
        line("a module's traffic, with all others, kpps", Spread.of(among).text(0), "");
        line("ratio of the two", Spread.of(ratios).text(2), "0.95");
    }

    private void verify(@Nullable Map<KeyScheme, Double> nanos) {
        if (nanos != null) {
            new TreeMap<>(nanos).forEach((scheme, each) -> line("verify a signature, " + scheme + ", µs",
                    number(each / MICROS, 0), "300"));
        }
    }

    private void line(String what, String measured, String aim) {
        text.append("| ").append(what).append(" | ").append(measured).append(" | ")
                .append(aim.isEmpty() ? "–" : aim).append(" |\n");
    }

    private static String of(Findings.Churn churn) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "| %,d SETUPs in %.0f s that expired, after | RSS, MB | heap, MB | metaspace, MB | threads | files |"
                        + " journal, KB | state, KB |\n|--:|--:|--:|--:|--:|--:|--:|--:|\n",
                churn.setups(), churn.seconds()));
        int steps = churn.needs().size() - 1;
        for (int i = 0; i < churn.needs().size(); i++) {
            Need need = churn.needs().get(i);
            text.append(String.format(Locale.ROOT, "| %,d | %.0f | %.1f | %.1f | %d | %d | %.0f | %.0f |\n",
                    steps == 0 ? 0 : (long) churn.setups() * i / steps, need.rss() / MIB, need.heap() / MIB,
                    need.metaspace() / MIB, need.threads(), need.files(), need.journal() / KIB, need.state() / KIB));
        }
        return text.toString();
    }

    private static String number(double value, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
