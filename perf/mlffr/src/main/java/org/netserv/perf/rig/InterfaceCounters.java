package org.netserv.perf.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.netserv.rig.RigException;

/**
 * Packets that were lost at an interface since it exists.
 *
 * <p><b>Source.</b> /proc/net/dev.
 *
 * @param receivedDropped received, and not handed to the network stack
 * @param sentDropped not sent by the driver; for a veth: the peer's ring was full
 */
public record InterfaceCounters(long receivedDropped, long sentDropped) {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final int RECEIVED_DROPPED = 3;
    private static final int SENT_DROPPED = 11;

    /** The counters of an interface in the namespace of the calling thread. */
    public static InterfaceCounters read(String networkInterface) {
        try {
            // net is that of the thread here, and that of the process's first thread in /proc/net.
            for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev"))) {
                int colon = line.indexOf(':');
                if (colon > 0 && line.substring(0, colon).strip().equals(networkInterface)) {
                    String[] fields = BLANKS.split(line.substring(colon + 1).strip(), -1);
                    return new InterfaceCounters(Long.parseLong(fields[RECEIVED_DROPPED]),
                            Long.parseLong(fields[SENT_DROPPED]));
                }
            }
        } catch (IOException e) {
            throw new RigException("cannot read /proc/net/dev: " + e.getMessage(), e);
        }
        throw new RigException("no such interface: " + networkInterface);
    }
}
