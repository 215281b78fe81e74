package org.netserv.cli.demo;

import java.util.ArrayList;
import java.util.List;
import org.netserv.rig.Namespace;

/**
 * The rules and chains on a host, without counters and empty tables, its interfaces, and which of them have an XDP program.
 *
 * @param lines of iptables-save, ip6tables-save, and of our own for interfaces
 */
record FirewallState(List<String> lines) {
    private static final String XDP = "XDP program on ";

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
        host.ip("-o", "link", "show").stdout().lines().map(line -> line.split(": ", 3)).forEach(link -> {
            lines.add("interface " + link[1]);
            if (link[2].contains("prog/xdp")) {
                lines.add(XDP + link[1]);
            }
        });
        return new FirewallState(lines);
    }

    /** Rules and programs that bring packets to user space. */
    long ways() {
        return lines.stream().filter(line -> line.contains("-j NFQUEUE") || line.startsWith(XDP)).count();
    }

    /** Lines that are not in the other. */
    long beyond(FirewallState other) {
        return lines.stream().filter(line -> !other.lines.contains(line)).count();
    }
}
