package org.netserv.perf.report;

import java.util.List;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Effort;
import org.netserv.perf.result.Trial;
import org.netserv.perf.result.Trial.Validity;

/**
 * CPU time that a router spent on a packet that it forwarded, in its confirming trials; in those at maximum rate if it has
 * no others.
 *
 * <p><b>Units.</b> Nanoseconds.
 *
 * @param softirq receive processing
 * @param user packet threads in user mode
 * @param system packet threads in the kernel
 * @param other the container's other threads: compiler, collector, control
 */
record CpuPerPacket(double softirq, double user, double system, double other) {

    /** Zeros if nothing was measured. */
    static CpuPerPacket of(Cell cell) {
        CpuPerPacket confirmed = of(cell.trials(), "confirm");
        return confirmed.total() > 0 ? confirmed : of(cell.trials(), "max");
    }

    private static CpuPerPacket of(List<Trial> trials, String phase) {
        double softirq = 0;
        double user = 0;
        double system = 0;
        double other = 0;
        long packets = 0;
        for (Trial trial : trials) {
            if (trial.phase().equals(phase) && trial.validity() != Validity.VOID) {
                Effort effort = trial.effort();
                softirq += effort.softirqSeconds();
                user += effort.userSeconds();
                system += effort.systemSeconds();
                other += effort.otherSeconds();
                packets += trial.received();
            }
        }
        double scale = packets == 0 ? 0 : 1e9 / packets;
        return new CpuPerPacket(softirq * scale, user * scale, system * scale, other * scale);
    }

    /** What packets themselves cost: receive processing and packet threads. The sum is right on one core, too. */
    double packets() {
        return softirq + user + system;
    }

    /** All of it. */
    double total() {
        return packets() + other;
    }
}
