package org.netserv.dataplane.xdp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netserv.dataplane.common.InNamespace;
import org.netserv.dataplane.xdp.host.RuleWatch;
import org.netserv.ffi.Probe;
import org.netserv.ffi.Probes;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.Delivery;
import org.netserv.node.path.PathShare;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The forwarding plane over AF_XDP. What works is an {@link XdpEngine}; when an interface has been replaced by another of its
 * name, sockets and program are gone with it, and another engine takes over, with the same filters.
 */
final class XdpPlane implements ForwardingPlane {
    private static final Logger LOG = LoggerFactory.getLogger(XdpPlane.class);

    private final XdpOptions options;
    private final InNamespace namespace;
    private final PathShare path;
    private final NodeCounters counters;
    private final MannerChoice choice;
    private final RuleWatch rules = new RuleWatch();
    private Delivery delivered = new Delivery(List.of());
    /** Null while there can be none. Others than those with the lock read it. */
    private volatile @Nullable XdpEngine engine;
    private volatile @Nullable String trouble;
    private boolean started;
    /** For those who ask without the lock. */
    private volatile boolean running;
    private boolean closed;

    private XdpPlane(XdpOptions options, InNamespace namespace, PathShare path, NodeCounters counters,
            MannerChoice choice, XdpEngine engine) {
        this.options = options;
        this.namespace = namespace;
        this.path = path;
        this.counters = counters;
        this.choice = choice;
        this.engine = engine;
    }

    /** How many receive queues packets come by: as many packet threads there are. */
    static int queues(XdpOptions options) throws PlaneException {
        return options.queues() > 0 ? options.queues()
                : new InNamespace(XdpProvider.NAME, options.namespace())
                        .call(() -> Link.find(options.interfaces()).stream().mapToInt(Link::queues).max().orElse(1));
    }

    /**
     * A plane that holds its program, sockets and memory.
     *
     * @param folder where it keeps what it has measured; null to keep nothing
     * @param minPackets that a round must have to be measured
     */
    static XdpPlane open(XdpOptions options, PathShare path, NodeCounters counters, @Nullable Path folder,
            long minPackets) throws PlaneException {
        InNamespace namespace = new InNamespace(XdpProvider.NAME, options.namespace());
        return namespace.call(() -> {
            if (!(Probes.netAdmin() instanceof Probe.Supported)) {
                throw new PlaneException("xdp needs CAP_NET_ADMIN, CAP_NET_RAW and CAP_BPF: expected a node that root "
                        + "has started, or one with these capabilities (see netserv doctor)");
            }
            MannerChoice choice = new MannerChoice(options,
                    new MannerMemory(folder, MannerMemory.setup(options, Link.find(options.interfaces()))),
                    HostCpu::nanos, minPackets);
            XdpEngine engine = XdpEngine.open(options, choice.manner(), namespace, path, counters);
            choice.begin(engine.packets().isZeroCopy());
            return new XdpPlane(options, namespace, path, counters, choice, engine);
        });
    }

    /** Has packets come in another manner, now. */
    synchronized void change(Manner manner) throws PlaneException {
        namespace.call(() -> {
            change(engine(), manner);
            return true;
        });
    }

    /** What works now. */
    XdpEngine engine() {
        XdpEngine now = engine;
        if (now == null) {
            throw new IllegalStateException(String.valueOf(trouble));
        }
        return now;
    }

    /** Looks for rules that packets go past, now. */
    void lookForRules() throws PlaneException {
        namespace.call(() -> {
            rules.lookNow(engine().interfaces());
            return true;
        });
    }

    @Override
    public String name() {
        return XdpProvider.NAME;
    }

    @Override
    public synchronized void start() {
        if (closed || started) {
            throw new IllegalStateException("closed=" + closed + " started=" + started);
        }
        started = true;
        engine().start();
        running = true;
    }

    @Override
    public synchronized void deliver(Delivery delivery) throws PlaneException {
        if (closed) {
            throw new IllegalStateException("the plane is closed");
        }
        XdpEngine now = engine;
        if (now != null) {
            namespace.call(() -> {
                now.kernel().deliver(delivery);
                return true;
            });
        }
        delivered = delivery;
    }

    @Override
    public boolean isRunning() {
        XdpEngine now = engine;
        return running && (now == null || now.isWell());
    }

    @Override
    public void reconcile() {
        if (!lookAfter() || options.bypassNetfilter()) {
            return;
        }
        // Without the lock: programs that hang must keep nobody from the plane.
        try {
            XdpEngine now = engine;
            if (now != null) {
                namespace.call(() -> {
                    rules.look(now.interfaces());
                    return true;
                });
            }
        } catch (PlaneException e) {
            LOG.warn("rules that packets go past are not looked for: {}", e.getMessage());
        }
    }

    /** Whether the plane works. */
    private synchronized boolean lookAfter() {
        if (closed || !started) {
            return false;
        }
        try {
            namespace.call(() -> {
                XdpEngine now = engine;
                if (now == null || now.refresh()) {
                    replace(now);
                } else if (now.isWell() && choice.round(now.packets().received())) { // else a thread might not end
                    change(now, choice.manner());
                }
                return true;
            });
            return true;
        } catch (PlaneException e) {
            String why = "the plane's interfaces cannot be looked after: " + e.getMessage();
            if (!why.equals(trouble)) {
                LOG.warn(why);
            }
            trouble = why;
            return false;
        }
    }

    /** Also when the old one is gone and another cannot be opened: it is tried again in the next round. */
    private void replace(@Nullable XdpEngine old) throws PlaneException {
        if (old != null) {
            LOG.warn("an interface was replaced by another of its name: the plane's sockets are opened anew");
            engine = null;
            old.close();
        }
        XdpEngine next = XdpEngine.open(options, choice.manner(), namespace, path, counters);
        choice.begin(next.packets().isZeroCopy());
        try {
            next.kernel().deliver(delivered);
        } catch (PlaneException | RuntimeException e) {
            next.close();
            throw e;
        }
        next.start();
        engine = next;
        trouble = null;
        LOG.info("the plane works on {} again", next.kernel().attachments());
    }

    /** If it fails all is given back, and opened anew in the next round. */
    private void change(XdpEngine now, Manner manner) throws PlaneException {
        long start = System.nanoTime();
        try {
            now.change(manner);
            choice.begin(now.packets().isZeroCopy());
        } catch (PlaneException | RuntimeException e) {
            engine = null;
            now.close();
            throw e;
        }
        LOG.info("packets come by {} now; for {} ms they went through the kernel's stack, unseen by modules", manner,
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    @Override
    public List<String> troubles() {
        XdpEngine now = engine;
        String why = trouble;
        List<String> troubles = new ArrayList<>(now != null ? now.troubles() : why == null ? List.of() : List.of(why));
        troubles.addAll(rules.troubles());
        return troubles;
    }

    @Override
    public synchronized Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        XdpEngine now = engine;
        if (now != null) {
            settings.putAll(EngineReport.of(now));
        }
        settings.put("measured", choice.describe());
        settings.put("batch", Integer.toString(options.batch()));
        settings.put("fast-path", options.forward() ? "forward" : "pass");
        settings.put("mark", "0x" + Integer.toHexString(options.mark()));
        settings.put("namespace", options.namespace());
        return settings;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        running = false;
        XdpEngine now = engine;
        if (now != null) {
            now.close();
        }
    }
}
