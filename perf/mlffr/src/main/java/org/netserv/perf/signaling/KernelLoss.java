package org.netserv.perf.signaling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.netserv.rig.RigException;

/**
 * Datagrams that the kernel has dropped in a network namespace.
 *
 * <p><b>Source.</b> Linux: net/ipv4/proc.c, net/core/net-procfs.c.
 *
 * @param socketFull because the buffer of a UDP socket was full
 * @param linkFull because the interface's peer took no more; the sender's interface counts them
 */
public record KernelLoss(long socketFull, long linkFull) {
    private static final Path SNMP = Path.of("/proc/self/net/snmp");
    private static final Path INTERFACES = Path.of("/proc/self/net/dev");
    private static final String UDP = "Udp:";
    private static final String SOCKET_FULL = "RcvbufErrors";
    /** Behind the interface's name: eight columns of what it received, then what it sent. */
    private static final int SENT_DROPPED = 8 + 3;

    /** Of this process's namespace. <b>Errors.</b> {@link RigException} if the kernel does not tell. */
    static KernelLoss read(String networkInterface) {
        try {
            return new KernelLoss(socketFull(Files.readAllLines(SNMP)),
                    sentDropped(Files.readAllLines(INTERFACES), networkInterface));
        } catch (IOException e) {
            throw new RigException("cannot read what the kernel has dropped: " + e.getMessage(), e);
        }
    }

    /** A line of names, and one of values. */
    static long socketFull(List<String> lines) {
        List<List<String>> table = lines.stream().filter(line -> line.startsWith(UDP)).map(KernelLoss::words).toList();
        int column = table.size() == 2 ? table.getFirst().indexOf(SOCKET_FULL) : -1;
        if (column < 0 || column >= table.getLast().size()) {
            throw new RigException(SNMP + " has no " + UDP + " " + SOCKET_FULL);
        }
        return Long.parseLong(table.getLast().get(column));
    }

    /** 0 of an interface that is not there. */
    static long sentDropped(List<String> lines, String networkInterface) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).strip().equals(networkInterface)) {
                return Long.parseLong(words(line.substring(colon + 1)).get(SENT_DROPPED));
            }
        }
        return 0;
    }

    private static List<String> words(String line) {
        return Arrays.asList(line.strip().split("\\s+"));
    }
}
