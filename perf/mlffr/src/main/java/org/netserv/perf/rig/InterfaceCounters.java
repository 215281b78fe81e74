package org.netserv.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.netserv.rig.RigException;

/**
 * What the kernel has counted on an interface since it exists.
 *
 * <p><b>Source.</b> /proc/net/dev.
 *
 * @param receivedPackets handed to the network stack
 * @param receivedDropped not handed to it
 * @param sentPackets given to the driver
 * @param sentDropped not sent by the driver; for a veth: the peer's ring was full
 */
public record InterfaceCounters(long receivedPackets, long receivedDropped, long sentPackets, long sentDropped) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    /** The counters of an interface in the namespace of the calling thread. */
    public static InterfaceCounters read(String networkInterface) {
        try {
            // net is that of the thread here, and that of the process's first thread in /proc/net.
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev"))) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equals(networkInterface)) {
                    String[] fields = BLANKS.split(line.substring(colon + 1).strip(), -1);
                    return new InterfaceCounters(Long.parseLong(fields[1]), Long.parseLong(fields[3]),
                            Long.parseLong(fields[9]), Long.parseLong(fields[11]));
                }
            }
        } catch (IOException e) {
            throw new RigException("cannot read /proc/net/dev: " + e.getMessage(), e);
        }
        throw new RigException("no such interface: " + networkInterface);
    }
}
