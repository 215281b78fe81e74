package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.plane.PlaneException;

/**
 * A chain of our own, with a jump to it from a built-in one, and the rules that are to be there.
 *
 * <p>Whether they are is seen by comparing what iptables lists with what it listed when the rule was put there: it spells
 * rules its own way, which differs between versions.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class RuleChain {
    private final Iptables iptables;
    private final String name;
    private final String from;
    private final List<String> jump;
    /** The rules that are to be there. */
    private List<List<String>> rules = List.of();
    /** The line that lists a rule, or the jump, that we have put there. */
    private final Map<List<String>, String> spelling = new HashMap<>();
    /** Whether the rules are there, unless somebody else has been at them. */
    private boolean known;

    /**
     * @param name the chain
     * @param from the built-in chain that jumps to it
     */
    RuleChain(Iptables iptables, String name, String from) {
        this.iptables = iptables;
        this.name = name;
        this.from = from;
        jump = List.of(from, "-m", "comment", "--comment", "netserv", "-j", name);
    }

    /** The program that it is changed with. */
    String program() {
        return iptables.program();
    }

    /** The rules that are to be there. */
    List<List<String>> rules() {
        return rules;
    }

    /**
     * Makes the chain, which there must not be, with these rules, and the jump to it: behind the operator's own rules, so that
     * these see every packet.
     */
    void create(List<List<String>> wanted) throws PlaneException {
        rules = List.copyOf(wanted);
        iptables.change(complete(List.of(), wanted));
        known = learns();
    }

    /** Removes the chain and every jump to it, whether we made them or a node before us; no harm if there are none. */
    void remove() throws PlaneException {
        List<String> listing = iptables.list();
        List<List<String>> commands = new ArrayList<>();
        String prefix = "-A " + from + " ";
        listing.stream().filter(line -> line.startsWith(prefix) && line.endsWith(" -j " + name))
                .forEach(line -> commands.add(List.of("-D", line.substring("-A ".length()))));
        if (listing.contains("-N " + name)) {
            commands.add(List.of("-F", name));
            commands.add(List.of("-X", name));
        }
        if (!commands.isEmpty()) {
            iptables.change(commands);
        }
        rules = List.of();
        spelling.clear();
        known = false;
    }

    /**
     * Has exactly these rules in the chain, in this order. The kernel changes from the old ones to the new in one step; when
     * one is refused, the old ones stay.
     *
     * <p>Rules that stay are left alone: adding one takes 2 ms, but the kernel waits 20 for all CPUs before it lets one go.
     */
    void replace(List<List<String>> wanted) throws PlaneException {
        if (known && wanted.equals(rules)) {
            return;
        }
        boolean before = known;
        // Until it is known what is there: an interrupt may come when the program has done its work.
        known = false;
        if (!before || !iptables.tryChange(difference(wanted))) {
            write(iptables.list(), wanted);
        }
        rules = List.copyOf(wanted);
        known = learns();
    }

    /** Has the rules there that were there before. If that fails, they are still those that are to be there. */
    void undo(List<List<String>> before) throws PlaneException {
        try {
            replace(before);
        } finally {
            rules = before;
        }
    }

    /**
     * Looks whether chain, rules and jump are there, and if not, puts all of it there in one step. Rules of others stay as they
     * are.
     *
     * @return what was amiss; null if nothing was
     */
    @Nullable
    String reconcile() throws PlaneException {
        List<String> listing = iptables.list();
        String amiss = amiss(listing);
        if (amiss != null) {
            known = false;
            write(listing, rules);
            known = learns();
            return iptables.program() + " " + iptables.table() + ": " + amiss;
        }
        known = true;
        return null;
    }

    private @Nullable String amiss(List<String> listing) {
        if (!listing.contains("-N " + name)) {
            return "chain " + name + " was gone";
        }
        List<@Nullable String> expected = new ArrayList<>();
        rules.forEach(rule -> expected.add(spelling.get(rule)));
        List<String> present = present(listing);
        if (!present.equals(expected)) {
            return "chain " + name + " had " + present.size()
                    + (present.size() == expected.size() ? " other rules than ours"
                            : " rules in place of " + expected.size());
        }
        List<String> jumps = jumps(listing);
        if (jumps.size() != 1 || !jumps.getFirst().equals(spelling.get(jump))) {
            return jumps.isEmpty()
                    ? "the jump from " + from + " to " + name + " was gone"
                    : "the jump from " + from + " to " + name + " was changed";
        }
        return null;
    }

    /** Puts everything there, whatever there is. */
    private void write(List<String> listing, List<List<String>> wanted) throws PlaneException {
        iptables.change(complete(listing, wanted));
        spelling.clear();
    }

    private List<List<String>> complete(List<String> listing, List<List<String>> wanted) {
        List<List<String>> commands = new ArrayList<>();
        commands.add(List.of(listing.contains("-N " + name) ? "-F" : "-N", name));
        wanted.forEach(rule -> commands.add(command(List.of("-A", name), rule)));
        boolean jumps = false;
        for (String line : jumps(listing)) {
            if (!jumps && line.equals(spelling.get(jump))) {
                jumps = true;
            } else {
                commands.add(List.of("-D", line.substring("-A ".length())));
            }
        }
        if (!jumps) {
            commands.add(command(List.of("-A"), jump));
        }
        return commands;
    }

    /** Commands that change what differs. */
    private List<List<String>> difference(List<List<String>> wanted) {
        int shorter = Math.min(rules.size(), wanted.size());
        int same = 0;
        while (same < shorter && rules.get(same).equals(wanted.get(same))) {
            same++;
        }
        int sameAtEnd = 0;
        while (sameAtEnd < shorter - same
                && rules.get(rules.size() - 1 - sameAtEnd).equals(wanted.get(wanted.size() - 1 - sameAtEnd))) {
            sameAtEnd++;
        }
        List<List<String>> commands = new ArrayList<>();
        rules.subList(same, rules.size() - sameAtEnd)
                .forEach(rule -> commands.add(command(List.of("-D", name), rule)));
        for (int i = same; i < wanted.size() - sameAtEnd; i++) {
            commands.add(command(List.of("-I", name, Integer.toString(i + 1)), wanted.get(i)));
        }
        return commands;
    }

    /** Reads how the rules that have just been put there are spelt; false if they cannot be those. */
    private boolean learns() {
        List<String> listing;
        try {
            listing = iptables.list();
        } catch (PlaneException e) {
            return false;
        }
        List<String> present = present(listing);
        List<String> jumps = jumps(listing);
        if (present.size() != rules.size() || jumps.size() != 1) {
            return false;
        }
        Map<List<String>, String> learnt = new HashMap<>();
        learnt.put(jump, jumps.getFirst());
        for (int i = 0; i < rules.size(); i++) {
            learnt.put(rules.get(i), present.get(i));
        }
        // A rule that was there before looks as it did, or others have been at the chain between our change and this.
        for (Map.Entry<List<String>, String> line : learnt.entrySet()) {
            String before = spelling.get(line.getKey());
            if (before != null && !before.equals(line.getValue())) {
                return false;
            }
        }
        spelling.clear();
        spelling.putAll(learnt);
        return true;
    }

    private List<String> present(List<String> listing) {
        String prefix = "-A " + name + " ";
        return listing.stream().filter(line -> line.startsWith(prefix)).toList();
    }

    /** Ours by their comment: a jump of the operator's is left alone. */
    private List<String> jumps(List<String> listing) {
        String prefix = "-A " + from + " ";
        return listing.stream().filter(line -> line.startsWith(prefix) && line.contains(" --comment netserv ")
                && line.endsWith(" -j " + name)).toList();
    }

    private static List<String> command(List<String> action, List<String> rule) {
        List<String> command = new ArrayList<>(action);
        command.addAll(rule);
        return command;
    }
}
