package org.netserv.perf.router;

import java.util.List;
import java.util.Set;

/**
 * A container without Java, by what its source says.
 *
 * @param program its name, in the folder of the C programs
 * @param counters names for what is in its file of counters, in order, behind the magic number; {@code received} and
 *     {@code receive-calls} are among them
 * @param losses those of them that count packets which it took and did not let pass
 */
record Yardstick(String program, List<String> counters, Set<String> losses) {

    Yardstick {
        counters = List.copyOf(counters);
        losses = Set.copyOf(losses);
    }
}
