package org.netserv.signaling.transport;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.IpAddress;
import org.netserv.node.path.SignalingTap;
import org.netserv.signaling.api.Gist;
import org.netserv.signaling.api.Nslp;
import org.netserv.signaling.api.Outgoing;
import org.netserv.signaling.engine.Counters;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.engine.Network;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.intercept.Interception;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine with sockets and a clock.
 *
 * <p><b>Thread.</b> {@code netserv-gist} alone uses the engine; whoever has something for it puts it into a queue, and waits
 * while that is full.
 */
public final class GistNode implements Gist, AutoCloseable {
    /** Queries have no Router Alert Option: RFC 6398 advises against it, and our nodes find them by their port. */
    public static final int NO_ROUTER_ALERT = -1;

    private static final Logger LOG = LoggerFactory.getLogger(GistNode.class);

    private static final int QUEUED_CALLS = 4096;
    private static final int CALLS_A_TURN = 256;
    private static final int TICK_MILLIS = 10;
    private static final int TALLY_MILLIS = 200;
    private static final int IDLE_MILLIS = 1_000;
    private static final long WAIT_MILLIS = 100;
    private static final long NANOS_A_MILLI = 1_000_000;

    private final Settings settings;
    private final Datagrams datagrams;
    private final Connections connections;
    private final @Nullable Acceptor tcp;
    private final @Nullable Acceptor tls;
    private final Engine engine;
    private final BlockingQueue<Consumer<Engine>> calls = new ArrayBlockingQueue<>(QUEUED_CALLS);
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Thread thread;
    private final List<Integer> hosted = new ArrayList<>();
    private @Nullable Interception interception;
    private @Nullable EngineTallies tallies;
    private long talliedMillis;
    private volatile boolean closing;

    /**
     * Binds to the ports of the settings, at all of their addresses; nothing is answered before {@link #start}.
     *
     * @param tlsSetup null for a node without TLS
     * @throws IOException if a port is taken
     */
    public GistNode(Settings settings, Routes routes, @Nullable TlsSetup tlsSetup) throws IOException {
        this(settings, new ChannelDatagrams(settings, routes), tlsSetup);
    }

    /**
     * The same over sockets of the kernel, in the network namespace of the calling thread: Queries go towards the ends of flows, as
     * packets of the flows would, and what the kernel knows of packets that come is known here. Needs CAP_NET_RAW.
     *
     * @param routerAlert value of the Router Alert Option that Queries have (RFC 2113, 2711), or {@link #NO_ROUTER_ALERT}
     * @param tlsSetup null for a node without TLS
     * @throws IOException if a port is taken, or the kernel refuses a socket
     */
    public static GistNode onPath(Settings settings, int routerAlert, @Nullable TlsSetup tlsSetup) throws IOException {
        return new GistNode(settings, KernelDatagrams.open(settings, routerAlert), tlsSetup);
    }

    private GistNode(Settings settings, Datagrams ports, @Nullable TlsSetup tlsSetup) throws IOException {
        this.settings = settings;
        datagrams = ports;
        connections = new Connections(this::call, tlsSetup, settings);
        Acceptor plain = null;
        try {
            plain = settings.tcpPort() == 0 ? null : new Acceptor(settings, settings.tcpPort(), false, connections);
            tls = settings.tlsPort() == 0 || tlsSetup == null ? null
                    : new Acceptor(settings, settings.tlsPort(), true, connections);
        } catch (IOException e) {
            closeAll(plain, ports);
            throw e;
        }
        tcp = plain;
        engine = new Engine(settings, new Sockets(), new BufferedRandom(new SecureRandom()), nowMillis());
        thread = Thread.ofPlatform().name("netserv-gist").unstarted(this::run);
    }

    /** Hosts an application; before {@link #start}. */
    public GistNode host(Nslp nslp) {
        engine.add(nslp);
        hosted.add(nslp.id());
        return this;
    }

    /**
     * Has Queries of others, for the applications that are hosted until now, come by the taps of packet threads; before
     * {@link #start}. For nodes over sockets of the kernel.
     *
     * @param workers how many packet threads there are
     */
    public IntFunction<SignalingTap> intercept(int workers, NodeCounters counters) {
        Interception taken = new Interception(workers, hosted, settings.addresses(), counters, datagrams::wake);
        interception = taken;
        return taken::tap;
    }

    /** Has what is counted, and how many sessions and associations there are, among the node's counters; before {@link #start}. */
    public void countInto(NodeCounters counters) {
        tallies = new EngineTallies(counters);
    }

    /** Begins to answer. Connections to peers are made in the network namespace of the calling thread. */
    public GistNode start() {
        thread.start();
        if (tcp != null) {
            tcp.start();
        }
        if (tls != null) {
            tls.start();
        }
        return this;
    }

    @Override
    public void send(Outgoing message) {
        call(to -> to.send(message));
    }

    @Override
    public void keep(int nslpId, SessionId sessionId, Mri mri, long millis) {
        call(to -> to.keep(nslpId, sessionId, mri, millis));
    }

    @Override
    public void doubt(int nslpId, SessionId sessionId, Mri mri) {
        call(to -> to.doubt(nslpId, sessionId, mri));
    }

    @Override
    public void probe(int nslpId, SessionId sessionId, Mri mri) {
        call(to -> to.probe(nslpId, sessionId, mri));
    }

    /** Has the engine's thread do something. Any thread but that one may have to wait. */
    public void call(Consumer<Engine> what) {
        if (Thread.currentThread() == thread) {
            what.accept(engine);
            return;
        }
        try {
            while (!closing && !calls.offer(what, WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                // The node has too much to do; so has whoever brings more.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (woken.compareAndSet(false, true)) {
            datagrams.wake();
        }
    }

    /** What was counted. Any thread. */
    public Counters counters() {
        return engine.counters();
    }

    public Settings settings() {
        return settings;
    }

    /** Ends the thread, and closes all sockets. */
    @Override
    public void close() {
        closing = true;
        datagrams.wake();
        try {
            if (thread.getState() != Thread.State.NEW) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeAll(tcp, tls, connections, datagrams, interception, tallies);
    }

    private void run() {
        while (!closing) {
            try {
                woken.set(false);
                datagrams.beforeAwait();
                Interception taken = interception;
                boolean busy = !calls.isEmpty() || (taken != null && !taken.isEmpty());
                datagrams.await(busy ? 0 : engine.isIdle() ? IDLE_MILLIS : TICK_MILLIS);
                engine.advance(nowMillis());
                tally();
                makeCalls();
                datagrams.receive(engine);
                if (taken != null) {
                    taken.drain(engine);
                }
            } catch (IOException e) {
                LOG.warn("signaling: cannot receive: {}", e.getMessage());
            } catch (RuntimeException e) {
                // An application's mistake, or ours: neither ends the signaling of all others.
                LOG.error("signaling: a message could not be processed", e);
            }
        }
        engine.close();
    }

    private void tally() {
        EngineTallies into = tallies;
        if (into != null && nowMillis() - talliedMillis >= TALLY_MILLIS) {
            talliedMillis = nowMillis();
            into.update(engine);
        }
    }

    private void makeCalls() {
        for (int i = 0; i < CALLS_A_TURN; i++) {
            Consumer<Engine> next = calls.poll();
            if (next == null) {
                return;
            }
            next.accept(engine);
        }
    }

    private static long nowMillis() {
        return System.nanoTime() / NANOS_A_MILLI;
    }

    private static void closeAll(@Nullable AutoCloseable... all) {
        for (AutoCloseable each : all) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                LOG.debug("signaling: closing", e);
            }
        }
    }

    private final class Sockets implements Network {
        @Override
        public void send(MemorySegment message, int length, IpAddress to, int port) {
            datagrams.send(message, length, to, port);
        }

        @Override
        public void sendTowards(MemorySegment message, int length, Mri flow) {
            datagrams.sendTowards(message, length, flow);
        }

        @Override
        public void forward(MemorySegment message, int length, Mri flow, IpAddress source, int port, int ipTtl) {
            datagrams.forward(message, length, flow, source, port, ipTtl);
        }

        @Override
        public int ipTtl() {
            return datagrams.ipTtl();
        }

        @Override
        public void connect(int association, IpAddress to, int port, boolean secure) {
            connections.connect(association, to, port, secure);
        }

        @Override
        public boolean write(int association, MemorySegment message, int length) {
            return connections.write(association, message, length);
        }

        @Override
        public void close(int association) {
            connections.close(association);
        }
    }
}
