package org.netserv.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.Linking;
import org.netserv.rig.RigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code netserv}: hands over to a subcommand, or prints help. */
@Command(name = "netserv", mixinStandardHelpOptions = true, versionProvider = Main.Version.class, modelTransformer = ExampleSections.class, subcommands = {
    DemoCommand.class, RunCommand.class, CheckCommand.class, ReplayCommand.class, SetupCommand.class,
    RemoveCommand.class, ProbeCommand.class, StatusCommand.class, TopCommand.class, TraceCommand.class,
    LogsCommand.class, OperatorCommand.Evict.class,
    OperatorCommand.Suspend.class, OperatorCommand.Resume.class, OperatorCommand.Rollback.class,
    OperatorCommand.Reload.class, OperatorCommand.Drain.class, KeygenCommand.class, SignCommand.class,
    SendCommand.class, SignalCommand.class,
    DoctorCommand.class}, description = "A programmable edge router: publishers' modules in the packet path.", footerHeading = "%nExit codes:%n", footer = "  0 done, 1 failed, 2 wrong usage.")
public final class Main implements Callable<Integer> {
    /** What the launcher of a source tree does by other programs than this one; nothing of that is in a package. */
    private static final List<Class<?>> OF_SOURCE_TREE = List.of(LauncherCommand.TestCommand.class,
            LauncherCommand.MlffrCommand.class, LauncherCommand.NeighbourCommand.class,
            LauncherCommand.DeployCommand.class, LauncherCommand.FootprintCommand.class,
            LauncherCommand.SoakCommand.class,
            LauncherCommand.FaultsCommand.class, LauncherCommand.BenchCommand.class,
            LauncherCommand.ReportCommand.class,
            LauncherCommand.PackageCommand.class);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    /** Runs a subcommand and ends the JVM with its exit code. */
    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals("run")) {
            Linking.begin();
        }
        CommandLine command = args.length == 0 ? null : commandLine(System.getenv(), args[0]);
        if (command == null) {
            command = commandLine(System.getenv(), System.getProperty("netserv.root") != null);
        }
        System.exit(command.execute(args));
    }

    /** The command with the one subcommand of this name, if there is such: to read what all can do takes a while. */
    static @Nullable CommandLine commandLine(Map<String, String> environment, String subcommand) {
        for (Class<?> candidate : Main.class.getAnnotation(Command.class).subcommands()) {
            if (candidate.getAnnotation(Command.class).name().equals(subcommand)) {
                CommandLine commandLine = new CommandLine(new WithOne()).addSubcommand(candidate);
                new ExampleSections().transform(commandLine.getCommandSpec());
                return prepared(commandLine, environment);
            }
        }
        return null;
    }

    /**
     * The command as a user meets it.
     *
     * @param sourceTree whether it is run from one
     */
    static CommandLine commandLine(Map<String, String> environment, boolean sourceTree) {
        CommandLine commandLine = new CommandLine(new Main());
        if (sourceTree) {
            OF_SOURCE_TREE.forEach(commandLine::addSubcommand);
            new ExampleSections().transform(commandLine.getCommandSpec());
            commandLine.getCommandSpec().usageMessage().footer("  0 done, 1 failed, 2 wrong usage.",
                    "The launcher also takes --no-install: name missing system packages, install none.");
        }
        return prepared(commandLine, environment);
    }

    private static CommandLine prepared(CommandLine commandLine, Map<String, String> environment) {
        commandLine.registerConverter(FilterOption.class, new FilterOption.Converter());
        commandLine.setExecutionExceptionHandler((e, command, parsed) -> failed(e, command.getErr()));
        commandLine.setParameterExceptionHandler((e, arguments) -> misused(e));
        if ("dumb".equals(environment.get("TERM"))) {
            commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        }
        return commandLine;
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return CommandLine.ExitCode.OK;
    }

    /** What is wrong and where the help is: the help itself would push the sentence off the screen. */
    private static int misused(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("netserv: " + e.getMessage());
        UnmatchedArgumentException.printSuggestions(e, err);
        err.println("See " + command.getCommandSpec().qualifiedName() + " --help.");
        return CommandLine.ExitCode.USAGE;
    }

    /** A sentence for what a user can mend; a stack trace, too, for what only we can. */
    private static int failed(Exception e, PrintWriter err) {
        switch (e) {
            case CliException expected -> err.println("netserv: " + expected.getMessage());
            case RigException expected -> err.println("netserv: " + expected.getMessage());
            case IOException expected -> err.println("netserv: " + InputErrors.sentence(expected));
            case UncheckedIOException expected ->
                err.println("netserv: " + InputErrors.sentence(Objects.requireNonNull(expected.getCause())));
            default -> {
                err.println("netserv: this is a fault of NetServ, please report it:");
                e.printStackTrace(err);
            }
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Command(name = "netserv", mixinStandardHelpOptions = true, versionProvider = Version.class)
    private static final class WithOne {}

    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getModule().getDescriptor() == null ? "(unpackaged)"
                    : Main.class.getModule().getDescriptor().rawVersion().orElse("(unversioned)");
            return new String[]{"netserv " + version + ", Java " + Runtime.version()};
        }
    }
}
