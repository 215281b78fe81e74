package org.netserv.cli;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.cli.demo.Demo;
import org.netserv.cli.demo.WrongFigureException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows a node at work on real packets. */
@Command(name = "demo", mixinStandardHelpOptions = true, description = {
    "Show a node at work: user, router and server as network namespaces, real SIP traffic, and figures that must be right.",
    "Needs root. Takes about a minute, and removes all that it made, also when interrupted."}, footer = {"",
        "Example:", "  netserv demo --json figures.json"})
final class DemoCommand implements Callable<Integer> {

    enum Plane {
        nfqueue, xdp
    }

    @Option(names = "--plane", defaultValue = "nfqueue", description = "Forwarding plane: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Plane plane = Plane.nfqueue;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all figures to this file.")
    private @Nullable Path json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        String home = System.getProperty("netserv.home");
        if (home == null) {
            throw new CliException("the demo runs from a distribution, which the launcher starts: ./netserv demo");
        }
        try {
            new Demo(Path.of(home), plane.name(), spec.commandLine().getOut(), spec.commandLine().getErr(),
                    showsUnicode()).run(json);
            return ExitCode.OK;
        } catch (WrongFigureException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean showsUnicode() {
        Charset charset = Charset.forName(System.getProperty("stdout.encoding", "US-ASCII"));
        return charset.equals(StandardCharsets.UTF_8) && !"dumb".equals(System.getenv("TERM"));
    }
}
