package org.netserv.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.node.Node;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.ConfigurationException;
import org.netserv.node.config.ConfigurationReader;
import org.netserv.node.config.User;
import org.netserv.node.controller.Judgement;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageException;
import org.netserv.node.sandbox.BundleReport;
import org.netserv.node.sandbox.SandboxException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a node would make of a file. */
@Command(name = "check", mixinStandardHelpOptions = true, description = {
    "Say what is wrong with a configuration or a module, or what a node would do with a control message and why.",
    "Changes nothing: no fetch, no nonce is used up. Exit code 1 if the file would be refused."}, footer = {"",
        "Examples:", "  netserv check netserv.xml", "  netserv check ttl-guard.jar",
        "  netserv check --config netserv.xml setup.signed"})
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a configuration (XML), a module (JAR) or a control message; - for standard input")
    private Path file = Path.of("-");

    @Option(names = {"-c",
        "--config"}, paramLabel = "FILE", description = "For a message: the configuration of the node that would get it.")
    private @Nullable Path config;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        byte[] bytes = SignCommand.bytes(file);
        if (bytes.length > 1 && bytes[0] == 'P' && bytes[1] == 'K') {
            return module();
        }
        boolean xml = new String(bytes, StandardCharsets.UTF_8).stripLeading().startsWith("<");
        return xml ? configuration() : message(bytes);
    }

    private int configuration() {
        if (file.toString().equals("-")) {
            throw new CliException("a configuration names files relative to itself: give its name in place of -");
        }
        try {
            Configuration configuration = ConfigurationReader.read(file);
            Node.verify(configuration);
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("ok", true);
            object.put("node-id", configuration.nodeId());
            object.put("users", configuration.users().stream().map(user -> user.name()).toList());
            StringBuilder text = new StringBuilder(file + " is a good configuration of node " + configuration.nodeId());
            configuration.users().forEach(user -> text.append("\n  user ").append(user.name()).append(": ")
                    .append(user.key().getAlgorithm()).append(" key, sandbox ").append(user.sandbox())
                    .append(", prefixes ").append(user.prefixes()).append(", ports ").append(user.ports()));
            output.print(object, text.toString());
            return ExitCode.OK;
        } catch (ConfigurationException e) {
            List<Object> problems = new ArrayList<>();
            e.problems().forEach(problem -> problems.add(object(problem)));
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("ok", false);
            object.put("problems", problems);
            output.print(object, String.valueOf(e.getMessage()));
            return ExitCode.SOFTWARE;
        }
    }

    private int module() throws IOException {
        if (file.toString().equals("-")) {
            throw new CliException("a module is not read from standard input: give its name in place of -");
        }
        BundleReport report;
        try {
            report = Sandboxes.standard().inspect(file);
        } catch (SandboxException e) {
            report = new BundleReport(file.toString(), "", List.of(String.valueOf(e.getMessage())));
        }
        boolean good = report.faults().isEmpty();
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("ok", good);
        object.put("module", report.id());
        object.put("list", report.listVersion());
        object.put("faults", report.faults());
        output.print(object, report.id() + (good ? " uses only what modules may use (list " + report.listVersion() + ")"
                : " would be refused:\n  "
                        + String.join("\n  ", report.faults())));
        return good ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static Map<String, Object> object(ConfigurationException.Problem problem) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("line", problem.line());
        object.put("element", problem.element());
        object.put("problem", problem.sentence());
        return object;
    }

    private int message(byte[] bytes) throws IOException {
        try {
            ControlMessage message = SignCommand.parse(bytes);
            if (message == null) {
                throw new CliException(file + " is empty: expected a control message, or a configuration");
            }
            Judgement judgement = judge(message);
            return print(message.method() + " " + message.module(), judgement.accepted(), judgement.steps());
        } catch (ControlMessageException e) {
            return print(file.toString(), false,
                    Map.of("refused", e.code().code() + " line " + e.line() + ": " + e.sentence()));
        }
    }

    private int print(String subject, boolean accepted, Map<String, String> steps) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("ok", accepted);
        object.put("steps", steps);
        StringBuilder text = new StringBuilder(subject);
        steps.forEach((step, outcome) -> text.append(String.format("%n  %-10s %s", step, outcome)));
        output.print(object, text.toString());
        return accepted ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private Judgement judge(ControlMessage message) {
        if (config == null) {
            return Judgement.ofHeaders(message);
        }
        try {
            Configuration configuration = ConfigurationReader.read(config);
            Judgement judgement = Judgement.of(message, configuration);
            return judgement.accepted() || judgement.steps().containsKey("signature") ? judgement
                    : withReason(judgement, message, configuration);
        } catch (ConfigurationException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    /** A node does not tell a stranger which users it has; who holds the configuration may know. */
    private static Judgement withReason(Judgement judgement, ControlMessage message, Configuration configuration) {
        String name = message.value("user");
        User user = configuration.user(name);
        String why;
        if (user == null) {
            why = (name.isEmpty() ? "the message names no user" : "there is no user " + name) + ": expected one of "
                    + configuration.users().stream().map(User::name).toList();
        } else if (message.value("signature").isEmpty()) {
            why = "the message has no signature: netserv sign adds one";
        } else {
            why = "it was not signed with the key of user " + name + ", or changed afterwards";
        }
        Map<String, String> steps = new LinkedHashMap<>(judgement.steps());
        steps.put("why", why);
        return new Judgement(false, steps);
    }
}
