package org.netserv.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.netserv.perf.result.Cell;

/**
 * CPU time a packet, by where it is spent as far as that can be told: where NAPI threads and packet threads share a CPU, the
 * kernel's clocks give their sum only.
 */
final class CpuFigure {
    private static final double WIDTH = 500;
    private static final double RIGHT = 410;
    private static final double ROW = 46;
    private static final double LEGEND_COLUMN = 250;
    private static final double LEGEND_ROW = 21;

    /** A part of the time, and how it is drawn: its style's number. */
    private record Part(String name, int style, ToDoubleFunction<CpuPerPacket> nanos) {}

    private static final Part OTHER = new Part("container, other threads", 4, CpuPerPacket::other);
    private static final List<Part> ONE_CORE = List.of(
            new Part("receive and packet threads", 1, CpuPerPacket::packets), OTHER);
    private static final List<Part> TWO_CORES = List.of(new Part("receive (softirq)", 1, CpuPerPacket::softirq),
            new Part("packet threads, user", 2, CpuPerPacket::user),
            new Part("packet threads, system", 3, CpuPerPacket::system), OTHER);

    private CpuFigure() {}

    /** Empty if nothing was measured. */
    static String of(Ladder ladder, String id) {
        double most = 0;
        List<String> words = new ArrayList<>();
        for (Cell cell : ladder.cells()) {
            CpuPerPacket cpu = CpuPerPacket.of(cell);
            most = Math.max(most, cpu.total());
            words.add(String.format(Locale.ROOT, "%s %.0f ns", Configurations.name(cell.configuration()), cpu.total()));
        }
        if (most <= 0) {
            return "";
        }
        List<Part> parts = parts(ladder);
        int legendRows = (parts.size() + 1) / 2;
        double top = legendRows * LEGEND_ROW + 8;
        Svg svg = new Svg(id, WIDTH, top + ladder.cells().size() * ROW, "CPU time a packet, " + ladder.title(),
                String.join("; ", words) + ".");
        legend(svg, parts);
        double y = top;
        for (Cell cell : ladder.cells()) {
            row(svg, cell, parts, y, RIGHT / most);
            y += ROW;
        }
        return Html.figure(
                ladder.title(), "Nanoseconds of the router’s CPUs for each packet forwarded, in the trials that"
                        + " confirmed its rates."
                        + (ladder.cores() == 1
                                ? " On one core the kernel’s clocks do not tell receive processing from packet threads."
                                : ""),
                svg.toString(), table(ladder, parts));
    }

    private static List<Part> parts(Ladder ladder) {
        return ladder.cores() == 1 ? ONE_CORE : TWO_CORES;
    }

    private static void legend(Svg svg, List<Part> parts) {
        for (int i = 0; i < parts.size(); i++) {
            int row = i / 2;
            double x = i % 2 * LEGEND_COLUMN;
            double y = 4 + row * LEGEND_ROW;
            svg.box(x, y, 14, 14, 2, "s" + parts.get(i).style());
            hatch(svg, parts.get(i).style(), x, y, 14, 14);
            svg.text(x + 20, y + 12, "start", "small", parts.get(i).name());
        }
    }

    private static void row(Svg svg, Cell cell, List<Part> parts, double y, double scale) {
        CpuPerPacket cpu = CpuPerPacket.of(cell);
        svg.text(0, y + 12, "start", "strong", Configurations.name(cell.configuration()));
        double x = 0;
        for (Part part : parts) {
            double width = part.nanos().applyAsDouble(cpu) * scale;
            if (width > 0) {
                svg.box(x, y + 18, width - 1, 18, 1, "s" + part.style());
                hatch(svg, part.style(), x, y + 18, width - 1, 18);
                x += width;
            }
        }
        svg.text(x + 7, y + 31, "start", "", cpu.total() == 0
                ? "not measured"
                : String.format(Locale.ROOT, "%.0f ns", cpu.total()));
    }

    /** None, upright and level lines: the parts differ without their colours, too. */
    private static void hatch(Svg svg, int style, double x, double y, double width, double height) {
        StringBuilder lines = new StringBuilder();
        if (style == 2) {
            for (double at = x + 5; at < x + width; at += 6) {
                lines.append("M%s %sv%s".formatted(Svg.number(at), Svg.number(y), Svg.number(height)));
            }
        } else if (style == 3) {
            for (double at = y + 4.5; at < y + height; at += 4.5) {
                lines.append("M%s %sh%s".formatted(Svg.number(x), Svg.number(at), Svg.number(width)));
            }
        }
        if (!lines.isEmpty()) {
            svg.path(lines.toString(), "hatch");
        }
    }

    private static String table(Ladder ladder, List<Part> parts) {
        List<String> headings = new ArrayList<>(List.of("configuration", "sum ns"));
        parts.forEach(part -> headings.add(part.name()));
        headings.add("bytes allocated a packet; collections");
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : ladder.cells()) {
            CpuPerPacket cpu = CpuPerPacket.of(cell);
            List<String> row = new ArrayList<>(
                    List.of(Configurations.name(cell.configuration()), nanos(cpu.total())));
            parts.forEach(part -> row.add(nanos(part.nanos().applyAsDouble(cpu))));
            row.add(heap(cell));
            rows.add(row);
        }
        return Html.table("CPU time a packet, " + ladder.title(), headings, rows);
    }

    private static String heap(Cell cell) {
        if (cell.heap() == null || cell.heap().packets() == 0) {
            return "–";
        }
        double bytes = (double) cell.heap().packetThreadBytes() / cell.heap().packets();
        return String.format(Locale.ROOT, bytes == 0 ? "%.0f; %d" : "%.3f; %d", bytes, cell.heap().collections());
    }

    /** With a dash for nothing. */
    static String nanos(double nanos) {
        return nanos == 0 ? "–" : String.format(Locale.ROOT, "%.0f", nanos);
    }
}
