package org.netserv.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code netserv bench}. */
@Command(name = "netserv bench", mixinStandardHelpOptions = true, description = {
    "Measures steps of the packet path with JMH, each beside a reference: ns per packet, ratio, bytes allocated.",
    "Without options all of them take about 20 minutes."}, footer = {"",
        "Exit codes: 0 done, 1 failed, 2 wrong usage."})
public final class Main implements Callable<Integer> {

    private static final List<String> NOTES = List.of(
            "ns/packet: time on a processor; ±: 95 % confidence; on CPU: the rest of the time others had the processor.",
            "B/packet: less than 0.01 is what the profiler itself allocates, spread over all packets.",
            "On a shared machine compare figures within one run only, and ratios rather than times.");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "PATTERN", arity = "0..*", description = "Regular expressions: only benchmarks in whose "
            + "name one is found (see --list). Their references are measured with them.")
    private List<String> patterns = new ArrayList<>();

    @ArgGroup
    private Mode mode = new Mode();

    @Option(names = "--json", paramLabel = "FILE", description = "Also write JMH's own results there.")
    private Optional<Path> json = Optional.empty();

    private Main() {}

    /** What is done; one of them at most. */
    private static final class Mode {
        @Option(names = "--quick", description = "About 5 minutes for all: one JVM each, short iterations.")
        private boolean quick;

        @Option(names = "--smoke", description = "Call each once, to see that it works; the times mean nothing.")
        private boolean smoke;

        @Option(names = "--list", description = "Print the benchmarks and their parameters.")
        private boolean list;
    }

    /** Runs and ends the JVM with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setParameterExceptionHandler((e, arguments) -> {
            PrintWriter err = e.getCommandLine().getErr();
            err.println("netserv: " + e.getMessage());
            err.println("See netserv bench --help.");
            return CommandLine.ExitCode.USAGE;
        });
        return commandLine;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Catalogue catalogue = new Catalogue();
        List<Pattern> wanted = compiled(catalogue);
        if (mode.list) {
            catalogue.lines(wanted).forEach(out::println);
            return CommandLine.ExitCode.OK;
        }
        json.ifPresent(this::checkWritable);
        Effort effort = mode.smoke ? Effort.SMOKE : mode.quick ? Effort.QUICK : Effort.FULL;
        if (effort == Effort.SMOKE) {
            checkOwnFlags();
            // Nothing is measured, so nothing is disturbed by another run either.
            System.setProperty("jmh.ignoreLock", "true");
        }
        Environment.lines(effort).forEach(out::println);
        out.println();
        return measure(catalogue.select(wanted), effort, out);
    }

    private int measure(List<Comparison> comparisons, Effort effort, PrintWriter out) {
        Campaign campaign = new Campaign(effort);
        Table table = new Table(out);
        table.head();
        for (Comparison comparison : comparisons) {
            try {
                table.add(comparison, campaign.run(comparison));
            } catch (RunnerException e) {
                return failed("benchmark " + comparison.title() + " failed: " + reason(e));
            }
        }
        out.println();
        NOTES.forEach(out::println);
        try {
            if (json.isPresent()) {
                campaign.writeJson(json.get());
            }
        } catch (IOException e) {
            return failed("cannot write " + json.get() + ": " + e.getMessage());
        }
        return CommandLine.ExitCode.OK;
    }

    private List<Pattern> compiled(Catalogue catalogue) {
        List<Pattern> compiled = new ArrayList<>();
        for (String text : patterns) {
            Pattern pattern;
            try {
                pattern = Pattern.compile(text, Pattern.CASE_INSENSITIVE);
            } catch (PatternSyntaxException e) {
                throw misuse("\"" + text + "\" is no regular expression: " + e.getDescription());
            }
            if (catalogue.select(List.of(pattern)).isEmpty()) {
                throw misuse("no benchmark's name has \"" + text + "\" in it; --list prints all names");
            }
            compiled.add(pattern);
        }
        return compiled;
    }

    /** Now rather than after ten minutes. */
    private void checkWritable(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw misuse("--json expects a file, " + file + " is a folder");
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw misuse("--json: " + file + " cannot be written");
        }
    }

    private void checkOwnFlags() {
        if (!Object.class.getModule().isExported("jdk.internal.misc", Main.class.getModule())) {
            throw misuse("--smoke runs in this JVM, which was started without the options in perf/bench's jvm.args");
        }
    }

    private ParameterException misuse(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private int failed(String sentence) {
        spec.commandLine().getErr().println("netserv: " + sentence);
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The exception and what is behind it: JMH wraps what a benchmark throws. */
    private static String reason(Throwable e) {
        StringBuilder reason = new StringBuilder(String.valueOf(e.getMessage()).strip());
        for (Throwable suppressed : e.getSuppressed()) {
            reason.append("; ").append(suppressed);
        }
        Throwable cause = e.getCause();
        return cause == null ? reason.toString() : reason + ": " + reason(cause);
    }
}
