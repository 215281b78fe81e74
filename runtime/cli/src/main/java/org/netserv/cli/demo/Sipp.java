package org.netserv.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.netserv.rig.Namespace;
import org.netserv.rig.RigException;
import org.netserv.rig.Running;
import org.netserv.rig.Waiting;

/**
 * One run of sipp, the SIP traffic generator, as user agent or as server.
 *
 * <p><b>Ownership.</b> Its files are in a folder of its own.
 */
final class Sipp implements AutoCloseable {

    static final int SIP_PORT = 5060;

    private static final int CALLS_PER_SECOND = 500;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration RUN_TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_LINES = 5;
    private static final String ERRORS = "errors.log";
    private static final String STATISTICS = "statistics.csv";

    /** All calls went well; at least one did not; none was made. */
    private static final List<Integer> USUAL_EXITS = List.of(0, 1, 99);

    private final Running running;
    private final Path folder;

    private Sipp(Running running, Path folder) {
        this.running = running;
        this.folder = folder;
    }

    /** A server that is listening when this returns; counts until {@link #end}. */
    static Sipp server(Namespace host, Family family, Path folder) {
        Sipp server = start(host, folder, "server.xml", family.server(), SIP_PORT, List.of());
        if (!Waiting.until(() -> !server.running.isAlive() || isListening(host), START_TIMEOUT)
                || !server.running.isAlive()) {
            server.close();
            throw new RigException("sipp as server did not start within " + START_TIMEOUT.toSeconds() + " s: "
                    + server.trouble());
        }
        return server;
    }

    /** Requests of a scenario, one a call, each sent once. */
    static SipCounts client(Namespace host, Family family, int localPort, SipScenario scenario, int calls,
            Path folder) {
        String remote = family == Family.IPV6 ? "[" + family.server() + "]" : family.server();
        List<String> arguments = List.of("-m", Integer.toString(calls), "-r", Integer.toString(CALLS_PER_SECOND),
                "-timeout", "30s", "-timeout_error", remote + ":" + SIP_PORT);
        try (Sipp client = start(host, folder, scenario.resource(), family.user(), localPort, arguments)) {
            return client.counts();
        }
    }

    private static Sipp start(Namespace host, Path folder, String scenario, String address, int port,
            List<String> more) {
        Path file = WorkFolder.copy(scenario, folder);
        // sipp writes some files where it runs; a buffer for the times that this machine is busy.
        List<String> argv = new ArrayList<>(List.of("env", "-C", folder.toString(), "sipp", "-sf", file.toString(),
                "-i", address, "-p", Integer.toString(port), "-nostdin", "-buff_size", "1000000", "-trace_stat", "-stf",
                STATISTICS, "-fd", "3600", "-trace_counts", "-trace_err", "-error_file", ERRORS));
        argv.addAll(more);
        return new Sipp(host.start(argv, Map.of("TERM", "dumb"), null), folder);
    }

    private static boolean isListening(Namespace host) {
        String port = String.format(":%04X ", SIP_PORT);
        return host.exec("cat", "/proc/net/udp", "/proc/net/udp6").stdout().contains(port);
    }

    /** Ends a server and returns what it counted. */
    SipCounts end() {
        running.stop();
        return counts();
    }

    private SipCounts counts() {
        int exit = running.awaitExit(RUN_TIMEOUT);
        if (!USUAL_EXITS.contains(exit)) {
            throw new RigException("sipp failed with status " + exit + ": " + trouble());
        }
        try (var files = Files.newDirectoryStream(folder, "*_counts.csv")) {
            var found = files.iterator();
            if (!found.hasNext()) {
                throw new RigException("sipp has not counted its messages: " + trouble());
            }
            return SipCounts.read(folder.resolve(STATISTICS), found.next());
        } catch (IOException e) {
            throw new RigException("cannot read what sipp counted: " + e.getMessage(), e);
        }
    }

    /** What went wrong in its own words; on its output it mostly paints. */
    private String trouble() {
        List<String> lines = running.lines();
        Path errors = folder.resolve(ERRORS);
        try {
            lines = Files.exists(errors) ? Files.readAllLines(errors) : lines;
        } catch (IOException e) {
            // Its output says something, too.
        }
        return lines.stream().filter(line -> !line.isBlank()).limit(MAX_LINES).collect(Collectors.joining(" | "));
    }

    @Override
    public void close() {
        running.close();
    }
}
