package org.netserv.cli;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import org.netserv.node.trace.TraceFilter;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what has happened to modules. */
@Command(name = "logs", mixinStandardHelpOptions = true, description = {
    "Show what has happened to modules: the latest hundred events that a node keeps, the oldest first.",
    "For the operator: root or the node's own user."}, footer = {"", "Example:",
        "  netserv logs --user janedoe --kind detached --kind restarted", "  netserv logs --follow --json"})
final class LogsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = {"-u",
        "--user"}, paramLabel = "USER", defaultValue = "", description = "Only of this publisher's modules.")
    private String user = "";

    @Option(names = {"-m",
        "--module"}, paramLabel = "MODULE", defaultValue = "", description = "Only of this module: name_1.0.0, or name for every version.")
    private String module = "";

    @Option(names = {"-k",
        "--kind"}, paramLabel = "KIND", description = "Only of this kind, such as detached or rolled-back; may be given again.")
    private List<String> kinds = List.of();

    @Option(names = {"-f",
        "--follow"}, description = "Go on with those that come, until Ctrl-C; with --json each is an object on a line of its own.")
    private boolean follow;

    @Option(names = {"-i",
        "--interval"}, paramLabel = "SECONDS", defaultValue = "1", description = "Between two looks with --follow (default: ${DEFAULT-VALUE}).")
    private double interval;

    @Mixin
    private NodeAddress node = new NodeAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(interval >= 0.1 && interval <= 3600)) {
            throw new ParameterException(spec.commandLine(), "expected --interval from 0.1 to 3600");
        }
        Set<Object> seen = Set.of();
        while (true) {
            Answer answer = node.status();
            if (!answer.code().isSuccess()) {
                return Answers.print(answer, output);
            }
            List<Map<String, Object>> events = events(Json.parse(answer.body()).get("events"));
            if (!follow) {
                output.print(Map.of("events", events), events.isEmpty() ? "no events"
                        : String.join("\n", events.stream().map(LogsCommand::line).toList()));
                return ExitCode.OK;
            }
            for (Map<String, Object> event : events) {
                if (!seen.contains(event)) {
                    output.out().println(output.json() ? Json.compact(event) : line(event));
                }
            }
            output.out().flush();
            seen = new HashSet<>(events);
            Thread.sleep((long) (interval * 1000));
        }
    }

    private List<Map<String, Object>> events(@Nullable Object list) {
        TraceFilter wanted = TraceFilter.parse("", user, module);
        return list instanceof List<?> entries ? entries.stream().map(LogsCommand::fields)
                .filter(event -> (kinds.isEmpty() || kinds.contains(text(event, "kind")))
                        && wanted.selects(text(event, "user"), text(event, "module")))
                .toList() : List.of();
    }

    private static Map<String, Object> fields(Object entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (entry instanceof Map<?, ?> map) {
            map.forEach((name, value) -> fields.put(String.valueOf(name), String.valueOf(value)));
        }
        return fields;
    }

    private static String text(Map<String, Object> event, String name) {
        return String.valueOf(event.get(name));
    }

    private static String line(Map<String, Object> event) {
        return event.get("at") + " " + event.get("kind") + " " + event.get("module") + " of " + event.get("user") + ": "
                + event.get("text");
    }
}
