package org.netserv.node.container;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Counter;
import org.netserv.api.DatagramSender;
import org.netserv.api.Log;
import org.netserv.api.ModuleContext;
import org.netserv.api.PacketEmitter;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Storage;
import org.netserv.api.ThreadTask;
import org.netserv.api.Timer;
import org.netserv.node.guard.StackRoom;
import org.netserv.node.guard.Watch;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.ModuleSettings;

/**
 * What one started module reaches of the node.
 *
 * <p><b>Thread.</b> Any.
 */
final class ModuleContextImpl implements ModuleContext {
    private static final String REGISTERS = "a module registers its processor while it starts, not later";
    private static final String BEGINS = "timers and threads begin at start, in a timer or on a thread";

    private final Lifetime lifetime;
    private final String nodeId;
    private final int workers;
    private final Map<String, String> properties;
    private final List<Integer> ports;
    private final ModuleThread thread;
    private final OwnThreads threads;
    private final ModuleTallies tallies;
    private final ModuleLog log;
    private final ModuleEmitter emitter;
    private final ModuleDatagrams datagrams;
    private final ModuleStorage storage;
    private @Nullable PacketProcessor processor;
    private boolean registrationClosed;

    ModuleContextImpl(Lifetime lifetime, ContainerSettings container, ContainerServices services, ModuleSettings module,
            PublisherShare share, ModuleLines lines, ClassLoader loader) {
        this.lifetime = lifetime;
        nodeId = services.nodeId();
        workers = services.workers();
        properties = module.properties();
        ports = container.ports();
        tallies = new ModuleTallies(lifetime, container.user(), services.counters());
        log = new ModuleLog(lifetime, lines, tallies.logLeftOut);
        emitter = new ModuleEmitter(lifetime, services.emitQueue(), share.emitting(), container.prefixes(), tallies);
        datagrams = new ModuleDatagrams(lifetime, container.user(), container.destinations(), tallies);
        storage = new ModuleStorage(lifetime, share.store(), tallies.storageOver);
        String name = "netserv-module-" + container.user() + "-" + lifetime.moduleId();
        WatchedThread.Maker maker = new WatchedThread.Maker(loader, share.placement(), tallies);
        thread = new ModuleThread(name, maker, fault -> tell("A timer's task failed", fault));
        threads = new OwnThreads(name + "-", maker, share.threads(), tallies.threadsOver,
                fault -> tell("A thread failed, and has ended", fault));
    }

    /** Counts what its threads have used until now. */
    void settle() {
        thread.settle();
        threads.settle();
    }

    private void tell(String what, Throwable fault) {
        tallies.timerFaults.addShared(1);
        log.error(what, fault);
    }

    /** For calls that take a lock or start something. */
    private void requireOffPacketPath(String instead) {
        StackRoom.require();
        lifetime.requireRunning();
        Watch.requireOffPacketPath(instead);
    }

    @Override
    public String moduleId() {
        lifetime.requireRunning();
        return lifetime.moduleId();
    }

    @Override
    public String nodeId() {
        lifetime.requireRunning();
        return nodeId;
    }

    @Override
    public Map<String, String> properties() {
        lifetime.requireRunning();
        return properties;
    }

    @Override
    public int workers() {
        lifetime.requireRunning();
        return workers;
    }

    @Override
    public void register(PacketProcessor candidate) {
        requireOffPacketPath(REGISTERS);
        Objects.requireNonNull(candidate, "processor");
        setProcessor(candidate);
    }

    private synchronized void setProcessor(PacketProcessor candidate) {
        if (registrationClosed) {
            throw new IllegalStateException(REGISTERS);
        }
        if (processor != null) {
            throw new IllegalStateException("the module has registered a processor already");
        }
        processor = candidate;
    }

    @Override
    public Log log() {
        lifetime.requireRunning();
        return log;
    }

    @Override
    public Counter counter(String name) {
        requireOffPacketPath("counters are made at start, in a timer or on a thread: keep what you are given");
        return tallies.counter(name);
    }

    @Override
    public Timer every(long periodMillis, Runnable task) {
        requireOffPacketPath(BEGINS);
        return thread.every(periodMillis, Objects.requireNonNull(task, "task"));
    }

    @Override
    public Timer after(long delayMillis, Runnable task) {
        requireOffPacketPath(BEGINS);
        return thread.after(delayMillis, Objects.requireNonNull(task, "task"));
    }

    @Override
    public void thread(String name, ThreadTask task) {
        requireOffPacketPath(BEGINS);
        threads.add(name, Objects.requireNonNull(task, "task"));
    }

    @Override
    public PacketEmitter emitter() {
        lifetime.requireRunning();
        return emitter;
    }

    @Override
    public DatagramSender datagrams() {
        lifetime.requireRunning();
        return datagrams;
    }

    @Override
    public Storage storage() {
        lifetime.requireRunning();
        return storage;
    }

    @Override
    public List<Integer> permittedPorts() {
        lifetime.requireRunning();
        return ports;
    }

    /** The thread that it starts and stops on. */
    ModuleThread thread() {
        return thread;
    }

    /** Adds what the node holds of the module's objects. */
    void addRoots(Collection<Object> roots) {
        thread.addTasks(roots);
        threads.addTasks(roots);
        synchronized (this) {
            if (processor != null) {
                roots.add(processor);
            }
        }
    }

    /** The start is over: the threads that it asked for begin. */
    void beginThreads() {
        threads.begin();
    }

    /** The module is about to stop: no timer runs any more, and its threads learn it. */
    void beginStop() {
        thread.cancelTimers();
        threads.stop();
    }

    /** Gives its threads the time to end by themselves, as they have been told to. */
    void awaitThreads(Deadlines deadlines) {
        threads.awaitEnd(deadlines.end());
    }

    /** Takes the processor back, before the start is over; afterwards only while the module stops. */
    synchronized void unregister() {
        if (!registrationClosed) {
            processor = null;
        }
    }

    /** Ends registration: what has been registered by now counts. */
    synchronized Optional<PacketProcessor> closeRegistration() {
        registrationClosed = true;
        return Optional.ofNullable(processor);
    }

    /**
     * Ends it: afterwards each call throws.
     *
     * @return whether the module's threads have ended
     */
    boolean end(Deadlines deadlines) throws IOException {
        lifetime.end();
        threads.endAll();
        boolean ended = thread.end(deadlines.end());
        ended &= threads.awaitEnd(deadlines.end());
        try (datagrams; storage) {
            if (ended) {
                tallies.close();
            }
        }
        return ended;
    }
}
