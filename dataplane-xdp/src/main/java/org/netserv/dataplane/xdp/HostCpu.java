package org.netserv.dataplane.xdp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * CPU time that the whole host has used: of packets it is spent in packet threads, in soft interrupts and in kernel threads, and
 * only the sum is the same account in each manner. Time that other guests of the machine took is not in it.
 *
 * <p><b>Source.</b> proc(5), stat; in hundredths of a second.
 */
final class HostCpu {
    private static final Path STAT = Path.of("/proc/stat");
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    /** user, nice, system, idle, iowait, irq, softirq: those that are work. */
    private static final int[] WORK = {1, 2, 3, 6, 7};

    private HostCpu() {}

    /** Since it was booted. */
    static long nanos() {
        try {
            return nanos(Files.readAllLines(STAT));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long nanos(List<String> stat) {
        String[] fields = stat.getFirst().split(" +", -1);
        long ticks = 0;
        for (int field : WORK) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks * TICK_NANOS;
    }
}
