package org.netserv.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Stands in the help for a subcommand that the launcher hands to another program than this one. */
abstract class LauncherCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "ARGUMENT", hidden = true)
    private List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new CliException("`" + spec.name() + "` is run by the launcher, from a source tree: ./netserv "
                + (spec.name() + " " + String.join(" ", arguments)).strip());
    }

    /** Maven's work. */
    @Command(name = "test", mixinStandardHelpOptions = true, description = {
        "Build and run all tests: unit, property, architecture and, as root, kernel tests.",
        "Further arguments go to Maven."}, footer = {"", "Example:", "  netserv test -pl runtime/node -am"})
    static final class TestCommand extends LauncherCommand {}

    /** The harness's work. */
    @Command(name = "mlffr", mixinStandardHelpOptions = true, description = {
        "Measure the maximum loss-free forwarding rate of six configurations."}, footer = {"", "Example:",
            "  netserv mlffr --quick"})
    static final class MlffrCommand extends LauncherCommand {}

    /** The harness's work. */
    @Command(name = "neighbour", mixinStandardHelpOptions = true, description = {
        "Measure what one publisher's traffic suffers from another's hostile modules."}, footer = {"", "Example:",
            "  netserv neighbour --bomb loop"})
    static final class NeighbourCommand extends LauncherCommand {}

    /** The harness's work. */
    @Command(name = "deploy", mixinStandardHelpOptions = true, description = {
        "Measure how long it takes from a SETUP to the first packet that its module answers, and for how long none is",
        "when another version takes its place."}, footer = {"",
            "Example:",
            "  netserv deploy --times 41"})
    static final class DeployCommand extends LauncherCommand {}

    /** The harness's work. */
    @Command(name = "footprint", mixinStandardHelpOptions = true, description = {
        "Measure what a node needs: its start, its memory, 1,000 modules, a day of soft state."}, footer = {"",
            "Example:", "  netserv footprint --part start,idle"})
    static final class FootprintCommand extends LauncherCommand {}

    /** The harness's work. */
    @Command(name = "soak", mixinStandardHelpOptions = true, description = {
        "Keep a node at a part of its rate while a module comes and goes every second."}, footer = {"", "Example:",
            "  netserv soak --plane xdp --seconds 60"})
    static final class SoakCommand extends LauncherCommand {}

    /** The harness's work. */
    @Command(name = "signaling", mixinStandardHelpOptions = true, description = {
        "Measure what a GIST node does on one core: answers, handshakes, sessions, latency."}, footer = {"",
            "Example:", "  netserv signaling --part handshake,latency"})
    static final class SignalingCommand extends LauncherCommand {}

    /** The harness's work. */
    @Command(name = "faults", mixinStandardHelpOptions = true, description = {
        "Write docs/faults.md of what tests have measured of faults."}, footer = {"", "Example:",
            "  netserv test && netserv faults --save"})
    static final class FaultsCommand extends LauncherCommand {}

    /** The harness's work. */
    @Command(name = "report", mixinStandardHelpOptions = true, description = {
        "Write measured runs as one HTML page."}, footer = {"", "Example:",
            "  netserv report --output report.html"})
    static final class ReportCommand extends LauncherCommand {}

    /** The benchmarks' work. */
    @Command(name = "bench", mixinStandardHelpOptions = true, description = {
        "Measure the steps of the packet path one by one (JMH)."}, footer = {"", "Example:",
            "  netserv bench --quick classify"})
    static final class BenchCommand extends LauncherCommand {}

    /** The work of packaging/build. */
    @Command(name = "package", mixinStandardHelpOptions = true, description = {
        "Build the Debian package: target/netserv_VERSION_amd64.deb."}, footer = {"", "Example:",
            "  netserv package && apt-get install ./target/netserv_*_amd64.deb"})
    static final class PackageCommand extends LauncherCommand {}
}
