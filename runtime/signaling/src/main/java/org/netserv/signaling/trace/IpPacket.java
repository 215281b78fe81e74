package org.netserv.signaling.trace;

import java.nio.ByteBuffer;
import org.netserv.node.net.IpAddress;

/**
 * A view over an IP packet that may be cut off anywhere: as far as it goes, it finds the addresses, the hops that are left, a Router
 * Alert Option, and where the transport's header is. The packet path's own parser refuses what is cut, and quotes in ICMP
 * errors always are.
 *
 * <p><b>Ownership.</b> Borrows the bytes until the next {@link #read}.
 *
 * <p><b>Source.</b> RFC 791, 8200; Router Alert: RFC 2113, 2711.
 */
final class IpPacket {
    /** There is no Router Alert Option. */
    static final int NO_ALERT = -1;

    static final int ICMP = 1;
    static final int TCP = 6;
    static final int UDP = 17;
    static final int ICMPV6 = 58;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int MOST_EXTENSIONS = 8;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int MORE_FRAGMENTS = 0x2000;
    private static final int FRAGMENT_OFFSET = 0x1fff;

    private static final int IPV4_ALERT = 0x94;
    private static final int IPV6_ALERT = 5;

    private byte[] bytes = new byte[0];
    private int start;
    private int end;
    private int transport;
    private int protocol;
    private int totalBytes;
    private int ttl;
    private int alert;
    private boolean fragment;
    private IpAddress source = IpAddress.ofIpv4(0);
    private IpAddress destination = source;

    /**
     * Reads the headers.
     *
     * @param captured how many bytes are there
     * @return false if they do not reach to a transport's header: then nothing else may be asked
     */
    boolean read(byte[] in, int from, int captured) {
        bytes = in;
        start = from;
        end = from + captured;
        alert = NO_ALERT;
        fragment = false;
        if (captured < 1) {
            return false;
        }
        return switch (u8(from) >>> 4) {
            case 4 -> readIpv4(captured);
            case 6 -> readIpv6(captured);
            default -> false;
        };
    }

    private boolean readIpv4(int captured) {
        if (captured < IPV4_HEADER) {
            return false;
        }
        int headerBytes = (u8(start) & 0xf) * Integer.BYTES;
        // A host that leaves the division of a long TCP segment to its link may say 0.
        totalBytes = u16(start + 2) == 0 ? captured : u16(start + 2);
        transport = start + headerBytes;
        if (headerBytes < IPV4_HEADER || totalBytes < headerBytes || transport > end) {
            return false;
        }
        end = Math.min(end, start + totalBytes);
        ttl = u8(start + 8);
        protocol = u8(start + 9);
        source = IpAddress.ofIpv4(i32(start + 12));
        destination = IpAddress.ofIpv4(i32(start + 16));
        int fragments = u16(start + 6);
        fragment = (fragments & (MORE_FRAGMENTS | FRAGMENT_OFFSET)) != 0;
        readIpv4Options(start + IPV4_HEADER);
        return (fragments & FRAGMENT_OFFSET) == 0;
    }

    /** Stops at what makes no sense. */
    private void readIpv4Options(int from) {
        int at = from;
        while (at < transport && u8(at) != 0) {
            if (u8(at) == 1) {
                at++;
                continue;
            }
            int bytesOf = at + 1 < transport ? u8(at + 1) : 0;
            if (bytesOf < 2 || at + bytesOf > transport) {
                return;
            }
            if (u8(at) == IPV4_ALERT && bytesOf == 4) {
                alert = u16(at + 2);
            }
            at += bytesOf;
        }
    }

    private boolean readIpv6(int captured) {
        if (captured < IPV6_HEADER) {
            return false;
        }
        totalBytes = IPV6_HEADER + u16(start + 4);
        end = Math.min(end, start + totalBytes);
        ttl = u8(start + 7);
        source = new IpAddress(i64(start + 8), i64(start + 16));
        destination = new IpAddress(i64(start + 24), i64(start + 32));
        return followExtensions(u8(start + 6));
    }

    private boolean followExtensions(int first) {
        int header = first;
        int at = start + IPV6_HEADER;
        for (int n = 0; n <= MOST_EXTENSIONS; n++) {
            if (header != HOP_BY_HOP && header != ROUTING && header != FRAGMENT && header != AUTHENTICATION
                    && header != DESTINATION_OPTIONS) {
                protocol = header;
                transport = at;
                return true;
            }
            if (at + 8 > end) {
                return false;
            }
            int next = at + switch (header) {
                case FRAGMENT -> 8;
                case AUTHENTICATION -> (u8(at + 1) + 2) * 4;
                default -> (u8(at + 1) + 1) * 8;
            };
            if (next > end) {
                return false;
            }
            if (header == FRAGMENT) {
                fragment = true;
                if ((u16(at + 2) & ~0x7) != 0) {
                    return false;
                }
            } else if (header == HOP_BY_HOP) {
                readHopByHop(at + 2, next);
            }
            header = u8(at);
            at = next;
        }
        return false;
    }

    private void readHopByHop(int from, int limit) {
        int at = from;
        while (at < limit) {
            if (u8(at) == 0) {
                at++;
                continue;
            }
            int bytesOf = at + 1 < limit ? 2 + u8(at + 1) : limit;
            if (at + bytesOf > limit) {
                return;
            }
            if (u8(at) == IPV6_ALERT && bytesOf == 4) {
                alert = u16(at + 2);
            }
            at += bytesOf;
        }
    }

    IpAddress source() {
        return source;
    }

    IpAddress destination() {
        return destination;
    }

    /** Time to live, or hop limit. */
    int ttl() {
        return ttl;
    }

    /** Value of the Router Alert Option, or {@link #NO_ALERT}. */
    int routerAlert() {
        return alert;
    }

    /** Of the transport, as IP numbers them. */
    int protocol() {
        return protocol;
    }

    /** Where the transport's header begins. */
    int transport() {
        return transport;
    }

    /** Behind the last byte that is there of the packet, without what the link has added. */
    int end() {
        return end;
    }

    /** Length of the packet by its own header. */
    int totalBytes() {
        return totalBytes;
    }

    /** Whether it is the first part of a packet, which has the transport's header. */
    boolean isFragment() {
        return fragment;
    }

    /** Whether there is less of it than its header says. */
    boolean isCut() {
        return end - start < totalBytes;
    }

    int u8(int at) {
        return bytes[at] & 0xff;
    }

    int u16(int at) {
        return u8(at) << Byte.SIZE | u8(at + 1);
    }

    int i32(int at) {
        return ByteBuffer.wrap(bytes).getInt(at);
    }

    private long i64(int at) {
        return ByteBuffer.wrap(bytes).getLong(at);
    }
}
