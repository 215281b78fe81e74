package org.netserv.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.netserv.rig.Exec;
import org.netserv.rig.Result;

/** The distribution that this build has made, started as the launcher starts it. */
public final class Distribution {
    public static final Path HOME = Path.of("target", "netserv").toAbsolutePath();

    private Distribution() {}

    /** Runs a subcommand to its end; {@code flags} is the file of JVM flags beside jvm.args. */
    public static Result run(String flags, String... arguments) {
        return Exec.run(command(flags, arguments));
    }

    /** The command line of a subcommand. */
    public static List<String> command(String flags, String... arguments) {
        List<String> argv = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + HOME.resolve("jvm.args"), "@" + HOME.resolve(flags), "--module-path",
                HOME.resolve("lib").toString(), "-m", "org.netserv.cli/org.netserv.cli.Main"));
        argv.addAll(List.of(arguments));
        return argv;
    }
}
