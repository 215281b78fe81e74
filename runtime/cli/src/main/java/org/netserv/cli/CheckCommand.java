package org.netserv.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration;
import org.netserv.node.config.ConfigurationException;
import org.netserv.node.config.ConfigurationReader;
import org.netserv.node.controller.Judgement;
import org.netserv.node.message.ControlMessage;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a node would make of a file. */
@Command(name = "check", mixinStandardHelpOptions = true, description = {
    "Say what is wrong with a configuration, or what a node would do with a control message and why.",
    "Changes nothing: no fetch, no nonce is used up. Exit code 1 if the file would be refused."}, footer = {"",
        "Examples:", "  netserv check netserv.xml", "  netserv check --config netserv.xml setup.signed"})
final class CheckCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "a configuration (XML) or a control message; - for standard input")
    private Path file = Path.of("-");

    @Option(names = {"-c",
        "--config"}, paramLabel = "FILE", description = "For a message: the configuration of the node that would get it.")
    private @Nullable Path config;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        byte[] bytes = bytes();
        boolean xml = new String(bytes, StandardCharsets.UTF_8).stripLeading().startsWith("<");
        return xml ? configuration() : message(bytes);
    }

    private byte[] bytes() throws IOException {
        try {
            return SignCommand.bytes(file);
        } catch (NoSuchFileException e) {
            throw new CliException(file + " is not there", e);
        }
    }

    private int configuration() {
        try {
            Configuration configuration = ConfigurationReader.read(file);
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
            e.problems().forEach(problem -> problems.add(
                    Map.of("line", problem.line(), "element", problem.element(), "problem", problem.sentence())));
            output.print(Map.of("ok", false, "problems", problems), String.valueOf(e.getMessage()));
            return ExitCode.SOFTWARE;
        }
    }

    private int message(byte[] bytes) throws IOException {
        ControlMessage message = SignCommand.parse(bytes, file.toString());
        Judgement judgement = judge(message);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("ok", judgement.accepted());
        object.put("steps", judgement.steps());
        StringBuilder text = new StringBuilder(message.method() + " " + message.module());
        judgement.steps().forEach((step, outcome) -> text.append(String.format("%n  %-10s %s", step, outcome)));
        output.print(object, text.toString());
        return judgement.accepted() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private Judgement judge(ControlMessage message) {
        if (config == null) {
            return Judgement.ofHeaders(message);
        }
        try {
            return Judgement.of(message, ConfigurationReader.read(config));
        } catch (ConfigurationException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }
}
