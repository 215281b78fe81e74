package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.netserv.perf.result.Cell;

/** CPU time a packet, by where it is spent. */
final class CpuFigure {
    private static final double WIDTH = 500;
    private static final double RIGHT = 410;
    private static final double ROW = 46;
    private static final double TOP = 34;
    private static final String[] PARTS = {"softirq", "user", "system"};

    private CpuFigure() {}

    /** Empty if nothing was measured. */
    static String of(Ladder ladder, String id) {
        double most = 0;
        List<String> words = new ArrayList<>();
        for (Cell cell : ladder.cells()) {
            CpuPerPacket cpu = CpuPerPacket.of(cell);
            most = Math.max(most, cpu.total());
            words.add(String.format(Locale.ROOT, "%s %.0f ns", CurveFigure.name(cell), cpu.total()));
        }
        if (most <= 0) {
            return "";
        }
        Svg svg = new Svg(id, WIDTH, TOP + ladder.cells().size() * ROW, "CPU time a packet, " + ladder.title(),
                String.join("; ", words) + ".");
        legend(svg);
        double y = TOP;
        for (Cell cell : ladder.cells()) {
            row(svg, cell, y, RIGHT / most);
            y += ROW;
        }
        return Html.figure(ladder.title(),
                "Nanoseconds of the router's CPU for each packet forwarded, in the trials that"
                        + " confirmed its rates. It hardly moves when the machine is shared.",
                svg.toString(), table(ladder));
    }

    private static void legend(Svg svg) {
        String[] names = {"receive (softirq)", "container, user", "container, system"};
        double x = 0;
        for (int i = 0; i < names.length; i++) {
            svg.box(x, 4, 14, 14, 2, "s" + (i + 1));
            hatch(svg, i, x, 4, 14, 14);
            svg.text(x + 20, 16, "start", "small", names[i]);
            x += 160;
        }
    }

    private static void row(Svg svg, Cell cell, double y, double scale) {
        CpuPerPacket cpu = CpuPerPacket.of(cell);
        double[] parts = {cpu.softirq(), cpu.user(), cpu.system()};
        svg.text(0, y + 12, "start", "strong", CurveFigure.name(cell));
        double x = 0;
        for (int i = 0; i < parts.length; i++) {
            double width = parts[i] * scale;
            if (width > 0) {
                svg.box(x, y + 18, width - 1, 18, 1, "s" + (i + 1));
                hatch(svg, i, x, y + 18, width - 1, 18);
                x += width;
            }
        }
        svg.text(x + 7, y + 31, "start", "", cpu.total() == 0
                ? "not measured"
                : String.format(Locale.ROOT, "%.0f ns", cpu.total()));
    }

    /** None, upright and level lines: the parts differ without their colours, too. */
    private static void hatch(Svg svg, int part, double x, double y, double width, double height) {
        StringBuilder lines = new StringBuilder();
        if (part == 1) {
            for (double at = x + 5; at < x + width; at += 6) {
                lines.append("M%s %sv%s".formatted(Svg.number(at), Svg.number(y), Svg.number(height)));
            }
        } else if (part == 2) {
            for (double at = y + 4.5; at < y + height; at += 4.5) {
                lines.append("M%s %sh%s".formatted(Svg.number(x), Svg.number(at), Svg.number(width)));
            }
        }
        if (!lines.isEmpty()) {
            svg.path(lines.toString(), "hatch");
        }
    }

    private static String table(Ladder ladder) {
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : ladder.cells()) {
            CpuPerPacket cpu = CpuPerPacket.of(cell);
            rows.add(List.of(CurveFigure.name(cell), nanos(cpu.softirq()), nanos(cpu.user()), nanos(cpu.system()),
                    nanos(cpu.total()), heap(cell)));
        }
        return Html.table("CPU time a packet, " + ladder.title(), List.of("configuration", PARTS[0] + " ns",
                PARTS[1] + " ns", PARTS[2] + " ns", "sum", "bytes allocated a packet; collections"), rows);
    }

    private static String heap(Cell cell) {
        if (cell.heap() == null || cell.heap().packets() == 0) {
            return "–";
        }
        double bytes = (double) cell.heap().packetThreadBytes() / cell.heap().packets();
        return String.format(Locale.ROOT, bytes == 0 ? "%.0f; %d" : "%.3f; %d", bytes, cell.heap().collections());
    }

    private static String nanos(double nanos) {
        return nanos == 0 ? "–" : String.format(Locale.ROOT, "%.0f", nanos);
    }
}
