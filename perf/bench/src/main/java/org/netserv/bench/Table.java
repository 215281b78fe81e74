package org.netserv.bench;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** Results for people, a comparison at a time. */
final class Table {
    private static final String ROW = "  %-12s %10s %-9s %8s %-8s %10s %7s%n";

    private final PrintWriter out;

    Table(PrintWriter out) {
        this.out = out;
    }

    void head() {
        out.printf(Locale.ROOT, ROW, "", "ns/packet", "", "× ref.", "", "B/packet", "on CPU");
        out.flush();
    }

    /** The rows of a comparison, the reference's last. */
    void add(Comparison comparison, List<Measured> rows) {
        out.println(comparison.title());
        Measured reference = rows.getLast();
        for (Measured row : rows) {
            boolean isReference = row.equals(reference);
            out.printf(Locale.ROOT, ROW, row.method(), figure(row.nanos()), error(row.errorNanos()),
                    isReference ? "1" : figure(row.ratioTo(reference)),
                    isReference ? "" : error(row.ratioErrorTo(reference)),
                    String.format(Locale.ROOT, "%.5f", row.bytes()), share(row.share()));
        }
        out.flush();
    }

    private static String figure(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static String share(double share) {
        return Double.isNaN(share) ? "" : String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String error(double value) {
        return Double.isNaN(value) ? "" : "± " + figure(value);
    }
}
