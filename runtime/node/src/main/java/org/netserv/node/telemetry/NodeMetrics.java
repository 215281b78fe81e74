package org.netserv.node.telemetry;

import static org.netserv.node.telemetry.Exposition.Metric.counter;
import static org.netserv.node.telemetry.Exposition.Metric.gauge;
import static org.netserv.node.telemetry.Exposition.Metric.summary;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.netserv.node.telemetry.Exposition.Metric;

/**
 * The node's own counters, those of modules aside, as series. All labels are words of the node's and the planes' code, and names
 * of users that the operator has configured.
 *
 * <p>A plane's counters are {@code PLANE.[wN.|qN.]NAME}, where {@code PLANE} is its name. Counters that are not known here are shown
 * under the node's own names for them.
 *
 * <p><b>Thread.</b> Any.
 */
final class NodeMetrics {
    private static final double MILLIS_A_SECOND = 1e3;
    private static final Pattern EVENT = Pattern.compile("node\\.events\\.(.+)");
    private static final Pattern ANSWER = Pattern.compile("control\\.answers\\.([0-9]+)");
    private static final Pattern CONNECTION = Pattern.compile("control\\.(socket|tcp)\\.(displaced|refused)");
    private static final Pattern NOTIFICATION = Pattern.compile("notify\\.(.+)");
    private static final Pattern PATH = Pattern.compile("path\\.(?:w[0-9]+\\.)?(.+)");
    private static final Pattern PUBLISHER = Pattern.compile("publisher\\.(.+)\\.([a-z_]+)");
    private static final Pattern PACKET_THREAD = Pattern.compile("(?<=\\.)[wq][0-9]+\\.");
    private static final Pattern MESSAGE = Pattern.compile("(received|sent|forwarded)\\.(.+)");
    private static final Pattern UNSENT = Pattern.compile("(emit|reply)\\.unsent\\.(.+)");
    private static final Pattern PROGRAM = Pattern.compile("program\\.(.+)");

    private static final Metric EVENTS = counter("netserv_events_total",
            "What has happened to modules, by kind; the latest are in netserv status.");
    private static final Metric ANSWERS = counter("netserv_control_answers_total",
            "Answers to control messages, by code.");
    private static final Metric CONNECTIONS = counter("netserv_control_connections_dropped_total",
            "Control connections that made room for others (displaced) or were not taken (refused), by listener and reason.");
    private static final Metric NOTIFICATIONS = counter("netserv_notifications_total",
            "Notifications of publishers, by what became of them.");
    private static final Metric RECEIVED = counter("netserv_path_received_packets_total",
            "Packets that came to the packet path.");
    private static final Metric BATCHES = counter("netserv_path_batches_total", "Batches that they came in.");
    private static final Metric PASSED = counter("netserv_path_passed_packets_total",
            "Packets that passed the packet path without any module having seen them, by reason.");
    private static final Metric HOOK_FAILURES = counter("netserv_path_hook_failures_total",
            "Times that the plane could not let go of filters that no module wants any more.");
    private static final Metric MALFORMED_EMITTED = counter("netserv_path_malformed_emitted_packets_total",
            "Packets that modules emitted and that were none.");
    private static final Metric RETAINED = gauge("netserv_publisher_retained_bytes",
            "Memory that the publisher's modules keep, as it was estimated last.");
    private static final Metric LOG_LEFT_OUT = counter("netserv_publisher_log_lines_left_out_total",
            "Lines about the publisher that its limit kept out of the log.");
    private static final Metric PLANE_RECEIVED = counter("netserv_plane_received_packets_total",
            "Packets that the plane received.");
    private static final Metric PLANE_DECIDED = counter("netserv_plane_decided_packets_total",
            "Packets that the plane has carried out a verdict on, by what became of them.");
    private static final Metric PLANE_SENT = counter("netserv_plane_sent_packets_total",
            "Replies and emitted packets that the plane sent.");
    private static final Metric PLANE_UNSENT = counter("netserv_plane_unsent_packets_total",
            "Replies and emitted packets that the plane could not send, by reason.");
    private static final Metric PLANE_LOST = counter("netserv_plane_lost_packets_total",
            "Packets that no module dropped and that were lost, by what had no room for them or why.");
    private static final Metric PLANE_PROGRAM = counter("netserv_plane_program_packets_total",
            "Packets that the plane's program in the kernel saw, by what it did with them.");
    private static final Metric PLANE_SAMPLES = counter("netserv_plane_samples_total",
            "Copies of packets for modules that see one in so many, by what became of them.");
    private static final Metric SIGNALING_MESSAGES = counter("netserv_signaling_messages_total",
            "GIST messages, by direction and type.");
    private static final Metric SIGNALING_DROPPED = counter("netserv_signaling_dropped_total",
            "GIST messages that were not processed or not sent, by reason.");
    private static final Metric SIGNALING_TRANSIT = counter("netserv_signaling_transit_packets_total",
            "Queries of others on their way through, by what the packet threads did with them.");
    private static final Metric SIGNALING_STATES = gauge("netserv_signaling_states",
            "Routing states and messaging associations that there are.");
    private static final Metric SIGNALING_HANDSHAKES = summary("netserv_signaling_handshake_seconds",
            "Time from a querier's first Query to the Response that it was waiting for.");
    private static final Metric SIGNALING_OTHER = counter("netserv_signaling_events_total",
            "Whatever else signaling counts: handshakes of both sides, and ICMP errors that say that nobody is behind (unreachable).");
    private static final Metric OTHER = counter("netserv_other_total",
            "Whatever else the node counts, by its own name for it.");
    private static final Metric PLANE_OTHER = counter("netserv_plane_incidents_total",
            "Whatever else the plane counts, failures for the most part, by its own name for it.");

    private NodeMetrics() {}

    /**
     * Adds all counters that are not modules'.
     *
     * @param planes name of the plane, or names of several, joined by +
     */
    static void add(Exposition exposition, Map<String, Long> counters, String planes) {
        Set<String> names = Set.of(planes.split("\\+", -1));
        counters.forEach((label, value) -> {
            String plane = label.substring(0, Math.max(0, label.indexOf('.')));
            if (!plane.isEmpty() && names.contains(plane)) {
                addPlane(exposition, plane, PACKET_THREAD.matcher(label).replaceFirst("").substring(plane.length() + 1),
                        value);
            } else if (!label.startsWith("module.")) {
                add(exposition, label, value);
            }
        });
    }

    private static void add(Exposition exposition, String label, long value) {
        Matcher event = EVENT.matcher(label);
        Matcher answer = ANSWER.matcher(label);
        Matcher connection = CONNECTION.matcher(label);
        Matcher notification = NOTIFICATION.matcher(label);
        Matcher path = PATH.matcher(label);
        Matcher publisher = PUBLISHER.matcher(label);
        if (event.matches()) {
            exposition.add(EVENTS, value, "kind", event.group(1));
        } else if (answer.matches()) {
            exposition.add(ANSWERS, value, "code", answer.group(1));
        } else if (connection.matches()) {
            exposition.add(CONNECTIONS, value, "listener", connection.group(1), "reason", connection.group(2));
        } else if (notification.matches()) {
            exposition.add(NOTIFICATIONS, value, "outcome", notification.group(1));
        } else if (path.matches()) {
            addPath(exposition, path.group(1), value);
        } else if (publisher.matches()) {
            addPublisher(exposition, publisher.group(1), publisher.group(2), value);
        } else if (label.startsWith("signaling.")) {
            addSignaling(exposition, PACKET_THREAD.matcher(label).replaceFirst("").substring("signaling.".length()),
                    value);
        } else if (label.equals("emit.malformed")) {
            exposition.add(MALFORMED_EMITTED, value);
        } else {
            exposition.add(OTHER, value, "counter", PACKET_THREAD.matcher(label).replaceFirst(""));
        }
    }

    private static void addSignaling(Exposition exposition, String name, long value) {
        Matcher message = MESSAGE.matcher(name);
        if (name.equals("received.unreachable")) { // which is no message of GIST's
            exposition.add(SIGNALING_OTHER, value, "event", "unreachable");
        } else if (message.matches()) {
            exposition.add(SIGNALING_MESSAGES, value, "direction", message.group(1), "type", message.group(2));
        } else if (name.startsWith("dropped.")) {
            exposition.add(SIGNALING_DROPPED, value, "reason", name.substring("dropped.".length()));
        } else {
            switch (name) {
                case "taken", "passed", "missed" -> exposition.add(SIGNALING_TRANSIT, value, "result", name);
                case "handshake.count" -> exposition.add(SIGNALING_HANDSHAKES, 0.0, value);
                case "handshake.millis" -> exposition.add(SIGNALING_HANDSHAKES, value / MILLIS_A_SECOND, 0L);
                case "sessions", "associations" -> exposition.add(SIGNALING_STATES, value, "kind", name);
                default -> exposition.add(SIGNALING_OTHER, value, "event", name);
            }
        }
    }

    private static void addPath(Exposition exposition, String name, long value) {
        switch (name) {
            case "received" -> exposition.add(RECEIVED, value);
            case "batches" -> exposition.add(BATCHES, value);
            case "hook_failures" -> exposition.add(HOOK_FAILURES, value);
            default -> exposition.add(PASSED, value, "reason", name);
        }
    }

    private static void addPublisher(Exposition exposition, String user, String name, long value) {
        switch (name) {
            case "retained_bytes" -> exposition.add(RETAINED, value, "user", user);
            case "log_left_out" -> exposition.add(LOG_LEFT_OUT, value, "user", user);
            default -> {
                // Nothing that this version knows.
            }
        }
    }

    private static void addPlane(Exposition exposition, String plane, String name, long value) {
        Matcher unsent = UNSENT.matcher(name);
        Matcher program = PROGRAM.matcher(name);
        String lastWord = name.substring(name.indexOf('.') + 1);
        if (unsent.matches()) {
            exposition.add(PLANE_UNSENT, value, "plane", plane, "kind", unsent.group(1), "reason", unsent.group(2));
            return;
        }
        if (program.matches()) {
            exposition.add(PLANE_PROGRAM, value, "plane", plane, "outcome", program.group(1));
            return;
        }
        switch (name) {
            case "received" -> exposition.add(PLANE_RECEIVED, value, "plane", plane);
            case "accepted", "changed", "dropped", "replied", "forwarded" ->
                exposition.add(PLANE_DECIDED, value, "plane", plane, "result", name);
            case "stack.no-egress", "stack.rerouted", "stack.ttl", "stack.too-long", "stack.options" ->
                exposition.add(PLANE_DECIDED, value, "plane", plane, "result", "to-stack");
            case "emit.sent", "reply.sent" ->
                exposition.add(PLANE_SENT, value, "plane", plane, "kind", name.substring(0, name.indexOf('.')));
            case "kernel.queue-full", "kernel.buffer-full", "kernel.receive-ring-full", "kernel.dropped",
                    "lost.ring-full", "lost.too-long", "lost.stack-refused", "lost.no-metadata" ->
                exposition.add(PLANE_LOST, value, "plane", plane, "reason", lastWord);
            case "samples.shown", "samples.too-long" ->
                exposition.add(PLANE_SAMPLES, value, "plane", plane, "result", lastWord);
            default -> exposition.add(PLANE_OTHER, value, "plane", plane, "incident", name);
        }
    }
}
