package org.netserv.dataplane.xdp.kernel;

import java.util.ArrayList;
import java.util.List;
import org.netserv.ffi.NetworkInterfaces;
import org.netserv.ffi.XdpLink;
import org.netserv.ffi.XdpMode;
import org.netserv.rig.Rig;

/** The program on both interfaces of a router, with its heart beating until it is stopped. */
final class VethFixture implements AutoCloseable {
    private static final int BEAT_MILLIS = 100;

    final Rig rig;
    final HostThread router;
    final XdpProgram program = XdpProgram.load();

    private final List<XdpLink> links = new ArrayList<>();
    private final Thread beating = Thread.ofPlatform().daemon().name("heart").unstarted(this::beat);

    VethFixture(String purpose, XdpMode mode, boolean forward) {
        rig = Rig.create(purpose);
        router = new HostThread(rig.router());
        // A veth takes frames from XDP only if its peer works by NAPI.
        rig.user().exec("ethtool", "-K", Rig.HOST_INTERFACE, "gro", "on").orThrow();
        rig.server().exec("ethtool", "-K", Rig.HOST_INTERFACE, "gro", "on").orThrow();
        for (String name : List.of(Rig.ROUTER_USER_INTERFACE, Rig.ROUTER_SERVER_INTERFACE)) {
            byte[] mac = ProgramFixture.mac(rig.router(), name);
            links.add(router.call(() -> {
                int index = NetworkInterfaces.index(name);
                program.interfaces().receive(index, mac, forward);
                program.interfaces().transmit(index);
                return program.attach(index, mode);
            }));
        }
        program.heartbeat().beat();
        beating.start();
    }

    private void beat() {
        while (!Thread.interrupted()) {
            program.heartbeat().beat();
            try {
                Thread.sleep(BEAT_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** The heart does not beat any more, as in a node that hangs. */
    void hang() {
        beating.interrupt();
        try {
            beating.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        hang();
        links.forEach(XdpLink::close);
        program.close();
        router.close();
        rig.close();
    }
}
