package org.netserv.apps.keepalive;

/** Looks for the tag in the value of a To header field. Source: RFC 3261 §20.10, §20.39 and §25.1. */
final class Tag {

    static final int ABSENT = 0;
    static final int PRESENT = 1;
    static final int MALFORMED = 2;

    private Tag() {}

    /**
     * Whether the value has a parameter {@code tag}: after the angle brackets if there are any, otherwise after the
     * first semicolon. Parameters within the brackets are the URI's.
     */
    static int find(byte[] bytes, int from, int to) {
        int at = endOfAddress(bytes, from, to);
        if (at < 0) {
            return MALFORMED;
        }
        boolean found = false;
        while (at < to) {
            if (bytes[at] == '"') {
                int end = endOfQuoted(bytes, at, to);
                if (end == at) {
                    return MALFORMED;
                }
                at = end;
                continue;
            }
            if (bytes[at] == ';' && isTag(bytes, at + 1, to)) {
                found = true;
            }
            at++;
        }
        return found ? PRESENT : ABSENT;
    }

    /** Where a quoted string ends that starts at {@code from}; {@code from} if it does not end. */
    static int endOfQuoted(byte[] bytes, int from, int to) {
        for (int i = from + 1; i < to; i++) {
            if (bytes[i] == '\\') {
                i++;
            } else if (bytes[i] == '"') {
                return i + 1;
            }
        }
        return from;
    }

    /** Where the address ends and its parameters start; −1 if a quote or a bracket stays open, or it has no scheme. */
    private static int endOfAddress(byte[] bytes, int from, int to) {
        int firstSemicolon = to;
        boolean colon = false;
        int at = from;
        while (at < to) {
            switch (bytes[at]) {
                case '"' -> {
                    int end = endOfQuoted(bytes, at, to);
                    if (end == at) {
                        return -1;
                    }
                    at = end;
                    continue;
                }
                case '<' -> {
                    return endOfBrackets(bytes, at, to);
                }
                case '>' -> {
                    return -1;
                }
                case ':' -> colon = true;
                case ';' -> firstSemicolon = Math.min(firstSemicolon, at);
                default -> {
                }
            }
            at++;
        }
        return colon ? firstSemicolon : -1;
    }

    private static int endOfBrackets(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '>') {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean isTag(byte[] bytes, int from, int to) {
        int start = from;
        while (start < to && Ascii.isBlank(bytes[start])) {
            start++;
        }
        int end = start;
        while (end < to && Ascii.isToken(bytes[end])) {
            end++;
        }
        return Ascii.equalsIgnoreCase(bytes, start, end, "tag");
    }
}
