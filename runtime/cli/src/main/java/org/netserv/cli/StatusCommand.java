package org.netserv.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows a node to its operator. */
@Command(name = "status", mixinStandardHelpOptions = true, description = {
    "Show a node: its plane, its modules, its counters. For the operator: root or the node's own user."}, footer = {"",
        "Example:", "  netserv status --all", "  netserv status --watch 2"})
final class StatusCommand implements Callable<Integer> {

    private static final int LATEST_EVENTS = 10;
    /** What a module's entry has beside the rest if it is being tried, or has been in trouble. */
    private static final List<String> DETAILS = List.of("quarantine", "restarts", "rolled-back-from", "reason",
            "next-start");

    @Option(names = {"-a", "--all"}, description = "Also counters that are 0, and all events.")
    private boolean all;

    @Option(names = {"-w",
        "--watch"}, paramLabel = "SECONDS", description = "Show it again and again, so many seconds apart, until Ctrl-C.")
    private @Nullable Double interval;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeAddress node = new NodeAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (interval != null && !(interval >= 0.1 && interval <= 3600)) {
            throw new ParameterException(spec.commandLine(), "expected --watch from 0.1 to 3600");
        }
        int exit = show();
        while (interval != null && exit == ExitCode.OK) {
            Thread.sleep((long) (interval * 1000));
            exit = show();
        }
        return exit;
    }

    private int show() throws IOException {
        Answer answer = node.status();
        if (!answer.code().isSuccess()) {
            return Answers.print(answer, output);
        }
        Map<String, Object> state = Json.parse(answer.body());
        output.print(state, (interval == null ? "" : Screen.clear(output)) + text(state));
        return ExitCode.OK;
    }

    private String text(Map<String, Object> state) {
        StringBuilder text = new StringBuilder();
        text.append("node ").append(state.get("node-id")).append(", since ").append(state.get("since")).append('\n');
        text.append("plane ").append(state.get("plane")).append(' ').append(state.get("plane-settings")).append('\n');
        if (state.get("plane-troubles") instanceof List<?> troubles) {
            troubles.forEach(trouble -> text.append("  trouble: ").append(trouble).append('\n'));
        }
        List<?> modules = state.get("modules") instanceof List<?> list ? list : List.of();
        text.append(modules.isEmpty() ? "no modules\n" : "modules\n");
        for (Object entry : modules) {
            if (entry instanceof Map<?, ?> module) {
                text.append("  ").append(module.get("id")).append(" of ").append(module.get("user")).append(' ')
                        .append(module.get("state")).append(", ends ").append(module.get("ends"));
                for (String detail : DETAILS) {
                    if (module.containsKey(detail)) {
                        text.append(", ").append(detail).append(' ').append(module.get(detail));
                    }
                }
                text.append('\n');
                if (module.get("former") instanceof List<?> former && !former.isEmpty()) {
                    text.append("    kept before it: ")
                            .append(former.stream().map(String::valueOf).collect(Collectors.joining(", ")))
                            .append('\n');
                }
                counters(text, module.get("counters"), "    ");
            }
        }
        events(text, state.get("events"));
        text.append(all ? "counters\n" : "counters that are not 0\n");
        counters(text, state.get("counters"), "  ");
        return text.toString();
    }

    private void events(StringBuilder text, @Nullable Object events) {
        if (events instanceof List<?> list && !list.isEmpty()) {
            text.append("latest events\n");
            for (Object entry : all ? list : list.subList(Math.max(0, list.size() - LATEST_EVENTS), list.size())) {
                if (entry instanceof Map<?, ?> event) {
                    text.append("  ").append(event.get("at")).append(' ').append(event.get("kind")).append(' ')
                            .append(event.get("module")).append(" of ").append(event.get("user")).append(": ")
                            .append(event.get("text")).append('\n');
                }
            }
        }
    }

    private void counters(StringBuilder text, @Nullable Object counters, String indent) {
        if (counters instanceof Map<?, ?> map) {
            map.forEach((name, value) -> {
                if (all || (value instanceof Number number && number.longValue() != 0)) {
                    text.append(indent).append(String.format("%-40s %14s%n", name, value));
                }
            });
        }
    }
}
