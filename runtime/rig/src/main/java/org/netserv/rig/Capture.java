package org.netserv.rig;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Records the packets of an interface with tcpdump. */
public final class Capture implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

    private final Running running;
    private final Path file;

    private Capture(Running running, Path file) {
        this.running = running;
        this.file = file;
    }

    /**
     * Starts a capture that is running when this returns.
     *
     * <p><b>Errors.</b> {@link RigException} if tcpdump is missing or refuses the filter.
     *
     * @param networkInterface interface of that host
     * @param file pcap file to write, replaced if it exists
     * @param filter tcpdump's filter expression, word by word; none for everything
     */
    public static Capture start(Namespace host, String networkInterface, Path file, String... filter) {
        Privilege.program("tcpdump", "tcpdump");
        List<String> argv = new ArrayList<>(List.of("tcpdump", "-n", "-i", networkInterface, "-U", "--immediate-mode",
                "-Z", "root", "-w", file.toString()));
        argv.addAll(List.of(filter));
        Running running = host.start(argv, Map.of(), null);
        try {
            running.awaitLine("listening on", START_TIMEOUT);
        } catch (RigException e) {
            running.close();
            throw e;
        }
        return new Capture(running, file);
    }

    /** Ends the capture; the file is complete then. */
    public Path stop() {
        running.stop();
        return file;
    }

    @Override
    public void close() {
        running.close();
    }
}
