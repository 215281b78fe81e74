package org.netserv.signaling.nslp.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.Header;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;
import org.netserv.signaling.wire.Octets;

/**
 * Control messages within requests. Headers stand in the order of their names, as in the canonical form: so a message has one
 * binary form, and what is read back has the same canonical form, over which the signature holds.
 */
public final class RequestCodec {
    private RequestCodec() {}

    /**
     * The request that carries a publisher's message.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} if it is the operator's, or too long in its binary form.
     */
    public static Octets encode(RequestId id, ControlMessage message) {
        RequestType type = RequestType.of(message.method());
        if (type == null) {
            throw new IllegalArgumentException(message.method() + " does not travel on the path: expected SETUP, REMOVE"
                    + " or PROBE");
        }
        return Frame.build(type, false, 0, id, objects(new ObjectWriter(), message));
    }

    /**
     * The TRIGGER that carries a SETUP or PROBE.
     *
     * <p><b>Errors.</b> {@link IllegalArgumentException} if it is another message, or too long in its binary form.
     */
    public static Octets encodeTrigger(RequestId id, ControlMessage message) {
        RequestType type = RequestType.of(message.method());
        if (type == null || !mayBeEnclosed(type)) {
            throw new IllegalArgumentException("a TRIGGER cannot carry " + message.method()
                    + ": expected SETUP or PROBE");
        }
        ObjectWriter enclosed = new ObjectWriter().header(ObjectTypes.ENCLOSED, Integer.BYTES).u8(type.code()).pad();
        return Frame.build(RequestType.TRIGGER, false, 0, id, objects(enclosed, message));
    }

    /** What takes a SETUP back whose path has moved. */
    public static Octets teardown(RequestId setup) {
        return Frame.build(RequestType.TEARDOWN, false, 0, setup, new ObjectWriter());
    }

    private static boolean mayBeEnclosed(RequestType type) {
        return type == RequestType.SETUP || type == RequestType.PROBE;
    }

    private static ObjectWriter objects(ObjectWriter out, ControlMessage message) {
        out.text(ObjectTypes.MODULE_ID, message.module());
        message.headers().stream().sorted(Comparator.comparing(Header::name)).forEach(header -> write(out, header));
        return out;
    }

    private static void write(ObjectWriter out, Header header) {
        int type = HeaderTypes.of(header.name());
        if (type != ObjectTypes.OTHER_HEADER) {
            out.text(type, header.value());
            return;
        }
        byte[] name = header.name().getBytes(StandardCharsets.UTF_8);
        byte[] value = header.value().getBytes(StandardCharsets.UTF_8);
        out.header(type, 2 * Short.BYTES + name.length + value.length).string(name).string(value).pad();
    }

    /**
     * The control message that a request carries; of a TRIGGER that which is to be sent back.
     *
     * @throws NslpFormatException if it carries none, or has a mandatory object that this node does not know
     */
    public static ControlMessage decode(Frame request) throws NslpFormatException {
        if (request.isResponse()) {
            throw new NslpFormatException("a response is no request");
        }
        ObjectReader objects = request.objects();
        objects.next(); // the Request-ID
        Method method = request.type() == RequestType.TRIGGER ? enclosed(objects) : request.type().method();
        String module = take(objects, ObjectTypes.MODULE_ID, "Module-ID").text();
        List<Header> headers = new ArrayList<>();
        String last = "";
        while (objects.next()) {
            Header header = header(objects);
            if (header == null) {
                continue;
            }
            if (header.name().compareTo(last) <= 0) {
                throw objects.fault("is out of order: expected headers in the order of their names, each once");
            }
            last = header.name();
            headers.add(header);
            if (headers.size() > ControlMessage.MAX_HEADERS) {
                throw new NslpFormatException("more than " + ControlMessage.MAX_HEADERS + " headers");
            }
        }
        return message(method, module, headers);
    }

    /** What text could not carry is no message either, whoever signed it: it is kept, and forwarded, as text. */
    private static ControlMessage message(@Nullable Method method, String module, List<Header> headers)
            throws NslpFormatException {
        if (method == null) {
            throw new NslpFormatException("there is no message within");
        }
        try {
            ControlMessage message = new ControlMessage(method, module, headers);
            MessageWriter.bytes(message);
            return message;
        } catch (IllegalArgumentException e) {
            throw new NslpFormatException(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Method enclosed(ObjectReader objects) throws NslpFormatException {
        RequestType type = RequestType.ofCode(take(objects, ObjectTypes.ENCLOSED, "Enclosed").takeU8());
        objects.endOfValue();
        if (type == null || !mayBeEnclosed(type)) {
            throw objects.fault("encloses neither a SETUP nor a PROBE");
        }
        return type.method();
    }

    private static ObjectReader take(ObjectReader objects, int type, String name) throws NslpFormatException {
        if (!objects.next() || objects.type() != type) {
            throw new NslpFormatException("there is no " + name + " where it is expected");
        }
        return objects;
    }

    /** Null for an object that may be passed over. */
    private static @Nullable Header header(ObjectReader object) throws NslpFormatException {
        String name = HeaderTypes.name(object.type());
        if (name == null && object.type() != ObjectTypes.OTHER_HEADER) {
            if (object.isMandatory()) {
                throw object.fault("is not known here, and mandatory");
            }
            return null;
        }
        if (name == null) {
            name = object.takeString();
            if (HeaderTypes.of(name) != ObjectTypes.OTHER_HEADER) {
                throw object.fault("names a header that has a type of its own");
            }
        }
        String value = object.text();
        try {
            return new Header(name, value, 0);
        } catch (IllegalArgumentException e) {
            throw new NslpFormatException(String.valueOf(e.getMessage()));
        }
    }
}
