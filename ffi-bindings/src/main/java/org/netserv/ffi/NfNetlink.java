package org.netserv.ffi;

import org.netserv.ffi.nfqueue.raw.nfgenmsg;
import org.netserv.ffi.nfqueue.raw.nfqnl_msg_packet_hdr;
import org.netserv.ffi.nfqueue.raw.nfqnl_msg_verdict_hdr;
import org.netserv.ffi.nfqueue.raw.nlattr;
import org.netserv.ffi.nfqueue.raw.nlmsgerr;
import org.netserv.ffi.nfqueue.raw.nlmsghdr;

/**
 * Layout and constants of the messages of a netfilter queue.
 *
 * <pre>
 *    0                   1                   2                   3
 *    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 *   +---------------------------------------------------------------+  nlmsghdr, host byte order
 *   |              nlmsg_len (this header and all after it)         |
 *   +-------------------------------+-------------------------------+
 *   |          nlmsg_type           |          nlmsg_flags          |
 *   +-------------------------------+-------------------------------+
 *   |                          nlmsg_seq                            |
 *   +---------------------------------------------------------------+
 *   |                          nlmsg_pid                            |
 *   +---------------+---------------+-------------------------------+  nfgenmsg
 *   | nfgen_family  |    version    |  res_id (queue, network order)|
 *   +---------------+---------------+-------------------------------+  nlattr, host byte order, aligned to 4
 *   |   nla_len (header and value)  |           nla_type            |
 *   +-------------------------------+-------------------------------+
 *   |               value, network byte order; padding              |
 *   +---------------------------------------------------------------+  further attributes
 * </pre>
 *
 * <p>Constants are named as in C; a test compares every one with the C headers.
 *
 * <p><b>Source.</b> linux/netlink.h, linux/netfilter/nfnetlink.h, linux/netfilter/nfnetlink_queue.h.
 */
public final class NfNetlink {
    public static final int NLMSG_NOOP = 1;
    public static final int NLMSG_ERROR = 2;
    public static final int NLMSG_DONE = 3;
    public static final int NLMSG_OVERRUN = 4;
    public static final int NLM_F_REQUEST = 1;
    public static final int NLMSG_ALIGNTO = 4;

    public static final int NFNETLINK_V0 = 0;
    public static final int NFNL_SUBSYS_QUEUE = 3;
    public static final int NFQNL_MSG_PACKET = 0;
    public static final int NFQNL_MSG_VERDICT = 1;
    public static final int NFQNL_MSG_VERDICT_BATCH = 3;

    public static final int NFQA_PACKET_HDR = 1;
    public static final int NFQA_VERDICT_HDR = 2;
    public static final int NFQA_IFINDEX_INDEV = 5;
    public static final int NFQA_PAYLOAD = 10;
    public static final int NFQA_CAP_LEN = 13;
    public static final int NFQA_SKB_INFO = 14;
    public static final int NFQA_CFG_F_FAIL_OPEN = 1;
    public static final int NFQA_CFG_F_GSO = 4;
    public static final int NFQNL_COPY_PACKET = 2;

    public static final int NF_DROP = 0;
    public static final int NF_ACCEPT = 1;

    /** Type of a message of the queue subsystem: {@code QUEUE_TYPE | NFQNL_MSG_…}. */
    public static final int QUEUE_TYPE = NFNL_SUBSYS_QUEUE << 8;

    /** Offsets in nlmsghdr, and its size. */
    public static final int MESSAGE_LENGTH = (int) nlmsghdr.nlmsg_len$offset();
    public static final int MESSAGE_TYPE = (int) nlmsghdr.nlmsg_type$offset();
    public static final int MESSAGE_FLAGS = (int) nlmsghdr.nlmsg_flags$offset();
    public static final int MESSAGE_SEQUENCE = (int) nlmsghdr.nlmsg_seq$offset();
    public static final int MESSAGE_PORT = (int) nlmsghdr.nlmsg_pid$offset();
    public static final int MESSAGE_HEADER_BYTES = (int) nlmsghdr.sizeof();

    /** Offsets in nfgenmsg, which follows nlmsghdr, and its size. */
    public static final int GENERIC_FAMILY = (int) nfgenmsg.nfgen_family$offset();
    public static final int GENERIC_VERSION = (int) nfgenmsg.version$offset();
    public static final int GENERIC_QUEUE = (int) nfgenmsg.res_id$offset();
    public static final int GENERIC_BYTES = (int) nfgenmsg.sizeof();

    /** Offsets in nlattr, and its size. */
    public static final int ATTRIBUTE_LENGTH = (int) nlattr.nla_len$offset();
    public static final int ATTRIBUTE_TYPE = (int) nlattr.nla_type$offset();
    public static final int ATTRIBUTE_HEADER_BYTES = (int) nlattr.sizeof();

    /** Offset in nlmsgerr, which follows nlmsghdr in NLMSG_ERROR: the negative errno, 0 for an acknowledgement. */
    public static final int ERROR_CODE = (int) nlmsgerr.error$offset();

    /** Offset in the value of NFQA_PACKET_HDR. */
    public static final int PACKET_ID = (int) nfqnl_msg_packet_hdr.packet_id$offset();
    public static final int PACKET_HEADER_BYTES = (int) nfqnl_msg_packet_hdr.sizeof();

    /** Offsets in the value of NFQA_VERDICT_HDR, and its size. */
    public static final int VERDICT = (int) nfqnl_msg_verdict_hdr.verdict$offset();
    public static final int VERDICT_ID = (int) nfqnl_msg_verdict_hdr.id$offset();
    public static final int VERDICT_HEADER_BYTES = (int) nfqnl_msg_verdict_hdr.sizeof();

    private NfNetlink() {}
}
