package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.List;
import org.netserv.node.plane.PlaneException;

/**
 * A chain of our own, with a jump to it from a built-in one, and the rules that we have put there.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class RuleChain {
    private final Iptables iptables;
    private final String name;
    private final String from;
    private List<List<String>> rules = List.of();

    /**
     * @param name the chain
     * @param from the built-in chain that jumps to it
     */
    RuleChain(Iptables iptables, String name, String from) {
        this.iptables = iptables;
        this.name = name;
        this.from = from;
    }

    /** Makes the chain, empty, and the jump to it: behind the operator's own rules, so that these see every packet. */
    void create() throws PlaneException {
        iptables.run(List.of("-N", name));
        iptables.run(jump("-A"));
    }

    /** Removes the chain and every jump to it, whether we made them or a node before us; no harm if there are none. */
    void remove() throws PlaneException {
        List<String> present = iptables.run(List.of("-S"));
        List<String> removal = jump("-D");
        for (String line : present) {
            if (line.startsWith("-A " + from + " ") && line.endsWith(" -j " + name)) {
                iptables.run(removal);
            }
        }
        if (present.contains("-N " + name)) {
            iptables.run(List.of("-F", name));
            iptables.run(List.of("-X", name));
        }
        rules = List.of();
    }

    /**
     * Has exactly these rules in the chain, in this order. The kernel changes from the old ones to the new in one step; when
     * one is refused, the old ones stay.
     */
    void replace(List<List<String>> wanted) throws PlaneException {
        if (wanted.equals(rules)) {
            return;
        }
        List<List<String>> commands = new ArrayList<>();
        commands.add(List.of("-F", name));
        wanted.forEach(rule -> commands.add(append(rule)));
        iptables.change(commands);
        rules = List.copyOf(wanted);
    }

    private List<String> jump(String action) {
        return List.of(action, from, "-m", "comment", "--comment", "netserv", "-j", name);
    }

    private List<String> append(List<String> rule) {
        List<String> command = new ArrayList<>(List.of("-A", name));
        command.addAll(rule);
        return command;
    }
}
