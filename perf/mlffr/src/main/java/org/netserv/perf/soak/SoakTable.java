package org.netserv.perf.soak;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Heap;

/** What a soak has shown, as Markdown. */
public final class SoakTable {
    private static final double MIB = 1 << 20;

    private SoakTable() {}

    /** A line a stretch, then the sums. */
    public static String of(double rate, List<Stretch> stretches, @Nullable Heap heap, @Nullable Frames frames) {
        StringBuilder text = new StringBuilder(
                """
                        | after s | sent | lost | unaccounted | disturbed trials | modules come and gone | RSS MB | heap MB | metaspace MB | threads | files | state KB |
                        |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
                        """);
        double seconds = 0;
        Map<String, Long> lost = new TreeMap<>();
        long sent = 0;
        for (Stretch stretch : stretches) {
            seconds += stretch.seconds();
            sent += stretch.sent();
            stretch.lost().forEach((place, packets) -> lost.merge(place, packets, Long::sum));
            text.append(line(seconds, stretch));
        }
        text.append(String.format(Locale.ROOT, "%n- Rate: %.1f kpps, %,d packets in all.%n", rate / 1000, sent));
        text.append("- Lost, by the place that counted them: ").append(lost.isEmpty() ? "none"
                : lost.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining(", ")))
                .append(".\n");
        if (heap != null) {
            text.append(String.format(Locale.ROOT,
                    "- Packet threads allocated %,d B while %,d packets arrived: %.6f B a packet. Collections: %d, "
                            + "the longest pause %.3f ms.%n",
                    heap.packetThreadBytes(), heap.packets(), (double) heap.packetThreadBytes() / heap.packets(),
                    heap.collections(), heap.longestPauseMillis()));
        }
        if (frames != null) {
            text.append(String.format(Locale.ROOT, "- Frames: %,d of %,d in the rings at the end.%n",
                    frames.inRings(), frames.all()));
        }
        return text.toString();
    }

    private static String line(double seconds, Stretch stretch) {
        return String.format(Locale.ROOT,
                "| %.0f | %,d | %,d | %d | %d of %d | %d | %.0f | %.1f | %.1f | %d | %d | %d |%n", seconds,
                stretch.sent(), stretch.lost().values().stream().mapToLong(Long::longValue).sum(),
                stretch.unaccounted(), stretch.disturbed(), stretch.trials(), stretch.installed(),
                stretch.need().rss() / MIB, stretch.need().heap() / MIB, stretch.need().metaspace() / MIB,
                stretch.need().threads(), stretch.need().files(), stretch.need().state() >> 10);
    }
}
