package org.netserv.signaling.transport;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.engine.Engine;
import org.netserv.signaling.engine.Settings;
import org.netserv.signaling.wire.MessageHeader;
import org.netserv.signaling.wire.Mri;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * UDP sockets of the JDK, one an address, for nodes without privileges: no packet says by which interface it came or how far, none
 * leaves with somebody else's source, and errors are not seen.
 */
final class ChannelDatagrams implements Datagrams {
    private static final Logger LOG = LoggerFactory.getLogger(ChannelDatagrams.class);

    private static final int LONGEST = 65_536;
    private static final int BUFFER_BYTES = 4 << 20;
    /** Before timers and calls have their turn. */
    private static final int MOST_AT_ONCE = 256;
    private static final int DESTINATIONS = 256;

    private final Settings settings;
    private final Routes routes;
    private final Selector selector;
    private final List<DatagramChannel> channels = new ArrayList<>();
    private final @Nullable DatagramChannel ipv4;
    private final @Nullable DatagramChannel ipv6;
    private final ByteBuffer received = ByteBuffer.allocateDirect(LONGEST);
    private final MemorySegment receivedMemory = MemorySegment.ofBuffer(received);
    private final ByteBuffer sent = ByteBuffer.allocateDirect(LONGEST);
    private final MemorySegment sentMemory = MemorySegment.ofBuffer(sent);
    private final @Nullable InetSocketAddress[] destinations = new @Nullable InetSocketAddress[DESTINATIONS];
    private final @Nullable IpAddress[] destinationAddresses = new @Nullable IpAddress[DESTINATIONS];

    ChannelDatagrams(Settings settings, Routes routes) throws IOException {
        selector = Selector.open();
        this.settings = settings;
        this.routes = routes;
        DatagramChannel first4 = null;
        DatagramChannel first6 = null;
        try {
            for (IpAddress address : settings.addresses()) {
                DatagramChannel channel = open(address);
                first4 = first4 == null && address.isIpv4() ? channel : first4;
                first6 = first6 == null && !address.isIpv4() ? channel : first6;
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        ipv4 = first4;
        ipv6 = first6;
        MessageHeader.writeMagic(sentMemory, 0);
    }

    private DatagramChannel open(IpAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel
                .open(address.isIpv4() ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        channels.add(channel);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        channel.configureBlocking(false);
        InetSocketAddress local = new InetSocketAddress(address.toInetAddress(), settings.udpPort());
        try {
            channel.bind(local);
        } catch (IOException e) {
            throw new IOException("cannot bind to UDP " + local + ": " + e.getMessage(), e);
        }
        channel.register(selector, SelectionKey.OP_READ);
        return channel;
    }

    @Override
    public void await(int millis) throws IOException {
        if (millis == 0) { // which for the selector means for ever
            selector.selectNow(key -> {});
        } else {
            selector.select(key -> {}, millis);
        }
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void receive(Engine engine) throws IOException {
        for (DatagramChannel channel : channels) {
            for (int i = 0; i < MOST_AT_ONCE; i++) {
                received.clear();
                InetSocketAddress from = (InetSocketAddress) channel.receive(received);
                if (from == null) {
                    break;
                }
                engine.datagram(receivedMemory, 0, received.position(), IpAddress.of(from.getAddress()),
                        from.getPort(), 0, 0);
            }
        }
    }

    @Override
    public void send(MemorySegment message, int length, IpAddress to, int port) {
        MemorySegment.copy(message, 0, sentMemory, MessageHeader.MAGIC_BYTES, length);
        transmit(length, to, port);
    }

    @Override
    public void sendTowards(MemorySegment message, int length, Mri flow) {
        send(message, length, routes.next(flow), settings.udpPort());
    }

    /** Packets that leave by this socket have its address, not the one of the node that S would speak of. */
    @Override
    public void forward(MemorySegment message, int length, Mri flow, IpAddress source, int port, int ipTtl) {
        MemorySegment.copy(message, 0, sentMemory, MessageHeader.MAGIC_BYTES, length);
        MessageHeader.clearSource(sentMemory, MessageHeader.MAGIC_BYTES);
        transmit(length, routes.next(flow), settings.udpPort());
    }

    private void transmit(int length, IpAddress to, int port) {
        DatagramChannel channel = to.isIpv4() ? ipv4 : ipv6;
        if (channel == null || port == 0) {
            return;
        }
        sent.clear().limit(MessageHeader.MAGIC_BYTES + length);
        try {
            channel.send(sent, destination(to, port));
        } catch (IOException e) {
            // As if it were lost on the way; whoever needs an answer sends again.
            LOG.debug("signaling: cannot send to {}: {}", to, e.getMessage());
        }
    }

    /** The same for the JDK, kept for those that were sent to lately. */
    private InetSocketAddress destination(IpAddress to, int port) {
        int place = (int) (to.low() ^ to.low() >>> Byte.SIZE ^ to.high()) & (DESTINATIONS - 1);
        InetSocketAddress known = destinations[place];
        if (known != null && known.getPort() == port && to.equals(destinationAddresses[place])) {
            return known;
        }
        InetSocketAddress fresh = new InetSocketAddress(to.toInetAddress(), port);
        destinations[place] = fresh;
        destinationAddresses[place] = to;
        return fresh;
    }

    @Override
    public void close() throws IOException {
        for (DatagramChannel channel : channels) {
            channel.close();
        }
        selector.close();
    }
}
