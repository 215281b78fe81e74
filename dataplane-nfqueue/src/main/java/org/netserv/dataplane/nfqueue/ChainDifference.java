package org.netserv.dataplane.nfqueue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Commands of iptables that lead from some chains to others, and leave alone what is in both. */
final class ChainDifference {
    private final Map<String, List<List<String>>> before;
    private final Map<String, List<List<String>>> after;
    private final List<List<String>> commands = new ArrayList<>();

    private ChainDifference(Map<String, List<List<String>>> before, Map<String, List<List<String>>> after) {
        this.before = before;
        this.after = after;
    }

    /**
     * Commands to be carried out in one step, by chain the rules before and after. No chain is referred to before it is there, and
     * none goes while a rule leads to it.
     */
    static List<List<String>> commands(Map<String, List<List<String>>> before,
            Map<String, List<List<String>>> after) {
        ChainDifference difference = new ChainDifference(before, after);
        difference.collect();
        return difference.commands;
    }

    /** A command that acts on a rule. */
    static List<String> command(List<String> action, List<String> rule) {
        List<String> command = new ArrayList<>(action);
        command.addAll(rule);
        return command;
    }

    private void collect() {
        List<String> come = after.keySet().stream().filter(chain -> !before.containsKey(chain)).toList();
        List<String> go = before.keySet().stream().filter(chain -> !after.containsKey(chain)).toList();
        come.forEach(chain -> commands.add(List.of("-N", chain)));
        after.forEach((chain, rules) -> change(chain, before.getOrDefault(chain, List.of()), rules));
        go.forEach(chain -> commands.add(List.of("-F", chain)));
        go.forEach(chain -> commands.add(List.of("-X", chain)));
    }

    private void change(String chain, List<List<String>> rules, List<List<String>> wanted) {
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
        rules.subList(same, rules.size() - sameAtEnd)
                .forEach(rule -> commands.add(command(List.of("-D", chain), rule)));
        for (int i = same; i < wanted.size() - sameAtEnd; i++) {
            commands.add(command(List.of("-I", chain, Integer.toString(i + 1)), wanted.get(i)));
        }
    }
}
