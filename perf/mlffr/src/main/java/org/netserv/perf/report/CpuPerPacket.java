package org.netserv.perf.report;

import java.util.List;
import org.netserv.perf.result.Cell;
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
 */
public record CpuPerPacket(double softirq, double user, double system) {

    /** Zeros if nothing was measured. */
    public static CpuPerPacket of(Cell cell) {
        CpuPerPacket confirmed = of(cell.trials(), "confirm");
        return confirmed.total() > 0 ? confirmed : of(cell.trials(), "max");
    }

    private static CpuPerPacket of(List<Trial> trials, String phase) {
        double softirq = 0;
        double user = 0;
        double system = 0;
        long packets = 0;
        for (Trial trial : trials) {
            if (trial.phase().equals(phase) && trial.validity() != Validity.VOID) {
                softirq += trial.effort().softirqSeconds();
                user += trial.effort().userSeconds();
                system += trial.effort().systemSeconds();
                packets += trial.received();
            }
        }
        double scale = packets == 0 ? 0 : 1e9 / packets;
        return new CpuPerPacket(softirq * scale, user * scale, system * scale);
    }

    /** Of the three. */
    public double total() {
        return softirq + user + system;
    }
}
