package org.netserv.perf.footprint;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.netserv.rig.RigException;

/**
 * What the kernel and a JVM tell of a process, taken apart.
 *
 * <p><b>Errors.</b> {@link RigException} where the text is not what was expected.
 *
 * <p><b>Source.</b> Linux: Documentation/filesystems/proc.rst; {@code jcmd PID GC.heap_info} and {@code VM.metaspace}.
 */
public final class ProcText {
    private static final Pattern METASPACE = Pattern.compile("(?m)^\\s*Metaspace\\s+used (\\d+)([KMG]?)");
    /** Each collector calls its heap differently, and says of it first how much is used, or how much there is. */
    private static final Pattern HEAP = Pattern.compile("(?m)^\\s*(?!Metaspace|class space)\\S.*?used (\\d+)([KMG]?)");
    private static final int UTIME = 11;
    private static final int STIME = 12;

    private ProcText() {}

    /** Bytes of a line {@code Name:   123 kB}, as in {@code smaps_rollup} and {@code status}. */
    public static long bytes(String text, String name) {
        Matcher line = Pattern.compile("(?m)^" + Pattern.quote(name) + ":\\s+(\\d+) kB$").matcher(text);
        if (!line.find()) {
            throw new RigException("expected a line " + name + ": … kB, found: " + text.strip());
        }
        return Long.parseLong(line.group(1)) << 10;
    }

    /** CPU time of a process in the kernel's ticks, user and system, as {@code /proc/PID/stat} has it. */
    static long ticks(String stat) {
        // The name may have blanks and brackets; what follows has not.
        List<String> words = Arrays.asList(stat.substring(stat.lastIndexOf(')') + 1).strip().split("\\s+"));
        if (words.size() <= STIME) {
            throw new RigException("expected a line of /proc/PID/stat, found: " + stat.strip());
        }
        return Long.parseLong(words.get(UTIME)) + Long.parseLong(words.get(STIME));
    }

    /** Bytes of the heap in use. */
    static long heap(String heapInfo) {
        return used(HEAP, "the heap", heapInfo);
    }

    /** Bytes of the metaspace in use. */
    static long metaspace(String info) {
        return used(METASPACE, "the metaspace", info);
    }

    private static long used(Pattern pattern, String what, String info) {
        Matcher line = pattern.matcher(info);
        if (!line.find()) {
            throw new RigException("expected to be told how much of " + what + " is used, found: " + info.strip());
        }
        int shift = switch (line.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
        };
        return Long.parseLong(line.group(1)) << shift;
    }
}
