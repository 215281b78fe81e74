package org.netserv.dataplane.common;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.NetworkNamespace;
import org.netserv.node.plane.PlaneException;

/**
 * Does work in the plane's network namespace. A namespace belongs to a thread, and sockets and child processes take that
 * of the thread that makes them; so, unless it is the process's own, a thread is made for each piece of work.
 *
 * @param plane the plane's name, for messages and threads
 * @param name as {@code ip netns} has it; empty for that of the caller
 */
public record InNamespace(String plane, String name) {

    /** Enters the namespace with the calling thread, for good. */
    public void enter() {
        if (!name.isEmpty()) {
            NetworkNamespace.enter(name);
        }
    }

    /** Does something there and waits for it. */
    public <T> T call(Callable<T> work) throws PlaneException {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter();
            return work.call();
        });
        if (name.isEmpty()) {
            task.run();
        } else {
            Thread.ofPlatform().daemon().name("netserv-" + plane + "-setup").start(task);
        }
        try {
            return task.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof PlaneException refused) {
                throw refused;
            }
            if (cause instanceof NativeException failed) {
                if (failed.errno() == Errno.EPERM && String.valueOf(failed.getMessage()).startsWith("setns(")) {
                    throw new PlaneException(
                            "option namespace needs CAP_SYS_ADMIN, which only a node that stays root has"
                                    + " (netserv run --user root) [" + failed.getMessage() + "]",
                            failed);
                }
                throw new PlaneException(plane + ": " + failed.getMessage(), failed);
            }
            throw new IllegalStateException(cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlaneException("interrupted while changing the plane " + plane, e);
        }
    }
}
