package org.netserv.dataplane.xdp.host;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What iptables-save prints, and of it the rules that a packet that is forwarded meets, but for those of a node.
 *
 * <p><b>Thread.</b> One.
 */
final class SavedTables {
    private static final Map<String, List<String>> HOOKS = Map.of("raw", List.of("PREROUTING"), "mangle",
            List.of("PREROUTING", "FORWARD", "POSTROUTING"), "nat", List.of("PREROUTING", "POSTROUTING"), "filter",
            List.of("FORWARD"), "security", List.of("FORWARD"));
    private static final Pattern CHAIN = Pattern.compile(":(\\S+) (\\S+).*");
    private static final Pattern RULE = Pattern.compile("(?:\\[\\d+:\\d+] )?-A (\\S+) ?(.*)");
    private static final Pattern IN = Pattern.compile("(! )?-i (\\S+)");
    private static final Pattern OUT = Pattern.compile("(! )?-o (\\S+)");
    private static final Pattern TARGET = Pattern.compile("-[jg] (\\S+)");
    private static final String OURS = "NETSERV";

    private final String program;
    private final List<BypassedRule> found = new ArrayList<>();
    private String table = "";
    private final Map<String, String> policies = new LinkedHashMap<>();
    private final Map<String, List<String>> chains = new LinkedHashMap<>();

    private SavedTables(String program) {
        this.program = program;
    }

    /** The rules in what {@code program}-save has printed. */
    static List<BypassedRule> rules(String program, List<String> lines) {
        SavedTables tables = new SavedTables(program);
        lines.forEach(tables::read);
        tables.endTable();
        return tables.found;
    }

    private void read(String line) {
        if (line.startsWith("*")) {
            endTable();
            table = line.substring(1).strip();
            return;
        }
        Matcher chain = CHAIN.matcher(line);
        Matcher rule = RULE.matcher(line);
        if (chain.matches()) {
            policies.put(chain.group(1), chain.group(2));
        } else if (rule.matches()) {
            chains.computeIfAbsent(rule.group(1), name -> new ArrayList<>()).add(rule.group(2));
        }
    }

    private void endTable() {
        for (String hook : HOOKS.getOrDefault(table, List.of())) {
            String policy = policies.getOrDefault(hook, "ACCEPT");
            if (!policy.equals("ACCEPT")) {
                found.add(BypassedRule.forAll(program + " -t " + table + " -P " + hook + " " + policy));
            }
            for (String rule : chains.getOrDefault(hook, List.of())) {
                if (hasEffect(rule, new HashSet<>())) {
                    found.add(new BypassedRule(program + " -t " + table + " -A " + hook + " " + rule, match(IN, rule),
                            match(OUT, rule)));
                }
            }
        }
        policies.clear();
        chains.clear();
        table = "";
    }

    private static InterfaceMatch match(Pattern pattern, String rule) {
        Matcher matcher = pattern.matcher(rule);
        return matcher.find() ? InterfaceMatch.of(matcher.group(2), matcher.group(1) != null) : InterfaceMatch.ANY;
    }

    /** Not if it leads to a chain without rules, or to a node's. */
    private boolean hasEffect(String rule, Set<String> seen) {
        Matcher matcher = TARGET.matcher(rule);
        if (!matcher.find()) {
            return true;
        }
        String target = matcher.group(1);
        if (target.equals(OURS) && rule.contains("--comment netserv")) {
            return false;
        }
        return !"-".equals(policies.get(target)) || (seen.add(target)
                && chains.getOrDefault(target, List.of()).stream().anyMatch(each -> hasEffect(each, seen)));
    }
}
