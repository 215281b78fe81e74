package org.netserv.signaling.engine;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.GistMessage;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.Octets;

/** What a NAT that knows GIST makes of a Query of an IPv4 flow without ports. */
final class Translation {
    private static final int MRI_VALUE = 12;
    private static final int MRI_BYTES = 16;

    private Translation() {}

    static byte[] ofQuery(byte[] query, IpAddress outside) {
        MessageView view = new MessageView();
        if (view.parse(MemorySegment.ofArray(query), 0, query.length, false) != null) {
            throw new AssertionError("not a Query in order");
        }
        GistMessage inside = GistMessage.read(view);
        // The original flow, and that flow and sender (types 0 and 2) were translated; the NAT remembers nothing.
        ByteBuffer object = ByteBuffer.allocate(8 + MRI_BYTES).put(new byte[]{4, 2, 0, 0})
                .put(query, MRI_VALUE, MRI_BYTES).putShort((short) 0).putShort((short) 2);
        Mri flow = Objects.requireNonNull(inside.mri());
        NetworkInfo sender = Objects.requireNonNull(inside.networkInfo());
        GistMessage translated = new GistMessage(inside.type(), true, inside.hops(), inside.nslpId(), inside.flags(),
                Octets.of(object.array()), Mri.of(outside, flow.destination()), inside.sessionId(),
                new NetworkInfo(sender.identity(), 0, sender.validityMillis(), outside), inside.queryCookie(), null,
                null, null, null, null, null, List.of());
        byte[] out = new byte[query.length + Integer.BYTES + object.capacity()];
        translated.write(new MessageWriter(), MemorySegment.ofArray(out), 0);
        return out;
    }
}
