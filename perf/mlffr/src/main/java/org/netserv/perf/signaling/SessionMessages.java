package org.netserv.perf.signaling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.ObjectType;
import org.netserv.signaling.wire.Octets;

/**
 * The messages of many sessions between one querier and one responder, over IPv4. Each session has a flow of its own: a UDP flow between the two,
 * with ports of its own.
 *
 * <p><b>Thread.</b> One; writing allocates nothing.
 */
final class SessionMessages {
    /** Of the applications on both sides; in the range for experiments. */
    static final int NSLP_ID = 32_741;

    private static final int IP_TTL = 64;
    private static final int HOPS = 32;
    private static final int UDP = 17;
    private static final int FIRST_PORT = 1024;
    private static final int PORTS = 60_000;
    private static final int COOKIE_BYTES = 32;
    private static final Octets QUERIER = Octets.ofHex("00112233445566778899aabbccddeeff");
    private static final Octets RESPONDER = Octets.ofHex("ffeeddccbbaa99887766554433221100");
    private static final Octets TEXT = Octets.ofHex("74686572653f0000");

    private final MessageWriter writer = new MessageWriter();
    private final Template query;
    private final Template confirm;
    private final Template response;
    private final Template data;

    SessionMessages(Arena arena, IpAddress querier, IpAddress responder, long validityMillis) {
        Mri flow = Mri.builder(querier, responder).protocol(UDP).sourcePort(FIRST_PORT).destinationPort(FIRST_PORT)
                .build();
        NetworkInfo asking = new NetworkInfo(QUERIER, IP_TTL, validityMillis, querier);
        NetworkInfo answering = new NetworkInfo(RESPONDER, 0, validityMillis, responder);
        byte[] cookie = new byte[COOKIE_BYTES];
        query = new Template(arena, writer, out -> begin(out, MessageType.QUERY, HOPS, MessageHeader.R, flow)
                .networkInfo(asking).queryCookie(0));
        response = new Template(arena, writer,
                out -> begin(out, MessageType.RESPONSE, 1, MessageHeader.R, flow.withDirection(true))
                        .networkInfo(answering).queryCookie(0).object(ObjectType.RESPONDER_COOKIE, cookie));
        confirm = new Template(arena, writer, out -> begin(out, MessageType.CONFIRM, 1, 0, flow).networkInfo(asking)
                .object(ObjectType.RESPONDER_COOKIE, cookie));
        data = new Template(arena, writer, out -> begin(out, MessageType.DATA, HOPS, 0, flow).networkInfo(asking)
                .octets(ObjectType.NSLP_DATA, TEXT));
    }

    private MessageWriter begin(MemorySegment out, MessageType type, int hops, int flags, Mri flow) {
        return writer.begin(out, MessageHeader.MAGIC_BYTES, type, type == MessageType.QUERY, hops, NSLP_ID,
                MessageHeader.S | flags).mri(flow, flow.isUpstream()).sessionId(0, 0);
    }

    /** Writes a Query; its length. */
    int query(MemorySegment out, long at, long epoch, int session, long cookie) {
        write(query, out, at, epoch, session);
        Template.set(out, at + query.place(ObjectType.QUERY_COOKIE), cookie);
        return query.length();
    }

    /** Writes data for the application of a session; its length. */
    int data(MemorySegment out, long at, long epoch, int session) {
        write(data, out, at, epoch, session);
        return data.length();
    }

    /** Writes the Confirm for a Response that has a responder cookie of the usual length; its length. */
    int confirm(MemorySegment out, long at, MessageView of) {
        write(confirm, out, at, of.sessionHigh(), (int) of.sessionLow());
        MemorySegment.copy(of.memory(), of.valueAt(ObjectType.RESPONDER_COOKIE), out,
                at + confirm.place(ObjectType.RESPONDER_COOKIE), COOKIE_BYTES);
        return confirm.length();
    }

    /** Whether a Response can be confirmed. */
    static boolean canConfirm(MessageView of) {
        return of.has(ObjectType.RESPONDER_COOKIE) && of.valueBytes(ObjectType.RESPONDER_COOKIE) == COOKIE_BYTES;
    }

    /** Writes the answer to a Query of ours without looking into it; its length. */
    int response(MemorySegment out, long at, MemorySegment in, long queryAt) {
        response.copy(out, at);
        Template.set(out, at + response.placeOfPorts(), Template.intAt(in, queryAt + query.placeOfPorts()));
        long from = queryAt + query.place(ObjectType.SESSION_ID);
        long to = at + response.place(ObjectType.SESSION_ID);
        Template.set(out, to, Template.longAt(in, from));
        Template.set(out, to + Long.BYTES, Template.longAt(in, from + Long.BYTES));
        Template.set(out, at + response.place(ObjectType.QUERY_COOKIE),
                Template.longAt(in, queryAt + query.place(ObjectType.QUERY_COOKIE)));
        return response.length();
    }

    /** Length of a Query, by which a reflector tells it from a Confirm. */
    int queryBytes() {
        return query.length();
    }

    private static void write(Template template, MemorySegment out, long at, long epoch, int session) {
        template.copy(out, at);
        Template.set(out, at + template.placeOfPorts(), ports(session));
        long id = at + template.place(ObjectType.SESSION_ID);
        Template.set(out, id, epoch);
        Template.set(out, id + Long.BYTES, (long) session);
    }

    private static int ports(int session) {
        return (FIRST_PORT + session % PORTS) << Short.SIZE | (FIRST_PORT + session / PORTS);
    }
}
