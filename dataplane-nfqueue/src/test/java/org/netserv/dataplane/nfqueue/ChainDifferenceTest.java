package org.netserv.dataplane.nfqueue;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Commands that change chains: what they lead to, and what they leave alone. */
class ChainDifferenceTest {
    private static final List<String> CHAINS = List.of("A", "B", "C", "D");

    @Test
    void shouldLeaveAloneWhatStays() {
        assertEquals(List.of(), commands("A: a b c; B: d", "A: a b c; B: d"));
        assertEquals(List.of("-I A 2 x"), commands("A: a b c; B: d", "A: a x b c; B: d"));
        assertEquals(List.of("-D A b"), commands("A: a b c; B: d", "A: a c; B: d"));
        assertEquals(List.of("-D A b", "-I A 2 x"), commands("A: a b c; B: d", "A: a x c; B: d"));
    }

    @Test
    void shouldMakeChainsBeforeRulesLeadToThemAndRemoveThemAfterwards() {
        assertEquals(List.of("-N C", "-N D", "-D A B", "-I A 1 C", "-I C 1 D", "-I D 1 d", "-F B", "-X B"),
                commands("A: B; B: b", "A: C; C: D; D: d"));
    }

    @Test
    void shouldLeadFromAnyChainsToAnyOthers() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            Map<String, List<List<String>>> before = randomChains(random);
            Map<String, List<List<String>>> after = randomChains(random);
            Map<String, List<List<String>>> there = new LinkedHashMap<>();
            before.forEach((chain, rules) -> there.put(chain, new ArrayList<>(rules)));
            ChainDifference.commands(before, after).forEach(command -> carryOut(there, command));
            assertEquals(after, there, "seed=" + seed);
        }
    }

    /** As iptables does it. */
    private static void carryOut(Map<String, List<List<String>>> chains, List<String> command) {
        String chain = command.get(1);
        switch (command.getFirst()) {
            case "-N" -> assertEquals(null, chains.put(chain, new ArrayList<>()));
            case "-F" -> chains.put(chain, new ArrayList<>());
            case "-X" -> assertEquals(List.of(), chains.remove(chain));
            case "-D" -> assertEquals(true, rules(chains, chain).remove(command.subList(2, command.size())));
            case "-I" -> rules(chains, chain).add(Integer.parseInt(command.get(2)) - 1,
                    command.subList(3, command.size()));
            default -> throw new IllegalArgumentException("command=" + command);
        }
    }

    private static List<List<String>> rules(Map<String, List<List<String>>> chains, String chain) {
        return chains.getOrDefault(chain, List.of());
    }

    private static Map<String, List<List<String>>> randomChains(Random random) {
        Map<String, List<List<String>>> chains = new LinkedHashMap<>();
        for (String chain : CHAINS) {
            if (random.nextBoolean()) {
                chains.put(chain, random.ints(random.nextInt(6), 0, 8).distinct()
                        .mapToObj(rule -> List.of("-d", Integer.toString(rule))).toList());
            }
        }
        return chains;
    }

    private static List<String> commands(String before, String after) {
        return ChainDifference.commands(chains(before), chains(after)).stream()
                .map(command -> String.join(" ", command)).toList();
    }

    /** {@code A: a b; B: c} */
    private static Map<String, List<List<String>>> chains(String text) {
        Map<String, List<List<String>>> chains = new LinkedHashMap<>();
        for (String chain : text.split("; ", -1)) {
            String[] parts = chain.split(": ", -1);
            List<List<String>> rules = new ArrayList<>();
            for (String rule : parts[1].split(" ", -1)) {
                rules.add(List.of(rule));
            }
            chains.put(parts[0], rules);
        }
        return chains;
    }
}
