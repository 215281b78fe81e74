package org.netserv.node.controller;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.json.Json;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.sandbox.Quota;

/** The node's state as JSON, for the operator. <b>Thread.</b> Any. */
final class NodeStatus {
    private final String nodeId;
    private final ForwardingPlane plane;
    private final Publishers publishers;
    private final NodeCounters counters;
    private final Events events;
    private final Clock clock;
    private final Instant since;

    NodeStatus(String nodeId, ForwardingPlane plane, Publishers publishers, NodeCounters counters,
            Events events, Clock clock) {
        this.nodeId = nodeId;
        this.plane = plane;
        this.publishers = publishers;
        this.counters = counters;
        this.events = events;
        this.clock = clock;
        this.since = clock.instant();
    }

    String json() {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("node-id", nodeId);
        state.put("since", since.toString());
        state.put("now", clock.instant().toString());
        state.put("plane", plane.name());
        state.put("plane-settings", plane.settings());
        state.put("plane-troubles", plane.troubles());
        state.put("users", publishers.all().stream().map(NodeStatus::user).toList());
        List<Object> modules = new ArrayList<>();
        for (PublisherModules publisher : publishers.all()) {
            publisher.all().forEach(deployment -> modules.add(module(publisher, deployment)));
        }
        state.put("modules", modules);
        state.put("events", events.latest().stream().map(NodeStatus::event).toList());
        Map<String, Long> all = counters.snapshot();
        all.keySet().removeIf(label -> label.startsWith("module."));
        state.put("counters", all);
        return Json.compact(state);
    }

    /** A rate or size without a limit is left out. */
    private static Map<String, Object> user(PublisherModules publisher) {
        Quota quota = publisher.publisher().grants().quota();
        Map<String, Object> limits = new LinkedHashMap<>();
        limit(limits, "packets-per-second", quota.packetsPerSecond());
        limit(limits, "bytes-per-second", quota.bytesPerSecond());
        limit(limits, "emitted-per-second", quota.emittedPerSecond());
        limit(limits, "allocated-bytes-per-second", quota.allocatedBytesPerSecond());
        limit(limits, "retained-heap-bytes", quota.retainedHeapBytes());
        limit(limits, "cpu-nanos-per-packet", quota.cpuNanosPerPacket());
        limit(limits, "offloaded-flows", quota.offloadedFlows());
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("name", publisher.publisher().name());
        user.put("quota", limits);
        return user;
    }

    private static void limit(Map<String, Object> limits, String name, long value) {
        if (value != Quota.UNLIMITED) {
            limits.put(name, value);
        }
    }

    private static Map<String, Object> module(PublisherModules publisher, Deployment deployment) {
        Map<String, Object> module = new LinkedHashMap<>();
        module.put("id", deployment.id());
        module.put("user", publisher.publisher().name());
        module.put("state", deployment.state());
        module.putAll(ModuleStatus.details(deployment));
        module.put("since", deployment.since().toString());
        module.put("ends", deployment.ends().toString());
        module.put("former", deployment.former().stream().map(ModuleVersion::id).toList());
        module.put("filters", deployment.terms().filters().stream().map(Object::toString).toList());
        module.put("counters", publisher.counters(deployment));
        return module;
    }

    private static Map<String, Object> event(Events.Event event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", event.at().toString());
        fields.put("kind", event.kind().label());
        fields.put("user", event.user());
        fields.put("module", event.module());
        fields.put("text", event.text());
        return fields;
    }
}
