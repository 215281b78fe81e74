package org.netserv.apps.keepalive;

/** Characters and addresses of SIP's grammar, in byte arrays. Source: RFC 3261 §25.1. */
final class Ascii {

    private static final boolean[] TOKEN = new boolean[128];

    static {
        for (int c = '0'; c <= 'z'; c++) {
            TOKEN[c] = isDigit(c) || (c >= 'A' && c <= 'Z') || c >= 'a';
        }
        for (char c : "-.!%*_+`'~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private Ascii() {}

    static boolean isBlank(int c) {
        return c == ' ' || c == '\t';
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    /** Whether a byte may be part of a token. */
    static boolean isToken(byte b) {
        return b >= 0 && TOKEN[b];
    }

    /** Whether the bytes are these letters, digits and hyphens, given in lower case, in whatever case. */
    static boolean equalsIgnoreCase(byte[] bytes, int from, int to, String lowerCase) {
        if (to - from != lowerCase.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            int c = bytes[i];
            int lower = c >= 'A' && c <= 'Z' ? c | 0x20 : c;
            if (lower != lowerCase.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the bytes are exactly this text. */
    static boolean equals(byte[] bytes, int from, int to, String text) {
        if (to - from != text.length()) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] != text.charAt(i - from)) {
                return false;
            }
        }
        return true;
    }

    /** The number that these digits are; −1 if there are none, or other characters, or more than nine digits. */
    static int number(byte[] bytes, int from, int to) {
        if (from >= to || to - from > 9) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(bytes[i])) {
                return -1;
            }
            value = value * 10 + (bytes[i] - '0');
        }
        return value;
    }

    /** Whether the text is this IPv4 address in dotted decimal. */
    static boolean isIpv4(byte[] bytes, int from, int to, int address) {
        int at = from;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int start = at;
            while (at < to && bytes[at] != '.') {
                at++;
            }
            if (number(bytes, start, at) != (address >>> shift & 0xff)) {
                return false;
            }
            at++;
        }
        return at == to + 1;
    }

    /**
     * Whether the text is this IPv6 address, in hexadecimal groups. An IPv4 tail (RFC 4291 §2.2 form 3) is taken as
     * another address.
     */
    static boolean isIpv6(byte[] bytes, int from, int to, long high, long low) {
        int group = 0;
        int at = from;
        boolean gap = false;
        while (at < to && group <= 8) {
            if (bytes[at] == ':') {
                if (gap || at + 1 >= to || bytes[at + 1] != ':') {
                    return false;
                }
                gap = true;
                at += 2;
                int resume = 8 - groups(bytes, at, to);
                for (; group < resume; group++) {
                    if (group(high, low, group) != 0) {
                        return false;
                    }
                }
                continue;
            }
            int end = at;
            while (end < to && bytes[end] != ':') {
                end++;
            }
            if (group == 8 || hex(bytes, at, end) != group(high, low, group)) {
                return false;
            }
            group++;
            at = end;
            if (at + 1 < to && bytes[at + 1] != ':') {
                at++;
            }
        }
        return group == 8 && at == to;
    }

    /** The 16-bit group of an IPv6 address, 0 being the leftmost. */
    static int group(long high, long low, int index) {
        long half = index < 4 ? high : low;
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    private static int groups(byte[] bytes, int from, int to) {
        int count = from < to ? 1 : 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == ':') {
                count++;
            }
        }
        return count;
    }

    private static int hex(byte[] bytes, int from, int to) {
        if (from >= to || to - from > 4) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
