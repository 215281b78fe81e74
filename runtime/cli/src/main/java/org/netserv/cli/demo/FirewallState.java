package org.netserv.cli.demo;

import java.util.ArrayList;
import java.util.List;
import org.netserv.rig.Namespace;

/**
 * The rules and chains on a host, without counters and empty tables.
 *
 * @param lines of iptables-save and ip6tables-save
 */
record FirewallState(List<String> lines) {

    FirewallState {
        lines = List.copyOf(lines);
    }

    static FirewallState of(Namespace host) {
        List<String> lines = new ArrayList<>();
        for (String program : List.of("iptables-save", "ip6tables-save")) {
            host.exec(program).orThrow().stdout().lines()
                    // A chain of somebody's has no policy, which a built-in one has.
                    .filter(line -> line.startsWith("-A") || line.matches(":\\S+ - .*"))
                    .map(line -> program + " " + line.replaceAll(" \\[\\d+:\\d+]$", "")).forEach(lines::add);
        }
        return new FirewallState(lines);
    }

    /** Rules that send packets to user space. */
    long queueRules() {
        return lines.stream().filter(line -> line.contains("-j NFQUEUE")).count();
    }

    /** Lines that are not in the other. */
    long beyond(FirewallState other) {
        return lines.stream().filter(line -> !other.lines.contains(line)).count();
    }
}
