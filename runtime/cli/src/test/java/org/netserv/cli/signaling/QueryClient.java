package org.netserv.cli.signaling;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import org.netserv.ffi.NetworkNamespace;
import org.netserv.node.net.IpAddress;
import org.netserv.rig.Namespace;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.wire.Fault;
import org.netserv.signaling.wire.GistError;
import org.netserv.signaling.wire.GistMessage;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.MessageType;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.MessageWriter;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.NetworkInfo;
import org.netserv.signaling.wire.Octets;

/** A querier that is nothing but a socket on a host. */
public final class QueryClient {
    private static final int TIMEOUT_MILLIS = 20_000;
    /** An application that no node hosts. */
    private static final int UNHOSTED = 32_000;

    private QueryClient() {}

    /** The error by which a node answers a Query to an address of its own; the answer must come from its port for GIST. */
    public static GistError ask(Namespace host, IpAddress own, IpAddress node) throws Exception {
        FutureTask<GistError> task = new FutureTask<>(() -> {
            NetworkNamespace.enter(host.name());
            try (DatagramSocket socket = new DatagramSocket(0, own.toInetAddress())) {
                socket.connect(node.toInetAddress(), Settings.UDP_PORT);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                byte[] query = query(own, node);
                socket.send(new DatagramPacket(query, query.length));
                DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
                socket.receive(answer);
                return error(answer);
            }
        });
        Thread.ofPlatform().daemon().name("querier").start(task);
        return task.get();
    }

    private static byte[] query(IpAddress own, IpAddress node) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(Settings.SMALLEST_DATAGRAM);
            MessageHeader.writeMagic(out, 0);
            int length = new MessageWriter()
                    .begin(out, MessageHeader.MAGIC_BYTES, MessageType.QUERY, true, 32, UNHOSTED,
                            MessageHeader.S | MessageHeader.R)
                    .mri(Mri.of(own, node), false).sessionId(1, 1)
                    .networkInfo(new NetworkInfo(Octets.of(new byte[16]), 0, 30_000, own)).queryCookie(1).end();
            return out.asSlice(0, MessageHeader.MAGIC_BYTES + length).toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private static GistError error(DatagramPacket answer) {
        MessageView view = new MessageView();
        Fault fault = view.parse(MemorySegment.ofArray(answer.getData()), MessageHeader.MAGIC_BYTES,
                answer.getLength() - MessageHeader.MAGIC_BYTES, false);
        if (fault != null || view.type() != MessageType.ERROR) {
            throw new AssertionError("no sound error message: " + fault);
        }
        return Objects.requireNonNull(GistMessage.readError(view).error());
    }
}
