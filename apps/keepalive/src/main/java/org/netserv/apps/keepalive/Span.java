package org.netserv.apps.keepalive;

/** Where in a byte array the value of a header field is, if it is there. <b>Thread.</b> One. */
final class Span {

    private int start = -1;
    private int end;

    void clear() {
        start = -1;
    }

    void set(int newStart, int newEnd) {
        start = newStart;
        end = newEnd;
    }

    boolean isPresent() {
        return start >= 0;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }
}
