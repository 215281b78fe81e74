package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.netserv.ffi.libc.raw.LibcRaw;
import org.netserv.ffi.libc.raw.ethtool_channels;
import org.netserv.ffi.libc.raw.ifreq;

/**
 * Queues of network interfaces, in the network namespace of the calling thread.
 *
 * <p><b>Source.</b> linux/ethtool.h.
 */
public final class EthernetChannels {
    private EthernetChannels() {}

    /** How many receive queues an interface uses; 1 where its driver does not say. */
    public static int receive(String name) {
        try (Arena scratch = Arena.ofConfined();
                NativeSocket socket = NativeSocket.open(Linux.AF_INET, Linux.SOCK_DGRAM, 0)) {
            MemorySegment channels = ethtool_channels.allocate(scratch).fill((byte) 0);
            ethtool_channels.cmd(channels, LibcRaw.ETHTOOL_GCHANNELS());
            MemorySegment request = Ioctl.request(scratch, name);
            ifreq.ifr_ifru.ifru_data(ifreq.ifr_ifru(request), channels);
            int result = Ioctl.call(Downcalls.allocateCapture(scratch), socket.fd(), LibcRaw.SIOCETHTOOL(), request);
            return result < 0 ? 1
                    : Math.max(1, ethtool_channels.rx_count(channels) + ethtool_channels.combined_count(channels));
        }
    }
}
