package org.netserv.dataplane.xdp.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.dataplane.common.BoundedRun;
import org.netserv.node.plane.PlaneException;

/**
 * What the host does to packets that it forwards: firewall rules, address translation, traffic control, IPsec.
 *
 * <p>A program that is not installed has nothing of its own in the kernel. One that is there and fails is an error: nobody knows
 * what it would have shown.
 */
public final class OperatorRules {
    private static final int LIMIT_SECONDS = 10;
    private static final int SHOWN = 4;
    private static final String SBIN = ":/usr/local/sbin:/usr/sbin:/sbin";
    private static final Path NET = Path.of("/proc/thread-self/net");
    private static final Pattern QDISC = Pattern.compile("qdisc (\\S+) \\S+ dev (\\S+) .*");
    /** What interfaces have unless somebody has chosen. */
    private static final Set<String> PLAIN_QDISCS = Set.of("noqueue", "mq", "pfifo_fast", "fq_codel", "fq");

    private OperatorRules() {}

    /**
     * What there is, in the network namespace of the calling thread.
     *
     * @throws PlaneException if it cannot be read
     */
    public static List<BypassedRule> read() throws PlaneException {
        List<BypassedRule> found = new ArrayList<>();
        tables(found, "iptables", "");
        tables(found, "ip6tables", "");
        // These make tables by looking at them, where there are none.
        if (hasLegacyTables("ip_tables_names")) {
            tables(found, "iptables", "-legacy");
        }
        if (hasLegacyTables("ip6_tables_names")) {
            tables(found, "ip6tables", "-legacy");
        }
        String ruleset = run(List.of("nft", "-j", "list", "ruleset"));
        if (!ruleset.isBlank()) {
            found.addAll(NftRuleset.rules(ruleset));
        }
        run(List.of("tc", "qdisc", "show")).lines().forEach(line -> qdisc(found, line));
        long policies = run(List.of("ip", "xfrm", "policy")).lines().filter(line -> line.startsWith("src ")).count();
        if (policies > 0) {
            found.add(BypassedRule.forAll("IPsec policies (" + policies + ")"));
        }
        return found.stream().distinct().toList();
    }

    /** Those that concern an interface of these, in a few words. */
    public static String describe(List<BypassedRule> rules) {
        return rules.stream().limit(SHOWN).map(BypassedRule::text).collect(Collectors.joining("; "))
                + (rules.size() > SHOWN ? "; and " + (rules.size() - SHOWN) + " more" : "");
    }

    private static void tables(List<BypassedRule> found, String program, String kind) throws PlaneException {
        found.addAll(SavedTables.rules(program, run(List.of(program + kind + "-save")).lines().toList()));
    }

    private static boolean hasLegacyTables(String names) {
        try {
            return !Files.readAllLines(NET.resolve(names)).isEmpty();
        } catch (IOException e) { // the kernel has none of that kind
            return false;
        }
    }

    private static void qdisc(List<BypassedRule> found, String line) {
        Matcher matcher = QDISC.matcher(line + " ");
        // Those below another, such as of each queue, are the interface's own.
        if (matcher.matches() && !line.contains(" parent ") && !PLAIN_QDISCS.contains(matcher.group(1))) {
            boolean ingress = Set.of("ingress", "clsact").contains(matcher.group(1));
            InterfaceMatch named = InterfaceMatch.of(matcher.group(2), false);
            found.add(new BypassedRule("tc qdisc " + matcher.group(1) + " dev " + matcher.group(2),
                    ingress ? named : InterfaceMatch.ANY, named));
        }
    }

    /** What a program prints; empty if there is no such program, or nothing in the kernel that it could show. */
    private static String run(List<String> command) throws PlaneException {
        Path program = find(command.getFirst());
        if (program == null) {
            return "";
        }
        List<String> whole = new ArrayList<>(command);
        whole.set(0, program.toString());
        BoundedRun run;
        try {
            run = BoundedRun.of(whole, "", LIMIT_SECONDS);
        } catch (IOException e) {
            throw unknown(command, String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw unknown(command, "no end within " + LIMIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(command, "interrupted", e);
        }
        if (run.code() == 0) {
            return run.output();
        }
        if (run.output().contains("not supported")) {
            return "";
        }
        throw unknown(command, run.output().lines().filter(line -> !line.isBlank()).findFirst()
                .orElse("exit code " + run.code()), null);
    }

    private static PlaneException unknown(List<String> command, String why, @Nullable Exception cause) {
        String text = "xdp: what a ring would go past cannot be told (option bypass-netfilter): "
                + String.join(" ", command) + ": " + why;
        return cause == null ? new PlaneException(text) : new PlaneException(text, cause);
    }

    /** Also where only root looks for programs. */
    private static @Nullable Path find(String program) {
        for (String folder : (System.getenv().getOrDefault("PATH", "") + SBIN).split(":", -1)) {
            Path path = Path.of(folder, program);
            if (!folder.isEmpty() && Files.isExecutable(path)) {
                return path;
            }
        }
        return null;
    }
}
