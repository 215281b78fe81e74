package org.netserv.bench;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Whether a payload begins with NOTIFY and has a certain line, byte by byte, without understanding a word of SIP. */
final class ByteSearch {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    /** "NOTIFY " and any byte after it. */
    private static final long NOTIFY = 0x4e4f_5449_4659_2000L;
    private static final byte[] LINE = "\r\nEvent: keep-alive\r\n".getBytes(StandardCharsets.US_ASCII);

    private ByteSearch() {}

    static boolean isKeepAlive(MemorySegment memory, long from, int length) {
        if ((memory.get(LONG, from) & ~0xffL) != NOTIFY) {
            return false;
        }
        long last = from + length - LINE.length;
        for (long at = from; at <= last; at++) {
            if (memory.get(JAVA_BYTE, at) == LINE[0] && isLine(memory, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isLine(MemorySegment memory, long at) {
        for (int i = 1; i < LINE.length; i++) {
            if (memory.get(JAVA_BYTE, at + i) != LINE[i]) {
                return false;
            }
        }
        return true;
    }
}
