package org.netserv.dataplane.xdp;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.netserv.ffi.Errno;
import org.netserv.ffi.NativeException;
import org.netserv.ffi.TunDevice;
import org.netserv.node.plane.PlaneException;

/**
 * The way of packets from the rings to the kernel's stack: a TUN interface of ours, by which they are received once more.
 *
 * <p>So the stack does for them what it does for all: route, look for neighbours, fragment, answer that their time is up,
 * deliver to this host; rules that name the interface a packet comes in by do not take them for local ones, as they would by
 * the loopback interface. No XDP program is on it, so none comes back.
 *
 * <p>Their sources are routed by other interfaces, which strict {@code rp_filter} takes for forged; the kernel takes the
 * greater of the values for all and for the interface, and 2, loose, is the greatest. Without an address of its own the
 * interface would drop them all the same (__fib_validate_source), so it has the one that RFC 7600 §4.8 has for such hosts. The XDP program sends to the rings
 * only what came to the right address, but a forged source that strict filtering would have found is not found here.
 *
 * <p>Its name is also the lock: a second plane in the same network namespace cannot have it.
 *
 * <p><b>Thread.</b> {@link #inject}: any, packet threads.
 */
final class StackDevice implements AutoCloseable {
    private static final Path SETTINGS = Path.of("/proc/sys/net");

    private static final String NAME = "netserv0";

    /** 192.0.0.8. */
    private static final int DUMMY_ADDRESS = 0xc0000008;

    private final TunDevice device;

    private StackDevice(TunDevice device) {
        this.device = device;
    }

    /** Makes one in the network namespace of the calling thread. */
    static StackDevice open() throws PlaneException {
        TunDevice device;
        try {
            device = TunDevice.open(NAME);
        } catch (NativeException e) {
            throw new PlaneException(switch (e.errno()) {
                case Errno.EBUSY -> "xdp: another node runs in this network namespace, or something else has an "
                        + "interface " + NAME;
                case Errno.ENOENT -> "xdp needs /dev/net/tun, by which packets go to the kernel's stack: modprobe tun";
                default -> "xdp: " + e.getMessage();
            }, e);
        }
        try {
            set("ipv4/conf/" + NAME + "/rp_filter", "2");
            if (Files.exists(SETTINGS.resolve("ipv6"))) {
                set("ipv6/conf/" + NAME + "/disable_ipv6", "0");
                set("ipv6/conf/" + NAME + "/accept_ra", "0");
                set("ipv6/conf/" + NAME + "/addr_gen_mode", "1");
            }
            device.address(DUMMY_ADDRESS);
            device.up();
            return new StackDevice(device);
        } catch (IOException | NativeException e) {
            device.close();
            throw new PlaneException("xdp: interface " + NAME + " cannot be set up: " + e.getMessage(), e);
        }
    }

    private static void set(String setting, String value) throws IOException {
        Files.writeString(SETTINGS.resolve(setting), value);
    }

    /** Has the stack receive an IP packet; whether it did. */
    boolean inject(MemorySegment memory, long offset, int length) {
        return device.write(memory, offset, length);
    }

    @Override
    public void close() {
        device.close();
    }
}
