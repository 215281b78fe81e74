package org.netserv.signaling.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.wire.ErrorReport;
import org.netserv.signaling.wire.GistError;
import org.netserv.signaling.wire.GistMessage;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.RawObject;
import org.netserv.signaling.wire.StackConfig;

/**
 * An entry as JSON has it: all fields of its message, by names in small letters. What is not there has no key. Cookies, identities
 * and data are hexadecimal.
 */
public final class TraceFields {
    private TraceFields() {}

    /** The fields of an entry, but for the time, which is the caller's to say. */
    public static Map<String, Object> of(TraceEntry entry) {
        Passage passage = entry.passage();
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "interface", passage.interfaceName().isEmpty() ? null : passage.interfaceName());
        endpoint(fields, "source", passage.source());
        endpoint(fields, "destination", passage.destination());
        fields.put("ttl", passage.ipTtl());
        put(fields, "router-alert", passage.routerAlert() == Passage.NO_ALERT ? null : passage.routerAlert());
        fields.put("encapsulation", entry.encapsulation().toString());
        put(fields, "note", entry.note().isEmpty() ? null : entry.note());
        MessageReading reading = entry.message();
        if (reading != null) {
            fields.put("message", reading(reading));
        }
        return fields;
    }

    private static void endpoint(Map<String, Object> fields, String name, Endpoint endpoint) {
        fields.put(name, endpoint.address().toString());
        put(fields, name + "-port", endpoint.port() == Endpoint.NO_PORT ? null : endpoint.port());
    }

    private static Map<String, Object> reading(MessageReading reading) {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "type", reading.type() == null ? null : reading.type().name().toLowerCase(Locale.ROOT));
        fields.put("bytes", reading.bytes());
        GistMessage message = reading.message();
        if (message == null) {
            fields.put("fault", reading.fault());
            put(fields, "session", reading.session());
            fields.put("objects", objects(reading.objects()));
            return fields;
        }
        fields.put("nslpid", message.nslpId());
        fields.put("hops", message.hops());
        fields.put("context-free", message.contextFree());
        fields.put("from-its-source", (message.flags() & MessageHeader.S) != 0);
        fields.put("reply-requested", (message.flags() & MessageHeader.R) != 0);
        fields.put("explicitly-routed", (message.flags() & MessageHeader.E) != 0);
        put(fields, "nat-traversal", message.natTraversal());
        put(fields, "flow", message.mri() == null ? null : flow(message.mri()));
        put(fields, "session", message.sessionId());
        put(fields, "sender", message.networkInfo() == null ? null : sender(message.networkInfo()));
        put(fields, "query-cookie", message.queryCookie());
        put(fields, "responder-cookie", message.responderCookie());
        put(fields, "stack-proposal", message.stackProposal() == null ? null : message.stackProposal().profiles());
        put(fields, "stack-configuration", message.stackConfig() == null ? null : config(message.stackConfig()));
        put(fields, "error", message.error() == null ? null : error(message.error()));
        put(fields, "hello-id", message.helloId());
        put(fields, "data", message.nslpData());
        put(fields, "unknown-objects", reading.objects().isEmpty() ? null : objects(reading.objects()));
        return fields;
    }

    private static Map<String, Object> flow(Mri mri) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("method", mri.isPathCoupled() ? "path-coupled" : "loose-end");
        fields.put("direction", mri.isUpstream() ? "upstream" : "downstream");
        fields.put("source", mri.sourcePrefix().toString());
        fields.put("destination", mri.destinationPrefix().toString());
        putIfSaid(fields, "protocol", mri.protocol());
        putIfSaid(fields, "ds-field", mri.dsField());
        putIfSaid(fields, "flow-label", mri.flowLabel());
        putIfSaid(fields, "spi", mri.securityParameterIndex());
        putIfSaid(fields, "source-port", mri.sourcePort());
        putIfSaid(fields, "destination-port", mri.destinationPort());
        return fields;
    }

    private static Map<String, Object> sender(NetworkInfo info) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", info.address().toString());
        fields.put("identity", info.identity().toString());
        fields.put("ip-ttl", info.ipTtl());
        fields.put("validity-millis", info.validityMillis());
        return fields;
    }

    private static Map<String, Object> config(StackConfig config) {
        List<Map<String, Object>> options = new ArrayList<>();
        for (StackConfig.Option option : config.options()) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("protocol", option.protocol());
            each.put("profile", option.profile());
            each.put("disabled", option.disabled());
            config.port(option.protocol(), option.profile()).ifPresent(port -> each.put("port", port));
            each.put("value", option.value().toString());
            options.add(each);
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("hold-millis", config.holdMillis());
        fields.put("options", options);
        return fields;
    }

    private static Map<String, Object> error(ErrorReport report) {
        Map<String, Object> fields = new LinkedHashMap<>();
        GistError known = report.error();
        put(fields, "name", known == null ? null : known.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        fields.put("class", report.errorClass());
        fields.put("code", report.code());
        fields.put("subcode", report.subcode());
        fields.put("of-datagram", report.dMode());
        fields.put("of-q-mode", report.qMode());
        fields.put("header", report.header().toString());
        put(fields, "session", report.sessionId());
        put(fields, "flow", report.mri() == null ? null : flow(report.mri()));
        fields.put("details", report.details().stream().map(TraceFields::detail).toList());
        put(fields, "comment", report.comment() == null ? null : report.commentText());
        return fields;
    }

    private static Map<String, Object> detail(ErrorReport.Detail detail) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("type", detail.type());
        fields.put("value", detail.value().toString());
        return fields;
    }

    private static List<Map<String, Object>> objects(List<RawObject> objects) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (RawObject object : objects) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("type", object.type());
            fields.put("a", object.a());
            fields.put("b", object.b());
            fields.put("length-words", object.lengthWords());
            fields.put("value", object.value().toString());
            all.add(fields);
        }
        return all;
    }

    private static void putIfSaid(Map<String, Object> fields, String name, long value) {
        if (value >= 0) {
            fields.put(name, value);
        }
    }

    private static void put(Map<String, Object> fields, String name, @Nullable Object value) {
        if (value instanceof Integer || value instanceof String || value instanceof List<?>
                || value instanceof Map<?, ?>) {
            fields.put(name, value);
        } else if (value != null) {
            fields.put(name, value.toString());
        }
    }
}
