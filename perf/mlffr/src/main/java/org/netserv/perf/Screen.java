package org.netserv.perf;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/**
 * What a run says while it goes on: on a terminal one line that is written over, elsewhere a line a rung.
 *
 * <p><b>Thread.</b> The measuring one.
 */
final class Screen {
    private static final String ERASE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private Duration expected = Duration.ZERO;
    private Duration done = Duration.ZERO;
    private String rung = "";

    Screen(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** A line that stays. */
    void say(String text) {
        out.print(terminal ? ERASE + text + "\n" : text + "\n");
        out.flush();
    }

    /** How long the whole run takes. */
    void expect(Duration total) {
        expected = total;
    }

    /** A rung begins. */
    void begin(int number, int count, Rung next) {
        rung = String.format(Locale.ROOT, "[%d/%d] %s", number, count, next.title());
        if (terminal) {
            step(0, "starting");
        } else {
            say(rung + ", " + left() + " left");
        }
    }

    /** Some of a rung is done. */
    void step(double part, String what) {
        if (terminal) {
            out.printf(Locale.ROOT, "%s%s  %3.0f %%  %s, %s left", ERASE, rung, part * 100, what, left());
            out.flush();
        }
    }

    /** A rung has ended that was to take this long. */
    void end(Duration planned) {
        done = done.plus(planned);
        if (terminal) {
            out.print(ERASE);
            out.flush();
        }
    }

    private String left() {
        Duration gone = Duration.ofNanos(System.nanoTime() - start);
        Duration rest = expected.minus(gone.compareTo(done) > 0 ? gone : done);
        return text(rest.isNegative() ? Duration.ZERO : rest);
    }

    /** For people: minutes, or seconds below two of them. */
    static String text(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1000.0);
        return seconds < 120 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
    }
}
