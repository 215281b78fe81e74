package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
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
    private final Set<List<String>> rules = new LinkedHashSet<>();

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
        rules.clear();
    }

    /**
     * Has exactly these rules in the chain: adds what is missing, then removes what is too much, so that no packet that
     * both sets select gets past. When a rule is refused, those added before it are taken back.
     */
    void replace(Collection<List<String>> wanted) throws PlaneException {
        List<List<String>> added = new ArrayList<>();
        try {
            for (List<String> rule : wanted) {
                if (!rules.contains(rule) && !added.contains(rule)) {
                    iptables.run(command("-A", rule));
                    added.add(rule);
                }
            }
        } catch (PlaneException e) {
            added.forEach(rule -> iptables.succeeds(command("-D", rule)));
            throw e;
        }
        rules.addAll(added);
        for (List<String> rule : List.copyOf(rules)) {
            if (!wanted.contains(rule)) {
                delete(rule);
                rules.remove(rule);
            }
        }
    }

    /** A rule that somebody else has removed is as good as one that we removed. */
    private void delete(List<String> rule) throws PlaneException {
        try {
            iptables.run(command("-D", rule));
        } catch (PlaneException e) {
            if (iptables.succeeds(command("-C", rule))) {
                throw e;
            }
        }
    }

    private List<String> jump(String action) {
        return List.of(action, from, "-m", "comment", "--comment", "netserv", "-j", name);
    }

    private List<String> command(String action, List<String> rule) {
        List<String> arguments = new ArrayList<>(List.of(action, name));
        arguments.addAll(rule);
        return arguments;
    }
}
