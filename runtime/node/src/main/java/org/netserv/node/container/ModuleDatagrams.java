package org.netserv.node.container;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.api.DatagramSender;
import org.netserv.node.guard.StackRoom;
import org.netserv.node.guard.Watch;
import org.netserv.node.net.IpAddress;
import org.netserv.node.sandbox.ContainerSettings.Destination;

/**
 * Sends a module's datagrams where the operator permits it. Never asks a name service.
 *
 * <p><b>Thread.</b> Any but a packet thread.
 */
final class ModuleDatagrams implements DatagramSender, AutoCloseable {
    private final Lifetime lifetime;
    private final String user;
    private final List<Destination> destinations;
    private final ModuleTallies tallies;
    private @Nullable DatagramChannel channel;

    ModuleDatagrams(Lifetime lifetime, String user, List<Destination> destinations, ModuleTallies tallies) {
        this.lifetime = lifetime;
        this.user = user;
        this.destinations = destinations;
        this.tallies = tallies;
    }

    @Override
    public boolean permits(InetSocketAddress destination) {
        lifetime.requireRunning();
        InetAddress address = destination.getAddress();
        if (address == null) {
            return false;
        }
        IpAddress ip = IpAddress.of(address);
        for (Destination permitted : destinations) {
            if (permitted.prefix().contains(ip)
                    && (permitted.port() < 0 || permitted.port() == destination.getPort())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean send(InetSocketAddress destination, byte[] data, int offset, int length) {
        StackRoom.require();
        Watch.requireOffPacketPath("datagrams may wait for those of another thread: use a timer or a thread");
        Objects.checkFromIndexSize(offset, length, data.length);
        if (!permits(destination)) {
            throw new SecurityException(refusal(destination));
        }
        boolean sent = trySend(destination, ByteBuffer.wrap(data, offset, length));
        (sent ? tallies.datagramsSent : tallies.datagramsFailed).addShared(1);
        return sent;
    }

    private synchronized boolean trySend(InetSocketAddress destination, ByteBuffer data) {
        lifetime.requireRunning();
        try {
            DatagramChannel open = channel;
            if (open == null) {
                open = DatagramChannel.open();
                channel = open;
                open.configureBlocking(false);
            }
            return open.send(data, destination) > 0 || !data.hasRemaining();
        } catch (IOException e) {
            return false;
        }
    }

    private String refusal(InetSocketAddress destination) {
        if (destination.isUnresolved()) {
            return "the destination " + Texts.oneLine(destination.getHostString())
                    + " is a name: expected an IP address, names are not looked up";
        }
        String permitted = destinations.isEmpty() ? "none"
                : destinations.stream().map(d -> d.prefix() + (d.port() < 0 ? " (any port)" : " port " + d.port()))
                        .collect(Collectors.joining(", "));
        return "datagrams to " + IpAddress.of(destination.getAddress()) + " port " + destination.getPort()
                + " are not permitted to " + user + ": permitted are " + permitted;
    }

    @Override
    public synchronized void close() throws IOException {
        DatagramChannel open = channel;
        if (open != null) {
            open.close();
        }
    }
}
