package org.netserv.perf.rig;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.netserv.ffi.NetworkNamespace;
import org.netserv.rig.RigException;

/**
 * A platform thread that lives in a network namespace, for what can only be done from within: interfaces by index,
 * counters, attaching and running XDP programs.
 *
 * <p><b>Thread.</b> {@link #call} from any; the calls are made one after the other.
 */
public final class HostThread implements AutoCloseable {
    private final String namespace;
    private final ExecutorService thread;

    /**
     * Starts it.
     *
     * @param name of the thread
     * @param namespace as {@code ip netns} names it; empty for that of this process
     */
    public HostThread(String name, String namespace) {
        this.namespace = namespace;
        this.thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            return made;
        });
        if (!namespace.isEmpty()) {
            enter();
        }
    }

    private void enter() {
        try {
            call(() -> {
                NetworkNamespace.enter(namespace);
                return namespace;
            });
        } catch (RuntimeException e) {
            thread.shutdown();
            throw e;
        }
    }

    /** The namespace that it lives in; empty for that of this process. */
    public String namespace() {
        return namespace;
    }

    /**
     * Does something there and waits for it.
     *
     * <p><b>Errors.</b> What it throws, if unchecked, else a {@link RigException} with it. An interrupt while waiting is a
     * {@link RigException}: the work goes on.
     */
    public <T> T call(Callable<T> work) {
        Future<T> result = thread.submit(work);
        try {
            return result.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new RigException(String.valueOf(e.getMessage()), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RigException("interrupted", e);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
