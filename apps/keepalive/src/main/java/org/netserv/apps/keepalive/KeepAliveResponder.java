package org.netserv.apps.keepalive;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Counter;
import org.netserv.api.Module;
import org.netserv.api.ModuleContext;
import org.netserv.api.Packet;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;

/**
 * Answers keep-alives that SIP user agents send through their NAT, so that they reach neither the server nor the
 * network before it.
 *
 * <p>Two kinds, over UDP: the request NOTIFY with {@code Event: keep-alive}, answered {@code 200 OK}, and a payload of
 * exactly CRLF CRLF, answered with CRLF (RFC 5626 §4.4.1). Everything else passes untouched: other methods and events,
 * responses, what is malformed, what asks for an extension ({@code Require}), packets with IP options or extension
 * headers, and requests whose answer would not fit.
 *
 * <p>An answer leaves from the server's address and port to where the request came from, with the top Via filled in as
 * RFC 3261 §18.2.1 and RFC 3581 say. This is so also without {@code rport}, where RFC 3261 §18.2.2 names the port of
 * the Via: the answer is of use only if it opens the binding that the request came through, and an agent that keeps
 * one open listens there. A request with {@code maddr} passes.
 *
 * <p>The property {@code measure=true} does the same work up to the answer, and lets the packet pass.
 *
 * <p>Counters: {@code matched}, keep-alives of both kinds; {@code answered}, those answered; {@code crlf}, those of
 * four bytes; {@code malformed}, NOTIFYs that are not SIP as it should be; {@code passed}, all that is neither matched
 * nor malformed; {@code too_long}, matched, but the answer does not fit.
 *
 * <p><b>Thread.</b> Any number of packet threads at once: a request is worked on in the {@link Scratch} of its worker.
 */
public final class KeepAliveResponder implements Module, PacketProcessor {

    private static final String MEASURE = "measure";
    private static final int UDP = 17;
    private static final int CRLF_CRLF = 0x0d0a0d0a;
    private static final int CRLF = 0x0d0a;
    /** "NOTIFY " and any byte after it. */
    private static final long NOTIFY = 0x4e4f_5449_4659_2000L;
    private static final long NOTIFY_MASK = ~0xffL;
    /** Shorter than the shortest request with the headers that it must have. */
    private static final int MIN_REQUEST = 64;
    private static final int MAX_PACKET = 1500;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    /** What hosts start with; what is left of the request's might not reach back. */
    private static final int ANSWER_TTL = 64;

    /**
     * Set in {@link #start}, before the first packet.
     *
     * @param measure whether to pass what would be answered
     */
    private record Running(boolean measure, List<Scratch> scratches, Counter matched, Counter answered, Counter crlf,
            Counter passed, Counter malformed, Counter tooLong) {}

    private @Nullable Running running;

    @Override
    public void start(ModuleContext context) {
        for (String name : context.properties().keySet()) {
            if (!name.equals(MEASURE)) {
                context.log().warn("property " + name + " is not known and has no effect; known: " + MEASURE);
            }
        }
        running = new Running(measure(context), Scratch.forWorkers(context.workers()), context.counter("matched"),
                context.counter("answered"), context.counter("crlf"), context.counter("passed"),
                context.counter("malformed"), context.counter("too_long"));
        context.register(this);
    }

    private static boolean measure(ModuleContext context) {
        String value = context.properties().getOrDefault(MEASURE, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(
                    "property " + MEASURE + " must be true or false: " + MEASURE + "=" + value);
        };
    }

    @Override
    public Verdict process(Packet packet) {
        Running run = running;
        if (run == null) {
            throw new IllegalStateException("packet before start");
        }
        if (packet.protocol() == UDP) {
            int payload = packet.payloadOffset();
            int length = packet.payloadLength();
            if (length == Integer.BYTES && packet.i32(payload) == CRLF_CRLF) {
                return crlf(packet, payload, run);
            }
            if (length >= MIN_REQUEST && length <= SipRequest.MAX_LENGTH
                    && (packet.i64(payload) & NOTIFY_MASK) == NOTIFY) {
                return request(packet, payload, length, run);
            }
        }
        return pass(run.passed);
    }

    private static Verdict crlf(Packet packet, int payload, Running run) {
        if (!answerable(packet)) {
            return pass(run.passed);
        }
        run.matched.increment();
        run.crlf.increment();
        if (run.measure) {
            return Verdict.ACCEPT;
        }
        packet.setU16(payload, CRLF);
        packet.length(payload + Short.BYTES);
        return reply(packet, run);
    }

    private static Verdict request(Packet packet, int payload, int length, Running run) {
        Scratch scratch = run.scratches.get(packet.worker());
        packet.copyTo(payload, scratch.request.bytes(), 0, length);
        return switch (scratch.request.parse(length)) {
            case MALFORMED -> pass(run.malformed);
            case OTHER -> pass(run.passed);
            case KEEP_ALIVE -> answerable(packet) ? keepAlive(packet, payload, scratch, run) : pass(run.passed);
        };
    }

    private static Verdict keepAlive(Packet packet, int payload, Scratch scratch, Running run) {
        run.matched.increment();
        if (run.measure) {
            return Verdict.ACCEPT;
        }
        int room = Math.min(packet.maxLength(), MAX_PACKET) - payload;
        int length = scratch.answer.write(scratch.request, packet, room);
        if (length < 0) {
            return pass(run.tooLong);
        }
        packet.length(payload + length);
        packet.copyFrom(scratch.answer.bytes(), 0, payload, length);
        return reply(packet, run);
    }

    /** Options and extension headers were meant for the way here; no answer can be sent to port 0. */
    private static boolean answerable(Packet packet) {
        int header = packet.version() == 4 ? IPV4_HEADER : IPV6_HEADER;
        return packet.l4Offset() == header && packet.sourcePort() != 0;
    }

    private static Verdict reply(Packet packet, Running run) {
        packet.swapAddresses();
        packet.swapPorts();
        packet.ttl(ANSWER_TTL);
        run.answered.increment();
        return Verdict.REPLY;
    }

    private static Verdict pass(Counter counter) {
        counter.increment();
        return Verdict.ACCEPT;
    }
}
