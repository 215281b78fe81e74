package org.netserv.perf.deploy;

import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Deployments as Markdown: the first apart, of the rest what is usual and what is not. */
public final class DeployTable {
    private DeployTable() {}

    /**
     * The table.
     *
     * @param all at least two, in order
     */
    public static String of(List<Deployed> all) {
        List<Deployed> rest = all.subList(1, all.size());
        List<Deployed> last = rest.subList(rest.size() / 2, rest.size());
        return "| ms from the SETUP | to the first packet | to its answer |\n|---|--:|--:|\n"
                + String.format(Locale.ROOT, "| the first, which opens the publisher's framework | %.0f | %.0f |%n",
                        millis(all.getFirst().packetNanos()), millis(all.getFirst().answerNanos()))
                + line("of the next", rest) + line("of the last", last);
    }

    /** Upgrades: the longest time without an answer in each of them, and in stretches without one. */
    public static String ofUpgrades(List<Upgraded> all) {
        return String.format(Locale.ROOT,
                "%n| %d upgrades under packets, ms | median, p90, highest |%n|---|--:|%n"
                        + "| longest time without an answer | %s |%n| the same while nothing happens | %s |%n"
                        + "| from the SETUP to its answer | %s |%n",
                all.size(), text(all, Upgraded::gapNanos), text(all, Upgraded::usualNanos),
                text(all, Upgraded::answerNanos));
    }

    private static String line(String which, List<Deployed> some) {
        return String.format(Locale.ROOT, "| median, p90, highest %s %d | %s | %s |%n", which, some.size(),
                text(some, Deployed::packetNanos), text(some, Deployed::answerNanos));
    }

    private static <T> String text(List<T> some, ToLongFunction<T> value) {
        long[] sorted = some.stream().mapToLong(value).sorted().toArray();
        return String.format(Locale.ROOT, "%.1f, %.1f, %.1f", millis(at(sorted, 50)), millis(at(sorted, 90)),
                millis(sorted[sorted.length - 1]));
    }

    /** The smallest that so many percent are not above. */
    private static long at(long[] sorted, int percent) {
        return sorted[(sorted.length * percent + 99) / 100 - 1];
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }
}
