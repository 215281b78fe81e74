package org.netserv.signaling.trace;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One direction of a connection: its segments become messages. What is said of it beside them is said once. */
final class StreamHalf {
    private final SegmentOrder order = new SegmentOrder();
    private final MessageSplitter splitter = new MessageSplitter();
    /** Of the last packet in this direction. */
    private @Nullable Passage last;
    private boolean finished;
    private boolean ended;

    /** Where messages and notes of a direction go. */
    interface Sink {
        void message(MessageReading message);

        void note(String text);
    }

    /** How many bytes it keeps. */
    int held() {
        return order.waitingBytes() + splitter.held();
    }

    @Nullable
    Passage last() {
        return last;
    }

    boolean isTls() {
        return splitter.state() == MessageSplitter.State.TLS;
    }

    /** A packet of this direction. */
    void take(TcpSegment segment, Passage passage, Sink out) {
        last = passage;
        if (!ended) {
            read(segment, out);
        }
        if (segment.isFin() && !finished) {
            finished = true;
            out.note("ends its direction of the connection");
        }
    }

    private void read(TcpSegment segment, Sink out) {
        if (segment.isSyn() && !order.hasBegun()) {
            order.begin(segment.payloadNumber());
        }
        if (!order.hasBegun() && segment.count() > 0) {
            beginInBetween(segment, out);
        }
        Consumer<MessageReading> messages = out::message;
        order.take(segment.payloadNumber(), segment.in(), segment.from(), segment.count(),
                (in, from, count) -> splitter.take(in, from, count, messages));
        if (splitter.state() == MessageSplitter.State.LOST) {
            end();
            out.note("no message begins here: this direction of the connection is read no further");
        } else if (segment.isCut() && order.hasBegun()) {
            end();
            out.note("the capture has only a part of this packet: this direction of the connection is read no further");
        } else if (order.hasGap()) {
            gap(out);
        }
    }

    /** The connection is older than the trace: a packet that begins with a message is a place to begin. */
    private void beginInBetween(TcpSegment segment, Sink out) {
        boolean tls = MessageSplitter.beginsWithTls(segment.in(), segment.from(), segment.count());
        if (tls || MessageSplitter.beginsWithMessage(segment.in(), segment.from(), segment.count())) {
            order.begin(segment.payloadNumber());
            if (!tls) {
                out.note("the connection is older than the trace: it is read from here");
            }
        }
    }

    /** What the other direction acknowledges. */
    void acknowledged(TcpSegment segment, Sink out) {
        if (!ended && segment.isAcknowledgement()) {
            order.acknowledged(segment.acknowledged());
            if (order.hasGap()) {
                gap(out);
            }
        }
    }

    private void gap(Sink out) {
        long missing = order.missingBytes();
        end();
        out.note(missing + " bytes are not in the trace: this direction of the connection is read no further");
    }

    /** Nothing more comes, of the connection or of the trace. */
    void close(Sink out) {
        if (ended) {
            return;
        }
        long missing = order.missingBytes();
        int rest = splitter.held();
        end();
        if (missing > 0) {
            out.note(missing + " bytes are not in the trace, and were waited for until its end");
        } else if (rest > 0) {
            out.note("ends within a message, of which there are " + rest + " bytes");
        }
    }

    /** Takes nothing more, and keeps nothing. */
    void end() {
        ended = true;
        order.end();
        if (!isTls()) {
            splitter.end();
        }
    }
}
