package org.netserv.dataplane.xdp.kernel;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.netserv.ffi.NetworkNamespace;
import org.netserv.rig.Namespace;

/** A thread in a namespace, which does what is asked of it, one thing after the other. */
final class HostThread implements AutoCloseable {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();

    HostThread(Namespace host) {
        call(() -> {
            NetworkNamespace.enter(host.name());
            return true;
        });
    }

    <T> T call(Callable<T> work) {
        try {
            return thread.submit(work).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        thread.close();
    }
}
