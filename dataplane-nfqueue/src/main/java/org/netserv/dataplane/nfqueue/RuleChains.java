package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netserv.node.plane.PlaneException;

/**
 * Chains of our own in one table, the jumps from a built-in one to the first of them, and the rules that are to be there. They
 * change in one step.
 *
 * <p>Whether they are there is seen by comparing what iptables lists with what it listed when the rule was put there: it spells
 * rules its own way, which differs between versions.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class RuleChains {
    private final Iptables iptables;
    private final String first;
    private final String from;
    private final Pattern ours;
    private final List<List<String>> jumps;
    /** By chain the rules that are to be there. */
    private Map<String, List<List<String>>> chains = Map.of();
    private final Spelling spelling = new Spelling();
    /** Whether the rules are there, unless somebody else has been at them. */
    private boolean known;
    /** What could not be removed, as rules of others lead to it. */
    private Listing left = Listing.EMPTY;

    /**
     * @param first the chain that the others are reached from; their names are this one's, a dash, and a number
     * @param from the built-in chain that jumps to it
     * @param matches what packets match that jump there, a rule each
     */
    RuleChains(Iptables iptables, String first, String from, List<List<String>> matches) {
        this.iptables = iptables;
        this.first = first;
        this.from = from;
        ours = Pattern.compile(Pattern.quote(first) + "(-[0-9]+)?");
        jumps = matches.stream().map(match -> ChainDifference.command(match,
                List.of("-m", "comment", "--comment", "netserv", "-j", first))).toList();
    }

    /** By chain the rules that are to be there. */
    Map<String, List<List<String>>> chains() {
        return chains;
    }

    /**
     * Makes the chains, of which there must be none, with these rules, and the jumps to the first: behind the operator's own
     * rules, so that these see every packet.
     */
    void create(Map<String, List<List<String>>> wanted) throws PlaneException {
        chains = new LinkedHashMap<>(wanted);
        iptables.change(complete(left, wanted));
        left = Listing.EMPTY;
        known = learns();
    }

    /**
     * Removes the chains and every jump to the first, whether we made them or a node before us; no harm if there are none. A chain
     * that a rule of others leads to stays, empty.
     */
    void remove() throws PlaneException {
        Listing listing = list();
        List<List<String>> commands = new ArrayList<>();
        rules(listing, from).stream().filter(rule -> rule.endsWith("-j " + first))
                .forEach(rule -> commands.add(List.of("-D", from, rule)));
        List<String> present = ours(listing);
        commands.addAll(drop(listing, present));
        if (!commands.isEmpty()) {
            iptables.change(commands);
        }
        Map<String, List<String>> kept = new HashMap<>();
        present.stream().filter(chain -> isUsed(listing, chain)).forEach(chain -> kept.put(chain, List.of()));
        left = new Listing(kept);
        chains = Map.of();
        spelling.forget();
        known = false;
    }

    /**
     * Has exactly these chains, with these rules in this order. The kernel changes from the old ones to the new in one step; when
     * one is refused, the old ones stay.
     *
     * <p>Rules that stay are left alone: adding one takes 2 ms, but the kernel waits 20 for all CPUs before it lets one go.
     */
    void replace(Map<String, List<List<String>>> wanted) throws PlaneException {
        if (known && wanted.equals(chains)) {
            return;
        }
        boolean before = known;
        // Until it is known what is there: an interrupt may come when the program has done its work.
        known = false;
        if (!before || !iptables.tryChange(ChainDifference.commands(chains, wanted))) {
            write(list(), wanted);
        }
        chains = new LinkedHashMap<>(wanted);
        known = learns();
    }

    /** Has the rules there that were there before. If that fails, they are still those that are to be there. */
    void undo(Map<String, List<List<String>>> before) throws PlaneException {
        try {
            replace(before);
        } finally {
            chains = before;
        }
    }

    /**
     * Looks whether chains, rules and jumps are there, and if not, puts all of it there in one step. Rules of others stay as they
     * are.
     *
     * @return what was amiss; null if nothing was
     */
    @Nullable
    String reconcile() throws PlaneException {
        Listing listing = list();
        String amiss = amiss(listing);
        if (amiss != null) {
            known = false;
            write(listing, chains);
            known = learns();
            return iptables.program() + " " + iptables.table() + ": " + amiss;
        }
        known = true;
        return null;
    }

    private @Nullable String amiss(Listing listing) {
        for (Map.Entry<String, List<List<String>>> chain : chains.entrySet()) {
            List<String> present = listing.rules(chain.getKey());
            if (present == null) {
                return "chain " + chain.getKey() + " was gone";
            }
            List<@Nullable String> expected = new ArrayList<>();
            chain.getValue().forEach(rule -> expected.add(spelling.of(rule)));
            if (!present.equals(expected)) {
                return "chain " + chain.getKey() + " had " + present.size()
                        + (present.size() == expected.size() ? " other rules than ours"
                                : " rules in place of " + expected.size());
            }
        }
        List<String> present = jumps(listing);
        List<@Nullable String> expected = new ArrayList<>();
        jumps.forEach(jump -> expected.add(spelling.of(jump)));
        if (!present.equals(expected)) {
            return "the jump from " + from + " to " + first + (present.isEmpty() ? " was gone" : " was changed");
        }
        return null;
    }

    /** Puts everything there, whatever there is. */
    private void write(Listing listing, Map<String, List<List<String>>> wanted) throws PlaneException {
        iptables.change(complete(listing, wanted));
        spelling.forget();
    }

    private List<List<String>> complete(Listing listing, Map<String, List<List<String>>> wanted) {
        List<List<String>> commands = new ArrayList<>();
        wanted.keySet().forEach(chain -> commands.add(List.of(listing.has(chain) ? "-F" : "-N", chain)));
        wanted.forEach((chain, rules) -> rules
                .forEach(rule -> commands.add(ChainDifference.command(List.of("-A", chain), rule))));
        List<@Nullable String> expected = new ArrayList<>();
        jumps.forEach(jump -> expected.add(spelling.of(jump)));
        List<String> present = jumps(listing);
        if (!present.equals(expected)) {
            present.forEach(line -> commands.add(List.of("-D", from, line)));
            jumps.forEach(jump -> commands.add(ChainDifference.command(List.of("-A", from), jump)));
        }
        commands.addAll(
                drop(listing, ours(listing).stream().filter(chain -> !wanted.containsKey(chain)).toList()));
        return commands;
    }

    /** All of them are empty before the first goes: they lead to one another. */
    private List<List<String>> drop(Listing listing, List<String> gone) {
        List<List<String>> commands = new ArrayList<>();
        gone.forEach(chain -> commands.add(List.of("-F", chain)));
        gone.stream().filter(chain -> !isUsed(listing, chain)).forEach(chain -> commands.add(List.of("-X", chain)));
        return commands;
    }

    /** Whether a rule of others leads to it, which is not ours to remove. */
    private boolean isUsed(Listing listing, String chain) {
        return listing.chains().entrySet().stream().filter(other -> !isOurs(other.getKey()))
                .anyMatch(other -> other.getValue().stream().anyMatch(rule -> Listing.leads(rule, chain)
                        && !(other.getKey().equals(from) && rule.endsWith("-j " + first))));
    }

    /** Reads how the rules that have just been put there are spelt; false if they cannot be those. */
    private boolean learns() {
        Listing listing;
        try {
            listing = list();
        } catch (PlaneException e) {
            return false;
        }
        List<List<String>> rules = new ArrayList<>(jumps);
        List<String> listed = new ArrayList<>(jumps(listing));
        for (Map.Entry<String, List<List<String>>> chain : chains.entrySet()) {
            List<String> present = listing.rules(chain.getKey());
            if (present == null || present.size() != chain.getValue().size()) {
                return false;
            }
            rules.addAll(chain.getValue());
            listed.addAll(present);
        }
        return spelling.learn(rules, listed);
    }

    private Listing list() throws PlaneException {
        return Listing.of(iptables.list());
    }

    private static List<String> rules(Listing listing, String chain) {
        List<String> rules = listing.rules(chain);
        return rules == null ? List.of() : rules;
    }

    private List<String> ours(Listing listing) {
        return listing.chains().keySet().stream().filter(this::isOurs).toList();
    }

    private boolean isOurs(String chain) {
        return ours.matcher(chain).matches();
    }

    /** Ours by their comment: a jump of the operator's is left alone. */
    private List<String> jumps(Listing listing) {
        return rules(listing, from).stream()
                .filter(rule -> rule.contains("--comment netserv ") && rule.endsWith(" -j " + first)).toList();
    }
}
