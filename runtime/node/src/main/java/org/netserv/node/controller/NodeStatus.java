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

/** The node's state as JSON, for the operator. <b>Thread.</b> Any. */
final class NodeStatus {
    private final String nodeId;
    private final ForwardingPlane plane;
    private final List<PublisherModules> publishers;
    private final NodeCounters counters;
    private final Events events;
    private final Clock clock;
    private final Instant since;

    NodeStatus(String nodeId, ForwardingPlane plane, List<PublisherModules> publishers, NodeCounters counters,
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
        List<Object> modules = new ArrayList<>();
        for (PublisherModules publisher : publishers) {
            publisher.all().forEach(deployment -> modules.add(module(publisher, deployment)));
        }
        state.put("modules", modules);
        state.put("events", events.latest().stream().map(NodeStatus::event).toList());
        Map<String, Long> all = counters.snapshot();
        all.keySet().removeIf(label -> label.startsWith("module."));
        state.put("counters", all);
        return Json.compact(state);
    }

    private static Map<String, Object> module(PublisherModules publisher, Deployment deployment) {
        Map<String, Object> module = new LinkedHashMap<>();
        module.put("id", deployment.id());
        module.put("user", publisher.publisher().name());
        module.put("state", deployment.state());
        module.putAll(ModuleStatus.details(deployment));
        module.put("since", deployment.since().toString());
        module.put("ends", deployment.ends().toString());
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
