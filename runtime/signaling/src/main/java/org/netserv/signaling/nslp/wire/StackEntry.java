package org.netserv.signaling.nslp.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.Names;
import org.netserv.node.message.PathAnswer;
import org.netserv.node.net.IpAddress;

/**
 * What one node says of a request. Nobody but the node vouches for it, and those that carry it may have changed it.
 *
 * @param nodeId which node
 * @param addresses its own
 * @param result what came of the request there
 * @param code as on the control socket: 200, 202, 401 …
 * @param module which module, its version in full if that is known; empty for none
 * @param detail one sentence; empty for none
 * @param data the answer to a PROBE; empty for none
 * @param isShortened whether some of the data or the detail was left out, for lack of room
 */
public record StackEntry(String nodeId, List<IpAddress> addresses, PathAnswer.Result result, int code, String module,
        String detail, String data, boolean isShortened) {
    static final int MOST_ADDRESSES = 8;
    static final int MOST_DETAIL_BYTES = 512;
    static final int MOST_DATA_BYTES = 2_048;

    private static final int SHORTENED = 0x80;
    private static final int IPV4_WORDS = 1;
    private static final int IPV6_WORDS = 4;

    public StackEntry {
        addresses = List.copyOf(addresses);
        if (!Names.isNodeId(nodeId)) {
            throw new IllegalArgumentException("nodeId=" + Names.quote(nodeId));
        }
    }

    /** What a node says. */
    public static StackEntry of(String nodeId, List<IpAddress> addresses, PathAnswer what) {
        return new StackEntry(nodeId, addresses, what.result(), what.answer().code().code(), what.answer().module(),
                what.answer().detail(), what.answer().body(), false);
    }

    /** The same in as few bytes as it can be said. */
    StackEntry withoutWords() {
        boolean had = !detail.isEmpty() || !data.isEmpty();
        return new StackEntry(nodeId, addresses, result, code, module, "", "", isShortened || had);
    }

    void write(ObjectWriter out) {
        String shortDetail = start(detail, MOST_DETAIL_BYTES);
        String shortData = start(data, MOST_DATA_BYTES);
        boolean shortened = isShortened || shortDetail.length() < detail.length() || shortData.length() < data.length();
        ObjectWriter value = new ObjectWriter().text(ObjectTypes.NODE_ID, nodeId);
        ObjectWriter list = new ObjectWriter();
        addresses.stream().limit(MOST_ADDRESSES).forEach(address -> write(list, address));
        value.object(ObjectTypes.ADDRESSES, list).header(ObjectTypes.RESULT, Integer.BYTES).u8(ResultCodes.of(result))
                .u8(shortened ? SHORTENED : 0).u16(code);
        text(value, ObjectTypes.MODULE_ID, module);
        text(value, ObjectTypes.DETAIL, shortDetail);
        text(value, ObjectTypes.PROBE_DATA, shortData);
        out.object(ObjectTypes.STACK_ENTRY, value);
    }

    private static void text(ObjectWriter out, int type, String text) {
        if (!text.isEmpty()) {
            out.text(type, text);
        }
    }

    /** As many characters as fit, none of them in part. */
    private static String start(String text, int mostBytes) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= mostBytes) {
            return text;
        }
        int end = mostBytes;
        while ((bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static void write(ObjectWriter out, IpAddress address) {
        if (address.isIpv4()) {
            out.u8(4).pad().u32((int) address.low());
        } else {
            out.u8(6).pad().u32((int) (address.high() >>> Integer.SIZE)).u32((int) address.high())
                    .u32((int) (address.low() >>> Integer.SIZE)).u32((int) address.low());
        }
    }

    /** Reads an entry; the reader stands at it. */
    static StackEntry read(ObjectReader entry) throws NslpFormatException {
        ObjectReader objects = entry.within();
        String nodeId = null;
        List<IpAddress> addresses = List.of();
        PathAnswer.@Nullable Result result = null;
        int flags = 0;
        int code = 0;
        String module = "";
        String detail = "";
        String data = "";
        int last = 0;
        while (objects.next()) {
            int type = rank(objects.type());
            switch (objects.type()) {
                case ObjectTypes.NODE_ID -> nodeId = objects.text();
                case ObjectTypes.ADDRESSES -> addresses = addresses(objects);
                case ObjectTypes.RESULT -> {
                    result = ResultCodes.ofCode(objects.takeU8());
                    flags = objects.takeU8();
                    code = objects.takeU16();
                    objects.endOfValue();
                }
                case ObjectTypes.MODULE_ID -> module = objects.text();
                case ObjectTypes.DETAIL -> detail = objects.text();
                case ObjectTypes.PROBE_DATA -> data = objects.text();
                default -> {
                    if (objects.isMandatory()) {
                        throw objects.fault("is not known here, and mandatory");
                    }
                    continue;
                }
            }
            if (type <= last) {
                throw objects.fault("is out of order within a stack entry");
            }
            last = type;
        }
        if (nodeId == null || !Names.isNodeId(nodeId) || result == null) {
            throw entry.fault("lacks a node id or a result");
        }
        return new StackEntry(nodeId, addresses, result, code, module, detail, data, (flags & SHORTENED) != 0);
    }

    /** Where in an entry an object stands: the Module-ID, behind the result, has its number from requests. */
    private static int rank(int type) {
        return type == ObjectTypes.MODULE_ID ? 2 * ObjectTypes.RESULT + 1 : 2 * type;
    }

    private static List<IpAddress> addresses(ObjectReader list) throws NslpFormatException {
        List<IpAddress> addresses = new ArrayList<>();
        while (list.hasMore()) {
            int version = list.takeU8();
            boolean reserved = (list.takeU8() | list.takeU16()) != 0;
            if (reserved || (version != 4 && version != 6) || addresses.size() == MOST_ADDRESSES) {
                throw list.fault("has an address of neither IPv4 nor IPv6, or more than " + MOST_ADDRESSES);
            }
            long[] words = new long[version == 4 ? IPV4_WORDS : IPV6_WORDS];
            for (int i = 0; i < words.length; i++) {
                words[i] = Integer.toUnsignedLong(list.takeU32());
            }
            addresses.add(version == 4 ? IpAddress.ofIpv4((int) words[0])
                    : new IpAddress(words[0] << Integer.SIZE | words[1], words[2] << Integer.SIZE | words[3]));
        }
        return addresses;
    }
}
