package org.netserv.apps.keepalive;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A SIP request in a byte array, and where in it the header fields are that an answer needs.
 *
 * <p>It is stricter than a server has to be: what it does not understand in full is for the server to judge. Lines end
 * with CRLF, folded lines are unfolded in place, no control characters, at most {@link #MAX_HEADERS} header fields, each
 * of those that may occur once at most once.
 *
 * <p><b>Thread.</b> One. <b>Source.</b> RFC 3261 §7 and §25.1; compact forms §7.3.3 and RFC 6665 §8.4.
 */
final class SipRequest {

    /** What a request turned out to be. */
    enum Kind {
        /** Well-formed, and to be answered. */
        KEEP_ALIVE,
        /** Not a keep-alive, or one that asks for more than we do. */
        OTHER,
        /** Not SIP as it should be. */
        MALFORMED
    }

    static final int MAX_LENGTH = 4096;
    static final int MAX_HEADERS = 64;
    static final int MAX_VIAS = 16;

    private static final int METHOD_LENGTH = "NOTIFY ".length();
    private static final String VERSION = " sip/2.0";

    private static final long BLANKS = 0x2020_2020_2020_2020L;
    private static final long TOP_BITS = 0x8080_8080_8080_8080L;

    /** With room for the last eight bytes that {@link #endOfLine} reads. */
    private final byte[] bytes = new byte[MAX_LENGTH + Long.BYTES];
    private final ByteBuffer words = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    private final Span from = new Span();
    private final Span to = new Span();
    private final Span callId = new Span();
    private final Span cseq = new Span();
    private final Span event = new Span();
    private final Span contentLength = new Span();
    private final Span require = new Span();
    private final Span[] vias = new Span[MAX_VIAS];
    private final TopVia topVia = new TopVia();
    private int length;
    private int viaCount;
    private boolean toTag;

    SipRequest() {
        Arrays.setAll(vias, i -> new Span());
    }

    /** Where a request is put before {@link #parse}. */
    byte[] bytes() {
        return bytes;
    }

    Span from() {
        return from;
    }

    Span to() {
        return to;
    }

    Span callId() {
        return callId;
    }

    Span cseq() {
        return cseq;
    }

    /** How many Via header fields there are. */
    int viaCount() {
        return viaCount;
    }

    /** One of them, 0 being the topmost. */
    Span via(int index) {
        return vias[index];
    }

    /** The topmost Via. */
    TopVia topVia() {
        return topVia;
    }

    /** Whether To has a tag. */
    boolean hasToTag() {
        return toTag;
    }

    /** Reads the first {@code newLength} bytes. Offsets are valid only after {@link Kind#KEEP_ALIVE}. */
    Kind parse(int newLength) {
        length = newLength;
        clear();
        int end = endOfLine(0);
        if (end < 0 || !requestLine(end)) {
            return Kind.MALFORMED;
        }
        int at = end + 2;
        for (int headers = 0; headers <= MAX_HEADERS; headers++) {
            end = endOfHeader(at);
            if (end < 0) {
                return Kind.MALFORMED;
            }
            if (end == at) {
                return judge(at + 2);
            }
            if (!header(at, end)) {
                return Kind.MALFORMED;
            }
            at = end + 2;
        }
        return Kind.MALFORMED;
    }

    private void clear() {
        for (int i = 0; i < viaCount; i++) {
            vias[i].clear();
        }
        viaCount = 0;
        from.clear();
        to.clear();
        callId.clear();
        cseq.clear();
        event.clear();
        contentLength.clear();
        require.clear();
    }

    /**
     * Where the CRLF is that ends a line; −1 if there is none, or a control character before it.
     *
     * <p>Eight bytes at a time: subtracting 0x20 from each leaves the top bit of those below it set, and of a blank that
     * follows one, which the second look sorts out.
     */
    private int endOfLine(int start) {
        for (int i = start; i < length - 1; i += Long.BYTES) {
            long word = words.getLong(i);
            long candidates = (word - BLANKS) & ~word & TOP_BITS;
            while (candidates != 0) {
                int at = i + (Long.numberOfTrailingZeros(candidates) >>> 3);
                if (bytes[at] < ' ' && bytes[at] != '\t') {
                    return at < length - 1 && bytes[at] == '\r' && bytes[at + 1] == '\n' ? at : -1;
                }
                candidates &= candidates - 1;
            }
        }
        return -1;
    }

    /** The same for a header field: a CRLF that folds it becomes two spaces, which mean the same. */
    private int endOfHeader(int start) {
        int end = endOfLine(start);
        while (end > start && end + 2 < length && Ascii.isBlank(bytes[end + 2])) {
            bytes[end] = ' ';
            bytes[end + 1] = ' ';
            end = endOfLine(end + 2);
        }
        return end;
    }

    private boolean requestLine(int end) {
        int uriEnd = end - VERSION.length();
        if (uriEnd <= METHOD_LENGTH || !Ascii.equals(bytes, 0, METHOD_LENGTH, "NOTIFY ")
                || !Ascii.equalsIgnoreCase(bytes, uriEnd, end, VERSION)) {
            return false;
        }
        return !hasBlank(METHOD_LENGTH, uriEnd);
    }

    private boolean header(int start, int end) {
        int nameEnd = start;
        while (nameEnd < end && Ascii.isToken(bytes[nameEnd])) {
            nameEnd++;
        }
        int colon = skipBlanks(nameEnd, end);
        if (nameEnd == start || colon == end || bytes[colon] != ':') {
            return false;
        }
        Span field = field(start, nameEnd);
        if (field == null) {
            return true;
        }
        int valueStart = skipBlanks(colon + 1, end);
        int valueEnd = end;
        while (valueEnd > valueStart && Ascii.isBlank(bytes[valueEnd - 1])) {
            valueEnd--;
        }
        boolean good = valueStart < valueEnd && (field == require || !field.isPresent());
        field.set(valueStart, valueEnd);
        return good;
    }

    /** Where a field's value is to be noted; null if it is of no interest. */
    private @Nullable Span field(int start, int end) {
        boolean compact = end - start == 1;
        return switch (bytes[start] | 0x20) {
            case 'v' -> compact || is(start, end, "via") ? nextVia() : null;
            case 'f' -> compact || is(start, end, "from") ? from : null;
            case 't' -> compact || is(start, end, "to") ? to : null;
            case 'i' -> compact ? callId : null;
            case 'o' -> compact ? event : null;
            case 'l' -> compact ? contentLength : null;
            case 'e' -> is(start, end, "event") ? event : null;
            case 'r' -> is(start, end, "require") ? require : null;
            case 'p' -> is(start, end, "proxy-require") ? require : null;
            case 'c' -> {
                if (is(start, end, "cseq")) {
                    yield cseq;
                }
                if (is(start, end, "call-id")) {
                    yield callId;
                }
                yield is(start, end, "content-length") ? contentLength : null;
            }
            default -> null;
        };
    }

    /** One too many gets the last one's, and is refused as a second value of it. */
    private Span nextVia() {
        if (viaCount == MAX_VIAS) {
            return vias[MAX_VIAS - 1];
        }
        Span via = vias[viaCount];
        viaCount++;
        return via;
    }

    private boolean is(int start, int end, String name) {
        return Ascii.equalsIgnoreCase(bytes, start, end, name);
    }

    private Kind judge(int body) {
        if (!isKeepAlive()) {
            return Kind.OTHER;
        }
        if (viaCount == 0 || !from.isPresent() || !to.isPresent() || !isCallId() || !isCseq() || !isBodyWhole(body)
                || !topVia.parse(bytes, vias[0].start(), vias[0].end())) {
            return Kind.MALFORMED;
        }
        int tag = Tag.find(bytes, to.start(), to.end());
        if (tag == Tag.MALFORMED) {
            return Kind.MALFORMED;
        }
        toTag = tag == Tag.PRESENT;
        return require.isPresent() || topVia.hasMaddr() ? Kind.OTHER : Kind.KEEP_ALIVE;
    }

    /** Event types are compared byte by byte (RFC 6665 §8.2.1); parameters may follow. */
    private boolean isKeepAlive() {
        if (!event.isPresent()) {
            return false;
        }
        int end = event.start();
        while (end < event.end() && Ascii.isToken(bytes[end])) {
            end++;
        }
        int next = skipBlanks(end, event.end());
        return (next == event.end() || bytes[next] == ';') && Ascii.equals(bytes, event.start(), end, "keep-alive");
    }

    /** A number below 2^31 and the method of the request line. */
    private boolean isCseq() {
        if (!cseq.isPresent()) {
            return false;
        }
        int at = cseq.start();
        long number = 0;
        while (at < cseq.end() && Ascii.isDigit(bytes[at]) && number <= Integer.MAX_VALUE) {
            number = number * 10 + (bytes[at] - '0');
            at++;
        }
        int method = skipBlanks(at, cseq.end());
        return at > cseq.start() && number <= Integer.MAX_VALUE && method > at
                && Ascii.equals(bytes, method, cseq.end(), "NOTIFY");
    }

    private boolean isCallId() {
        return callId.isPresent() && !hasBlank(callId.start(), callId.end());
    }

    /** RFC 3261 §18.3: a body shorter than Content-Length is an error; without one it ends with the packet. */
    private boolean isBodyWhole(int body) {
        if (!contentLength.isPresent()) {
            return true;
        }
        int announced = Ascii.number(bytes, contentLength.start(), contentLength.end());
        return announced >= 0 && announced <= length - body;
    }

    private boolean hasBlank(int start, int end) {
        for (int i = start; i < end; i++) {
            if (Ascii.isBlank(bytes[i])) {
                return true;
            }
        }
        return false;
    }

    private int skipBlanks(int start, int end) {
        int at = start;
        while (at < end && Ascii.isBlank(bytes[at])) {
            at++;
        }
        return at;
    }
}
