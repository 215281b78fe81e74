package org.netserv.node.notify;

import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.outbound.OutboundHttp;

/**
 * Tells publishers what becomes of their modules. What waits when the node stops is lost.
 *
 * <p><b>Thread.</b> Any; nobody who reports an event waits.
 */
public final class Notifier implements ModuleEvents, AutoCloseable {
    private final Exchange exchange;
    private final Courier courier;
    private final NotifyCounters counters;
    private final GivenUp givenUp;
    /** By user: there are no more than the configuration has. */
    private final Map<String, Outbox> outboxes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** A notifier for a node of that id. */
    public Notifier(String nodeId, OutboundHttp http, NodeCounters counters, GivenUp givenUp) {
        this(nodeId, http, RetryPlan.STANDARD, counters, givenUp);
    }

    Notifier(String nodeId, OutboundHttp http, RetryPlan plan, NodeCounters counters, GivenUp givenUp) {
        this.counters = new NotifyCounters(counters);
        this.givenUp = givenUp;
        exchange = new Exchange(http);
        courier = new Courier(nodeId, exchange, plan, this.counters, givenUp);
    }

    @Override
    public void happened(ModuleEvent event) {
        URI url = event.notification();
        if (url != null && closed) {
            counters.add(NotifyCounters.Outcome.DROPPED, 1);
        } else if (url != null) {
            outboxes.computeIfAbsent(event.user(), user -> new Outbox(user, courier, counters, givenUp))
                    .put(new Notice(UUID.randomUUID().toString(), event, url));
        }
    }

    /** Tells nobody any more. */
    @Override
    public void close() {
        closed = true;
        outboxes.values().forEach(Outbox::close);
        exchange.close();
    }
}
