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
     *
     * <p>Rules that stay are left alone: adding one takes 2 ms, but the kernel waits 20 for all CPUs before it lets one go.
     */
    void replace(List<List<String>> wanted) throws PlaneException {
        if (wanted.equals(rules)) {
            return;
        }
        List<List<String>> before = rules;
        // Until it is known what is there: an interrupt may come when the program has done its work.
        rules = List.of();
        if (before.isEmpty() || !changes(before, wanted)) {
            List<List<String>> commands = new ArrayList<>();
            commands.add(List.of("-F", name));
            wanted.forEach(rule -> commands.add(command(List.of("-A", name), rule)));
            iptables.change(commands);
        }
        rules = List.copyOf(wanted);
    }

    /** Changes what differs; false if the chain is not what we have made of it. */
    private boolean changes(List<List<String>> before, List<List<String>> wanted) {
        int shorter = Math.min(before.size(), wanted.size());
        int same = 0;
        while (same < shorter && before.get(same).equals(wanted.get(same))) {
            same++;
        }
        int sameAtEnd = 0;
        while (sameAtEnd < shorter - same
                && before.get(before.size() - 1 - sameAtEnd).equals(wanted.get(wanted.size() - 1 - sameAtEnd))) {
            sameAtEnd++;
        }
        List<List<String>> commands = new ArrayList<>();
        before.subList(same, before.size() - sameAtEnd)
                .forEach(rule -> commands.add(command(List.of("-D", name), rule)));
        for (int i = same; i < wanted.size() - sameAtEnd; i++) {
            commands.add(command(List.of("-I", name, Integer.toString(i + 1)), wanted.get(i)));
        }
        try {
            iptables.change(commands);
            return true;
        } catch (PlaneException e) {
            return false;
        }
    }

    private List<String> jump(String action) {
        return List.of(action, from, "-m", "comment", "--comment", "netserv", "-j", name);
    }

    private static List<String> command(List<String> action, List<String> rule) {
        List<String> command = new ArrayList<>(action);
        command.addAll(rule);
        return command;
    }
}
