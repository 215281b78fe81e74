package org.netserv.dataplane.xdp.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeThread;

/**
 * What a host has that the plane can do without, but would rather not: huge pages, threads ahead of all others, drivers that leave
 * their work to packet threads.
 *
 * <p><b>Thread.</b> Any.
 */
public final class HostChoices {
    private static final Path TRANSPARENT = Path.of("sys/kernel/mm/transparent_hugepage/enabled");
    private static final Path MEMORY = Path.of("proc/meminfo");
    private static final Path INTERFACES = Path.of("sys/class/net");

    private final Path root;

    /** Those of a host whose files are below a folder, / for this one. */
    public HostChoices(Path root) {
        this.root = root;
    }

    /** Which pages the plane's memory would be made of: {@code 4 of 16 reserved huge pages are free, transparent ones: madvise}. */
    public String pages() {
        String reserved = memory("HugePages_Free").filter(free -> !free.equals("0"))
                .map(free -> free + " of " + memory("HugePages_Total").orElse("?") + " reserved huge pages are free")
                .orElse("no reserved huge pages are free");
        String choice = read(TRANSPARENT).orElse("[never]");
        return reserved + ", transparent ones: " + choice.substring(choice.indexOf('[') + 1, choice.indexOf(']'));
    }

    /** How a driver's receive work can be had by packet threads; empty if the kernel does not say. */
    public Optional<String> busyPolling(String networkInterface) {
        Path settings = root.resolve(INTERFACES).resolve(networkInterface);
        Optional<String> deferred = read(settings.resolve("napi_defer_hard_irqs"));
        Optional<String> timeout = read(settings.resolve("gro_flush_timeout"));
        if (deferred.isEmpty() || timeout.isEmpty()) {
            return Optional.empty();
        }
        boolean set = !deferred.get().equals("0") && !timeout.get().equals("0");
        return Optional.of(set ? "set up for busy polling" : "not set up for busy polling");
    }

    /** Whether threads of this user may be of the class SCHED_FIFO: tried on one that ends at once. */
    public static boolean isRealtimeAllowed() {
        FutureTask<Boolean> attempt = new FutureTask<>(() -> {
            try {
                NativeThread.realtime(NativeThread.id(), 1);
                return true;
            } catch (NativeException e) {
                return false;
            }
        });
        Thread.ofPlatform().daemon().name("netserv-xdp-probe").start(attempt);
        try {
            return attempt.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Optional<String> memory(String name) {
        try {
            return Files.readAllLines(root.resolve(MEMORY)).stream().filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip()).findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readAllLines(root.resolve(file)).getFirst().strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
