package org.netserv.isolation.cgroup;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NativeThread;
import org.netserv.node.guard.Warden;
import org.netserv.node.sandbox.ThreadPlacement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Places publishers' threads by their weights, where the host lets this process; where not, it says so once, and all threads
 * weigh the same.
 *
 * <p><b>Thread.</b> Any.
 */
public final class CpuWeights {
    private static final Logger LOGGER = LoggerFactory.getLogger(CpuWeights.class);

    private static final long WARDEN_SLICE_NANOS = 100_000;

    private final AtomicBoolean warned = new AtomicBoolean();

    /** Where a publisher's threads are to run; to be closed with its container. */
    public ThreadPlacement of(String user, int weight) {
        try {
            Warden.begin(this::comeFirst);
            return new Placement(user, CpuGroup.create(user, weight));
        } catch (IOException e) {
            warn(e);
            return ThreadPlacement.NONE;
        }
    }

    /** Before packet threads, which are nice by -10: it looks for microseconds, and takes out whoever loops there. */
    private void comeFirst() {
        try {
            NativeThread.nice(-20, WARDEN_SLICE_NANOS);
        } catch (NativeException e) {
            // Not here: whoever holds the log's lock may be a thread that this one is to take out.
            Thread.ofVirtual().start(
                    () -> LOGGER.warn("Modules that loop on the packet path are taken out late: {}", e.getMessage()));
        }
    }

    private void warn(IOException e) {
        if (!warned.getAndSet(true)) {
            LOGGER.warn("Weights of publishers' threads have no effect here: {}", why(e));
        }
    }

    private static String why(IOException e) {
        return e instanceof AccessDeniedException denied
                ? "this user may not change control groups at " + denied.getFile()
                        + " (version 1 leaves them to root; of version 2 systemd gives a service its own, by Delegate=cpu)"
                : String.valueOf(e);
    }

    /**
     * Has one thread in the group, which starts all others: threads begin in the group of the one that starts them. To move a
     * thread makes the kernel wait for all CPUs, some 10 ms.
     */
    private final class Placement implements ThreadPlacement {
        private final CpuGroup group;
        private final ExecutorService starter;

        Placement(String user, CpuGroup group) {
            this.group = group;
            starter = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon()
                    .inheritInheritableThreadLocals(false).name("netserv-starter-" + user).factory());
            starter.execute(this::enter);
        }

        private void enter() {
            try {
                group.enter();
            } catch (IOException e) {
                warn(e);
            }
        }

        @Override
        public void start(Runnable starts) {
            Future<?> result;
            try {
                result = starter.submit(starts);
            } catch (RejectedExecutionException closed) {
                starts.run();
                return;
            }
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        result.get();
                        return;
                    } catch (InterruptedException e) {
                        interrupted = true; // to start a thread does not take long
                    } catch (ExecutionException e) {
                        throw thrown(e);
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private static RuntimeException thrown(ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error; // the system has no more threads
            }
            return e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e);
        }

        @Override
        public void close() {
            starter.shutdown();
            try {
                group.remove();
            } catch (IOException e) {
                LOGGER.warn("A control group is left behind: {}", String.valueOf(e));
            }
        }
    }
}
