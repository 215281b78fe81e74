package org.netserv.cli.service;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.UnixDatagram;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process, systemd or another with its protocol; nobody, if a shell did.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Errors.</b> Logged: a node that cannot say how it is goes on.
 *
 * <p><b>Source.</b> sd_notify(3), sd_watchdog_enabled(3).
 */
public final class ServiceManager implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);

    private final @Nullable UnixDatagram socket;
    private final Duration watchdog;

    private ServiceManager(@Nullable UnixDatagram socket, Duration watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** The one that this process's environment names. */
    public static ServiceManager find() {
        return of(System.getenv(), ProcessHandle.current().pid());
    }

    /** The one that an environment names for a process. */
    static ServiceManager of(Map<String, String> environment, long pid) {
        String name = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (name.isEmpty()) {
            return new ServiceManager(null, Duration.ZERO);
        }
        return new ServiceManager(new UnixDatagram(name), watchdog(environment, pid));
    }

    private static Duration watchdog(Map<String, String> environment, long pid) {
        // A process that was meant has handed its environment on to this one.
        if (!environment.getOrDefault("WATCHDOG_PID", Long.toString(pid)).equals(Long.toString(pid))) {
            return Duration.ZERO;
        }
        String micros = environment.getOrDefault("WATCHDOG_USEC", "0");
        try {
            return Duration.of(Long.parseLong(micros), ChronoUnit.MICROS);
        } catch (NumberFormatException e) {
            LOG.warn("WATCHDOG_USEC={} is no number: this node is not watched", micros);
            return Duration.ZERO;
        }
    }

    /** After how long without {@link #alive} it takes this process to hang; zero if it does not watch. */
    public Duration watchdog() {
        return watchdog;
    }

    /** The node forwards and takes control messages. */
    public void ready(String status) {
        tell("READY=1\nSTATUS=" + line(status));
    }

    /** The node is well. */
    public void alive(String status) {
        tell("WATCHDOG=1\nSTATUS=" + line(status));
    }

    /** The node has begun to end. */
    public void stopping() {
        tell("STOPPING=1\nSTATUS=taking back what it put into the kernel");
    }

    private static String line(String status) {
        return status.replace('\n', ' ');
    }

    private void tell(String state) {
        if (socket != null) {
            try {
                socket.send(state);
            } catch (NativeException | IllegalArgumentException e) {
                LOG.warn("the service manager was not told {}: {}", state.lines().findFirst().orElse(""),
                        e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
