package org.netserv.apps.keepalive;

/**
 * The first value of the first Via header field, and where in it {@code received} and {@code rport} go.
 *
 * <pre>
 * SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport;received=192.0.2.9, SIP/2.0/UDP ...
 *             ^host      ^                   ^    ^receivedStart     ^end
 *                        hostEnd             |    rportEnd, receivedStart
 * </pre>
 *
 * <p><b>Thread.</b> One. <b>Source.</b> RFC 3261 §20.42 and §25.1 (via-parm), RFC 3581 §3.
 */
final class TopVia {

    private byte[] bytes = new byte[0];
    private int at;
    private int limit;
    private int hostStart;
    private int hostEnd;
    private int rportEnd;
    private int receivedStart;
    private int receivedEnd;
    private int end;
    private boolean rport;
    private boolean maddr;

    /** Reads it from the value of a Via header field without folds; returns false if it is malformed. */
    boolean parse(byte[] source, int from, int to) {
        bytes = source;
        at = from;
        limit = to;
        rportEnd = -1;
        receivedStart = -1;
        receivedEnd = -1;
        rport = false;
        maddr = false;
        return sentProtocol() && sentBy() && parameters();
    }

    /** Whether the host of sent-by is an address, and this one. */
    boolean isFrom(int version, int ipv4, long high, long low) {
        if (version == 4) {
            return Ascii.isIpv4(bytes, hostStart, hostEnd, ipv4);
        }
        return bytes[hostStart] == '[' && Ascii.isIpv6(bytes, hostStart + 1, hostEnd - 1, high, low);
    }

    /** Whether there is {@code rport}, with a value or without. */
    boolean hasRport() {
        return rport;
    }

    /** Where the value of {@code rport} is missing; −1 if none is. */
    int rportEnd() {
        return rportEnd;
    }

    /** Where a parameter {@code received} starts, with its semicolon; −1 if there is none. A sender has no business to. */
    int receivedStart() {
        return receivedStart;
    }

    int receivedEnd() {
        return receivedEnd;
    }

    /** Whether there is {@code maddr}. */
    boolean hasMaddr() {
        return maddr;
    }

    /** Where the value ends: at the comma before the next one, or with the header field. */
    int end() {
        return end;
    }

    private boolean sentProtocol() {
        if (!word("sip") || !separator('/') || !word("2.0") || !separator('/') || !word("udp")) {
            return false;
        }
        int before = at;
        skipBlanks();
        return at > before;
    }

    private boolean sentBy() {
        hostStart = at;
        if (at < limit && bytes[at] == '[') {
            while (at < limit && bytes[at] != ']') {
                at++;
            }
            if (at == limit) {
                return false;
            }
            at++;
        } else {
            skipToken();
        }
        hostEnd = at;
        end = at;
        if (hostEnd == hostStart) {
            return false;
        }
        if (!separator(':')) {
            return true;
        }
        int portStart = at;
        skipToken();
        end = at;
        int port = Ascii.number(bytes, portStart, at);
        return port > 0 && port <= 0xffff;
    }

    private boolean parameters() {
        skipBlanks();
        while (at < limit && bytes[at] != ',') {
            int semicolon = at;
            if (!separator(';') || !parameter(semicolon)) {
                return false;
            }
            skipBlanks();
        }
        return at == limit || at + 1 < limit;
    }

    private boolean parameter(int semicolon) {
        int nameStart = at;
        skipToken();
        int nameEnd = at;
        end = at;
        if (nameEnd == nameStart) {
            return false;
        }
        boolean hasValue = separator('=');
        if (hasValue && !value()) {
            return false;
        }
        if (Ascii.equalsIgnoreCase(bytes, nameStart, nameEnd, "rport")) {
            boolean first = !rport;
            rport = true;
            rportEnd = hasValue ? -1 : nameEnd;
            return first;
        }
        if (Ascii.equalsIgnoreCase(bytes, nameStart, nameEnd, "received")) {
            boolean first = receivedStart < 0;
            receivedStart = semicolon;
            receivedEnd = end;
            return first;
        }
        maddr |= Ascii.equalsIgnoreCase(bytes, nameStart, nameEnd, "maddr");
        return true;
    }

    /** A token, a host, or a quoted string. */
    private boolean value() {
        int start = at;
        if (at < limit && bytes[at] == '"') {
            at = Tag.endOfQuoted(bytes, at, limit);
            end = at;
            return at > start;
        }
        while (at < limit && (Ascii.isToken(bytes[at]) || isAddressMark(bytes[at]))) {
            at++;
        }
        end = at;
        return at > start;
    }

    private static boolean isAddressMark(byte b) {
        return b == '[' || b == ']' || b == ':';
    }

    private boolean word(String lowerCase) {
        int start = at;
        skipToken();
        return Ascii.equalsIgnoreCase(bytes, start, at, lowerCase);
    }

    /** Passes a separator and the blanks around it; stays where it is if it is another. */
    private boolean separator(char separator) {
        int before = at;
        skipBlanks();
        if (at == limit || bytes[at] != separator) {
            at = before;
            return false;
        }
        at++;
        skipBlanks();
        return true;
    }

    private void skipBlanks() {
        while (at < limit && Ascii.isBlank(bytes[at])) {
            at++;
        }
    }

    private void skipToken() {
        while (at < limit && Ascii.isToken(bytes[at])) {
            at++;
        }
    }
}
