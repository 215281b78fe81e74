package org.netserv.node.path;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;

/** Whether an emitted packet comes from where its module may send from. <b>Thread.</b> Any; no state. */
final class EmittedSource {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED
            .withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private EmittedSource() {}

    /** False also for what is no IP packet of this length. */
    static boolean isWithin(Prefix[] sources, MemorySegment memory, long at, int length) {
        if (length < IPV4_HEADER) {
            return false;
        }
        int version = memory.get(JAVA_BYTE, at) >>> 4 & 0xf;
        if (version == 4) {
            int header = (memory.get(JAVA_BYTE, at) & 0xf) << 2;
            return header >= IPV4_HEADER && header <= length && (memory.get(SHORT, at + 2) & 0xffff) == length
                    && isWithin(sources, 0, IpAddress.mapped(memory.get(INT, at + 12)));
        }
        if (version != 6 || length < IPV6_HEADER || IPV6_HEADER + (memory.get(SHORT, at + 4) & 0xffff) != length) {
            return false;
        }
        long high = memory.get(LONG, at + 8);
        long low = memory.get(LONG, at + 16);
        // An IPv4-mapped address would pass for the IPv4 address.
        return !IpAddress.isIpv4(high, low) && isWithin(sources, high, low);
    }

    private static boolean isWithin(Prefix[] sources, long high, long low) {
        for (Prefix source : sources) {
            if (source.contains(high, low)) {
                return true;
            }
        }
        return false;
    }
}
