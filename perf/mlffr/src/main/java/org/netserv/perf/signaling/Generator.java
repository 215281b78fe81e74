package org.netserv.perf.signaling;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import org.HdrHistogram.Histogram;
import org.netserv.ffi.NativeSocket;
import org.netserv.node.net.IpAddress;
import org.netserv.perf.traffic.Percentiles;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.ObjectType;

/**
 * A querier for many sessions. It sends when Queries are due, takes what comes, and confirms Responses, in turn and without ever sleeping.
 *
 * <p><b>Thread.</b> One. It allocates nothing a message.
 *
 * <p><b>Errors.</b> NativeException if nobody listens at the node.
 */
final class Generator {
    /** A Response that comes later than this after its Query was due might as well not have come. */
    static final long IN_TIME_MILLIS = 100;

    private static final int BATCH = 32;
    private static final long NANOS_A_MILLI = 1_000_000;
    private static final double SECOND = 1e9;
    private static final long LEAD_NANOS = 1_000_000;
    /** Who has not answered by then does not: nothing on the way holds a datagram for so long. */
    private static final long PATIENCE_NANOS = 500 * NANOS_A_MILLI;
    private static final long LONGEST_NANOS = 60_000 * NANOS_A_MILLI;
    private static final int DIGITS = 3;

    private final IpAddress own;
    private final IpAddress node;
    private final NativeSocket socket;
    private final DatagramBatch queries;
    private final DatagramBatch confirms;
    private final DatagramBatch in;
    private final MessageView view = new MessageView();
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    Generator(Arena arena, IpAddress own, IpAddress node) {
        this.own = own;
        this.node = node;
        socket = LoadSocket.open(own, node);
        queries = new DatagramBatch(arena, BATCH);
        confirms = new DatagramBatch(arena, BATCH);
        in = new DatagramBatch(arena, BATCH);
    }

    /** Sends an offer, and waits for what comes back. */
    Outcome send(Offer offer) {
        discard();
        try (Arena arena = Arena.ofConfined()) {
            Run run = new Run(offer, new SessionMessages(arena, own, node, offer.validityMillis()));
            long before = threads.getCurrentThreadAllocatedBytes();
            run.go();
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            return run.outcome(allocated);
        }
    }

    /** What is left of the offer before. */
    private void discard() {
        while (in.receive(socket) > 0) {
            // Nobody asks for it any more.
        }
    }

    /** One offer. */
    private final class Run {
        private final Offer offer;
        private final SessionMessages messages;
        private final OpenQueries open;
        private final Histogram nanos = new Histogram(LONGEST_NANOS, DIGITS);
        private Pace pace = Pace.of(0, 1);
        private long inTime;
        private long refused;
        private long strange;
        private long confirmed;
        private long data;
        private int lastSession = -1;
        private long begin;
        private long lastAnswer;
        private long lastNews;
        private long behind;

        Run(Offer offer, SessionMessages messages) {
            this.offer = offer;
            this.messages = messages;
            open = new OpenQueries(offer.queries());
        }

        void go() {
            begin = System.nanoTime() + LEAD_NANOS;
            pace = Pace.of(begin, offer.perSecond() > 0 ? offer.perSecond() : 1);
            lastAnswer = begin;
            lastNews = begin;
            int given = 0;
            while (open.opened() < offer.queries() || open.open() - given > 0) {
                long now = System.nanoTime();
                int due = Math.min(BATCH, offer.queries() - open.opened());
                query(now, offer.perSecond() > 0 ? (int) Math.min(due, pace.dueBy(now) - open.opened())
                        : now < begin ? 0 : Math.min(due, offer.window() - (open.open() - given)));
                receive();
                if (now - lastNews > PATIENCE_NANOS) {
                    // They are lost; without a rate, others take their places.
                    given = open.open();
                    lastNews = now;
                }
            }
            prove();
        }

        private void query(long now, int count) {
            if (count <= 0) {
                return;
            }
            int first = open.opened();
            for (int i = 0; i < count; i++) {
                int number = first + i;
                queries.length(i, messages.query(queries.memory(), queries.at(i), offer.epoch(),
                        number % offer.sessions(), number));
            }
            int sent = queries.send(socket, 0, count);
            for (int i = 0; i < sent; i++) {
                long due = offer.perSecond() > 0 ? pace.dueNanos(first + i) : now;
                behind = Math.max(behind, now - due);
                open.open(due);
            }
            if (sent > 0) {
                lastNews = now;
            }
        }

        private void receive() {
            int received = in.receive(socket);
            if (received == 0) {
                return;
            }
            long now = System.nanoTime();
            lastNews = now;
            int toConfirm = 0;
            for (int i = 0; i < received; i++) {
                if (take(i, now) && offer.confirms()) {
                    confirms.length(toConfirm, messages.confirm(confirms.memory(), confirms.at(toConfirm), view));
                    lastSession = (int) view.sessionLow();
                    toConfirm++;
                }
            }
            confirms.sendAll(socket, toConfirm);
            confirmed += toConfirm;
        }

        /** Whether it is the Response to an open Query. */
        private boolean take(int slot, long now) {
            long at = in.at(slot);
            int length = in.length(slot);
            boolean sound = MessageHeader.isGist(in.memory(), at, length)
                    && view.parse(in.memory(), at + MessageHeader.MAGIC_BYTES, length - MessageHeader.MAGIC_BYTES,
                            false) == null;
            if (sound && view.type() == MessageType.ERROR) {
                refused++;
                return false;
            }
            boolean ours = sound && view.type() == MessageType.RESPONSE && view.sessionHigh() == offer.epoch()
                    && view.valueBytes(ObjectType.QUERY_COOKIE) == Long.BYTES && SessionMessages.canConfirm(view);
            long due = ours ? open.close(view.queryCookie()) : OpenQueries.NOT_OPEN;
            if (due == OpenQueries.NOT_OPEN) {
                strange++;
                return false;
            }
            long took = Math.max(0, now - due);
            nanos.recordValue(Math.min(LONGEST_NANOS, took));
            if (took <= IN_TIME_MILLIS * NANOS_A_MILLI) {
                inTime++;
            }
            lastAnswer = now;
            return true;
        }

        /** A node that does not know the session answers data with an Error. */
        private void prove() {
            if (lastSession < 0) {
                return;
            }
            long begun = System.nanoTime();
            queries.length(0, messages.data(queries.memory(), queries.at(0), offer.epoch(), lastSession));
            queries.sendAll(socket, 1);
            data = 1;
            long before = refused;
            while (System.nanoTime() - begun < PATIENCE_NANOS) {
                receive();
            }
            // Not of a Query.
            strange += refused - before;
            refused = before;
        }

        Outcome outcome(long allocatedBytes) {
            return new Outcome(open.opened(), nanos.getTotalCount(), inTime, refused, strange, confirmed, data,
                    (lastAnswer - begin) / SECOND, behind / (double) NANOS_A_MILLI, allocatedBytes,
                    Percentiles.of(nanos));
        }
    }
}
