package org.netserv.perf.router;

import java.util.List;
import org.netserv.rig.Exec;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;

/** The rules of a router: those of configuration 2, and those of others, loaded whole and taken back whole. */
final class Firewall {

    private static final String LOCK_SECONDS = "5";

    /** What an edge router has at the least. Nothing of the harness's traffic matches before the last rule. */
    private static final String FILTER = """
            *filter
            -A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
            -A FORWARD -m conntrack --ctstate INVALID -j DROP
            -A FORWARD -s 192.0.2.0/24 -j DROP
            -A FORWARD -p tcp -m multiport --dports 23,135,139,445 -j DROP
            -A FORWARD -p udp --dport 1900 -j DROP
            -A FORWARD -j ACCEPT
            COMMIT
            """;

    private Firewall() {}

    /** Adds the rules of configuration 2; connections are tracked from then on. */
    static void loadFilter(Namespace router) {
        load(router, FILTER);
    }

    /** Removes the rules of configuration 2. */
    static void clearFilter(Namespace router) {
        clear(router, "iptables", "filter");
    }

    /** Adds rules in the form of {@code iptables-save}. <b>Errors.</b> {@link RigException}, and none is added. */
    static void load(Namespace router, String rules) {
        Programs.require("iptables-restore", "iptables");
        Exec.run(router.command(List.of("iptables-restore", "--noflush", "-w", LOCK_SECONDS)), rules,
                Exec.DEFAULT_TIMEOUT).orThrow();
    }

    /** Empties a table, and takes away its chains: an empty one still costs each packet its look at it. */
    static void clear(Namespace router, String program, String table) {
        for (String action : new String[]{"-F", "-X"}) {
            router.exec(program, "-w", LOCK_SECONDS, "-t", table, action).orThrow();
        }
    }
}
