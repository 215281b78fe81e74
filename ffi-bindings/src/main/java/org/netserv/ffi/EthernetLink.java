package org.netserv.ffi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.ethtool_channels;
import org.netserv.ffi.libc.raw.ethtool_drvinfo;
import org.netserv.ffi.libc.raw.ifreq;

/**
 * An Ethernet interface as it is now, in the network namespace of the calling thread. ({@link java.net.NetworkInterface} looks
 * into that of the process, too.)
 *
 * <p><b>Source.</b> netdevice(7), linux/ethtool.h.
 *
 * @param name its name
 * @param ifindex its index
 * @param isUp whether it is up
 * @param mtu the longest IP packet that it takes
 * @param mac its address, the first byte highest
 * @param queues how many receive queues it uses; 1 where its driver does not say
 */
public record EthernetLink(String name, int ifindex, boolean isUp, int mtu, long mac, int queues) {
    private static final Path NAMES = Path.of("/proc/thread-self/net/dev");
    private static final int VALUE = LibcRaw.IFNAMSIZ();
    private static final short ARPHRD_ETHER = 1;
    private static final int MAC_BYTES = 6;
    private static final int IFF_UP = 1;

    /** Its address as a frame has it. */
    public byte[] macBytes() {
        byte[] bytes = new byte[MAC_BYTES];
        for (int i = 0; i < MAC_BYTES; i++) {
            bytes[i] = (byte) (mac >>> (Byte.SIZE * (MAC_BYTES - 1 - i)));
        }
        return bytes;
    }

    /** The interface of a name; empty if there is none, or if it is not Ethernet. */
    public static Optional<EthernetLink> find(String name) {
        try (Arena scratch = Arena.ofConfined();
                NativeSocket socket = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            MemorySegment address = ask(scratch, socket, LibcRaw.SIOCGIFHWADDR(), name);
            MemorySegment flags = ask(scratch, socket, LibcRaw.SIOCGIFFLAGS(), name);
            MemorySegment mtu = ask(scratch, socket, LibcRaw.SIOCGIFMTU(), name);
            MemorySegment index = ask(scratch, socket, LibcRaw.SIOCGIFINDEX(), name);
            if (address == null || flags == null || mtu == null || index == null
                    || address.get(ValueLayout.JAVA_SHORT, VALUE) != ARPHRD_ETHER) {
                return Optional.empty();
            }
            long mac = 0;
            for (int i = 0; i < MAC_BYTES; i++) {
                mac = (mac << Byte.SIZE) | (address.get(ValueLayout.JAVA_BYTE, VALUE + Short.BYTES + i) & 0xff);
            }
            return Optional.of(new EthernetLink(name, index.get(ValueLayout.JAVA_INT, VALUE),
                    (flags.get(ValueLayout.JAVA_SHORT, VALUE) & IFF_UP) != 0, mtu.get(ValueLayout.JAVA_INT, VALUE), mac,
                    queues(scratch, socket, name)));
        }
    }

    /** All Ethernet interfaces. */
    public static List<EthernetLink> all() {
        try {
            return Files.readAllLines(NAMES).stream().filter(line -> line.contains(":"))
                    .flatMap(line -> find(line.substring(0, line.indexOf(':')).strip()).stream()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The name of the driver of an interface, such as {@code veth}; empty if it does not say, or if there is no such interface. */
    public static Optional<String> driver(String name) {
        try (Arena scratch = Arena.ofConfined();
                NativeSocket socket = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            MemorySegment info = ethtool_drvinfo.allocate(scratch).fill((byte) 0);
            ethtool_drvinfo.cmd(info, LibcRaw.ETHTOOL_GDRVINFO());
            return ethtool(scratch, socket, name, info) < 0 ? Optional.empty()
                    : Optional.of(ethtool_drvinfo.driver(info).getString(0));
        }
    }

    private static @Nullable MemorySegment ask(Arena scratch, NativeSocket socket, long what, String name) {
        MemorySegment request = Ioctl.request(scratch, name);
        return Ioctl.call(Downcalls.allocateCapture(scratch), socket.fd(), what, request) < 0 ? null : request;
    }

    private static int queues(Arena scratch, NativeSocket socket, String name) {
        MemorySegment channels = ethtool_channels.allocate(scratch).fill((byte) 0);
        ethtool_channels.cmd(channels, LibcRaw.ETHTOOL_GCHANNELS());
        return ethtool(scratch, socket, name, channels) < 0 ? 1
                : Math.max(1, ethtool_channels.rx_count(channels) + ethtool_channels.combined_count(channels));
    }

    private static int ethtool(Arena scratch, NativeSocket socket, String name, MemorySegment command) {
        MemorySegment request = Ioctl.request(scratch, name);
        ifreq.ifr_ifru.ifru_data(ifreq.ifr_ifru(request), command);
        return Ioctl.call(Downcalls.allocateCapture(scratch), socket.fd(), LibcRaw.SIOCETHTOOL(), request);
    }
}
