package org.netserv.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What an interface's driver can do with XDP, as it says itself. It may change: a veth takes frames only while its peer works by
 * NAPI.
 *
 * @param bits NETDEV_XDP_ACT_…
 */
public record XdpFeatures(long bits) {
    private static final int NETLINK_GENERIC = 16;
    private static final int GENL_ID_CTRL = 16;
    private static final int GENERIC_HEADER_BYTES = 4;
    private static final int CTRL_CMD_GETFAMILY = 3;
    private static final int CTRL_ATTR_FAMILY_ID = 1;
    private static final int CTRL_ATTR_FAMILY_NAME = 2;
    private static final byte[] FAMILY = "netdev\0".getBytes(StandardCharsets.US_ASCII);
    private static final int NETDEV_CMD_DEV_GET = 1;
    private static final int NETDEV_A_DEV_IFINDEX = 1;
    private static final int NETDEV_A_DEV_XDP_FEATURES = 3;

    private static final long BASIC = 1;
    private static final long NDO_XMIT = 4;
    private static final long ZEROCOPY = 8;

    /**
     * Those of an interface in the calling thread's network namespace; empty if the kernel does not tell (before Linux 6.3), or there
     * is no such interface.
     *
     * <p><b>Source.</b> linux/netdev.h, linux/genetlink.h.
     */
    public static Optional<XdpFeatures> of(int ifindex) {
        try (NetlinkExchange netlink = NetlinkExchange.open(NETLINK_GENERIC)) {
            int family = family(netlink);
            return family < 0 ? Optional.empty() : ask(netlink, family, ifindex);
        }
    }

    private static int family(NetlinkExchange netlink) {
        MemorySegment request = netlink.begin(GENL_ID_CTRL, 0, GENERIC_HEADER_BYTES);
        request.set(ValueLayout.JAVA_BYTE, NetlinkExchange.HEADER_BYTES, (byte) CTRL_CMD_GETFAMILY);
        MemorySegment.copy(FAMILY, 0, request, ValueLayout.JAVA_BYTE,
                netlink.attribute(CTRL_ATTR_FAMILY_NAME, FAMILY.length), FAMILY.length);
        int found = netlink.call() < 0 ? -1 : netlink.find(CTRL_ATTR_FAMILY_ID, GENERIC_HEADER_BYTES);
        return found < 0 ? -1 : netlink.answer().get(ValueLayout.JAVA_SHORT, found) & 0xffff;
    }

    private static Optional<XdpFeatures> ask(NetlinkExchange netlink, int family, int ifindex) {
        MemorySegment request = netlink.begin(family, 0, GENERIC_HEADER_BYTES);
        request.set(ValueLayout.JAVA_BYTE, NetlinkExchange.HEADER_BYTES, (byte) NETDEV_CMD_DEV_GET);
        request.set(ValueLayout.JAVA_INT, netlink.attribute(NETDEV_A_DEV_IFINDEX, Integer.BYTES), ifindex);
        int found = netlink.call() < 0 ? -1 : netlink.find(NETDEV_A_DEV_XDP_FEATURES, GENERIC_HEADER_BYTES);
        return found < 0 ? Optional.empty()
                : Optional.of(new XdpFeatures(netlink.answer().get(ValueLayout.JAVA_LONG_UNALIGNED, found)));
    }

    /** Whether programs can be attached in the driver. */
    public boolean isNative() {
        return (bits & BASIC) != 0;
    }

    /** Whether it takes frames that a program on another interface redirects to it; what it does not take is lost. */
    public boolean canTransmit() {
        return (bits & NDO_XMIT) != 0;
    }

    /** Whether AF_XDP sockets can share their memory with it. */
    public boolean canZeroCopy() {
        return (bits & ZEROCOPY) != 0;
    }
}
