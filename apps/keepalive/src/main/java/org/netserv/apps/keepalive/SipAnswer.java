package org.netserv.apps.keepalive;

import java.nio.charset.StandardCharsets;
import org.netserv.api.Packet;

/**
 * Writes the {@code 200 OK} to a request into a byte array.
 *
 * <p>Via header fields in their order, From, To, Call-ID and CSeq are the request's (RFC 3261 §8.2.6.2), the topmost Via
 * with {@code received} when it names another host than the packet's source or asks for {@code rport} (§18.2.1, RFC 3581
 * §4). A To without tag gets one: the same for the same request, as a stateless server must (§8.2.7).
 *
 * <p><b>Thread.</b> One.
 */
final class SipAnswer {

    private static final int MAX_LENGTH = 1500;
    private static final byte[] STATUS = ascii("SIP/2.0 200 OK\r\n");
    private static final byte[] VIA = ascii("Via: ");
    private static final byte[] RECEIVED = ascii(";received=");
    private static final byte[] FROM = ascii("From: ");
    private static final byte[] TO = ascii("To: ");
    private static final byte[] TAG = ascii(";tag=");
    private static final byte[] CALL_ID = ascii("Call-ID: ");
    private static final byte[] CSEQ = ascii("CSeq: ");
    private static final byte[] LINE_END = ascii("\r\n");
    private static final byte[] END = ascii("Content-Length: 0\r\n\r\n");
    private static final byte[] HEX = ascii("0123456789abcdef");

    private final byte[] bytes = new byte[MAX_LENGTH];
    private final long salt;
    private int limit;
    private int at;

    /** @param salt unknown outside, one for all answers of a module: it makes the tags unpredictable */
    SipAnswer(long salt) {
        this.salt = salt;
    }

    /** The answer, from 0. */
    byte[] bytes() {
        return bytes;
    }

    /** Writes the answer to a request that came in a packet; returns its length, or −1 if it is longer than the room. */
    int write(SipRequest request, Packet packet, int room) {
        limit = Math.min(room, MAX_LENGTH);
        at = 0;
        put(STATUS);
        topVia(request, packet);
        for (int i = 1; i < request.viaCount(); i++) {
            field(VIA, request, request.via(i));
            put(LINE_END);
        }
        field(FROM, request, request.from());
        put(LINE_END);
        field(TO, request, request.to());
        if (!request.hasToTag()) {
            put(TAG);
            hex(tag(request));
        }
        put(LINE_END);
        field(CALL_ID, request, request.callId());
        put(LINE_END);
        field(CSEQ, request, request.cseq());
        put(LINE_END);
        put(END);
        return at <= limit ? at : -1;
    }

    private void topVia(SipRequest request, Packet packet) {
        TopVia via = request.topVia();
        byte[] source = request.bytes();
        put(VIA);
        int from = request.via(0).start();
        // The two insertions and the removal, in the order in which they come.
        boolean receivedFirst = via.receivedStart() >= 0 && via.receivedStart() < via.rportEnd();
        if (receivedFirst) {
            from = dropReceived(via, source, from);
        }
        if (via.rportEnd() >= 0) {
            put(source, from, via.rportEnd());
            put('=');
            decimal(packet.sourcePort());
            from = via.rportEnd();
        }
        if (via.receivedStart() >= 0 && !receivedFirst) {
            from = dropReceived(via, source, from);
        }
        put(source, from, via.end());
        if (via.hasRport() || via.receivedStart() >= 0
                || !via.isFrom(packet.version(), packet.sourceIpv4(), packet.sourceHigh(), packet.sourceLow())) {
            put(RECEIVED);
            source(packet);
        }
        put(source, via.end(), request.via(0).end());
        put(LINE_END);
    }

    private int dropReceived(TopVia via, byte[] source, int from) {
        put(source, from, via.receivedStart());
        return via.receivedEnd();
    }

    private void field(byte[] name, SipRequest request, Span value) {
        put(name);
        put(request.bytes(), value.start(), value.end());
    }

    /** FNV-1a (64 bit) over Call-ID and From, begun with the salt, then mixed: no secret hangs on it. */
    private long tag(SipRequest request) {
        long hash = fnv(salt, request.bytes(), request.callId());
        hash = fnv(hash, request.bytes(), request.from());
        hash = (hash ^ (hash >>> 32)) * 0x9e37_79b9_7f4a_7c15L;
        return hash ^ (hash >>> 29);
    }

    private static long fnv(long begin, byte[] source, Span value) {
        long hash = begin;
        for (int i = value.start(); i < value.end(); i++) {
            hash = (hash ^ (source[i] & 0xff)) * 0x100_0000_01b3L;
        }
        return hash;
    }

    private void source(Packet packet) {
        if (packet.version() == 4) {
            int address = packet.sourceIpv4();
            for (int shift = 24; shift >= 0; shift -= 8) {
                decimal(address >>> shift & 0xff);
                if (shift > 0) {
                    put('.');
                }
            }
            return;
        }
        ipv6(packet.sourceHigh(), packet.sourceLow());
    }

    /** RFC 5952: no leading zeros, the first of the longest runs of two or more zero groups as {@code ::}. */
    private void ipv6(long high, long low) {
        int gap = -1;
        int gapLength = 1;
        int run = 0;
        for (int i = 0; i < 8; i++) {
            run = Ascii.group(high, low, i) == 0 ? run + 1 : 0;
            if (run > gapLength) {
                gapLength = run;
                gap = i + 1 - run;
            }
        }
        int i = 0;
        while (i < 8) {
            if (i == gap) {
                put(':');
                i += gapLength;
                if (i == 8) {
                    put(':');
                }
                continue;
            }
            if (i > 0) {
                put(':');
            }
            group(Ascii.group(high, low, i));
            i++;
        }
    }

    private void group(int value) {
        boolean leading = true;
        for (int shift = 12; shift >= 0; shift -= 4) {
            int digit = value >>> shift & 0xf;
            leading &= digit == 0 && shift > 0;
            if (!leading) {
                put(HEX[digit]);
            }
        }
    }

    private void hex(long value) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            put(HEX[(int) (value >>> shift) & 0xf]);
        }
    }

    private void decimal(int value) {
        int divisor = 1;
        while (value / divisor >= 10) {
            divisor *= 10;
        }
        for (; divisor > 0; divisor /= 10) {
            put('0' + value / divisor % 10);
        }
    }

    private void put(byte[] source) {
        put(source, 0, source.length);
    }

    private void put(byte[] source, int from, int to) {
        int length = to - from;
        if (length <= limit - at) {
            System.arraycopy(source, from, bytes, at, length);
            at += length;
        } else {
            overflow();
        }
    }

    private void put(int value) {
        if (at < limit) {
            bytes[at] = (byte) value;
            at++;
        } else {
            overflow();
        }
    }

    /** From here on nothing fits any more. */
    private void overflow() {
        limit = -1;
        at = 0;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
