package org.netserv.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.netserv.api.PacketProcessor;
import org.netserv.node.net.IpAddress;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.plane.PlaneException;

/**
 * One run of a case with one address family: installs modules and takes them out again, builds the case's packets, and
 * compares what arrived.
 *
 * <p><b>Thread.</b> The test's.
 */
final class Trial implements AutoCloseable {
    /** The service that the cases' packets go to. */
    static final int PORT = 5060;

    static final int USER_PORT = 40_000;

    private static final long DEADLINE_NANOS = 5_000_000_000L;
    private static final int IPV4_TTL = 8;
    private static final int IPV6_HOP_LIMIT = 7;

    final PlaneUnderTest plane;
    final int version;
    final IpAddress user;
    final IpAddress server;
    final IpAddress foreign;
    private final List<ModuleSlot> slots = new ArrayList<>();

    Trial(PlaneUnderTest plane, int version) {
        this.plane = plane;
        this.version = version;
        Endpoints endpoints = plane.endpoints(version);
        user = endpoints.user();
        server = endpoints.server();
        foreign = endpoints.foreign();
    }

    boolean ipv4() {
        return version == 4;
    }

    /** What the module that a case asks for gets: everything to the server. */
    Setup module(String name) {
        return new Setup(name, List.of(new PacketFilter(server.toPrefix(), PacketFilter.ANY, PacketFilter.ANY)), 100,
                true);
    }

    ModuleSlot install(Setup setup, PacketProcessor processor) throws PlaneException {
        ModuleSlot slot = plane.install(settings(setup, server), processor);
        slots.add(slot);
        return slot;
    }

    /** A module that is not in the path yet. */
    ModuleSlot prepare(Setup setup, PacketProcessor processor) {
        ModuleSlot slot = plane.path().newSlot(settings(setup, server), processor);
        slots.add(slot);
        return slot;
    }

    private static ModuleSlot.Settings settings(Setup setup, IpAddress server) {
        List<Prefix> authorised = List.of(server.toPrefix());
        return new ModuleSlot.Settings("org.netserv.conformance." + setup.name() + "_1.0.0", Endpoints.PUBLISHER,
                authorised, setup.filters(), setup.order(), setup.failOpen());
    }

    PacketBuilder udp(byte... payload) {
        return PacketBuilder.udp(user, USER_PORT, server, PORT).payload(payload);
    }

    /** A packet of the flow of {@link #udp} that says what number it has. */
    byte[] numbered(int number) {
        return udp((byte) (number >> 8), (byte) number, (byte) 0x5a).identification(number + 1).build();
    }

    /** Sends packets that are all expected at the server, and compares. */
    void expectUntouched(List<byte[]> packets) throws Exception {
        expect(packets, packets, List.of());
    }

    /** Sends packets and compares what arrives on either side; TTLs of what is expected are as they leave the module. */
    void expect(List<byte[]> packets, List<byte[]> atServer, List<byte[]> atUser) throws Exception {
        Outcome outcome = plane.send(packets, atServer.size(), atUser.size());
        compare("at the server", atServer.stream().map(this::travelled).toList(), outcome.atServer());
        // A reply is the router's own packet: nobody decrements its TTL on the way back.
        compare("at the user", atUser, outcome.atUser());
    }

    /** A packet as it is behind the router. */
    byte[] travelled(byte[] packet) {
        byte[] copy = packet.clone();
        if (copy.length > IPV4_TTL && copy[0] >> 4 == 4) {
            copy[IPV4_TTL] -= (byte) plane.hops();
            fillIpv4Checksum(copy);
        } else if (copy.length > IPV6_HOP_LIMIT) {
            copy[IPV6_HOP_LIMIT] -= (byte) plane.hops();
        }
        return plane.hops() == 0 ? packet : copy;
    }

    private static void fillIpv4Checksum(byte[] packet) {
        int header = (packet[0] & 0xf) << 2;
        if (header <= packet.length) {
            PacketBuilder.put16(packet, 10, 0);
            PacketBuilder.put16(packet, 10, InternetChecksum.of(packet, 0, header));
        }
    }

    static void compare(String where, List<byte[]> expected, List<byte[]> actual) {
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            int differs = Arrays.mismatch(expected.get(i), actual.get(i));
            if (differs >= 0) {
                throw new AssertionError(
                        "packet " + i + " " + where + " differs from byte " + differs + " on: expected "
                                + Hex.of(expected.get(i)) + ", found " + Hex.of(actual.get(i)));
            }
        }
        if (expected.size() != actual.size()) {
            throw new AssertionError("expected " + expected.size() + " packets " + where + ", found " + actual.size()
                    + (actual.size() > expected.size() ? "; the first in excess is " + Hex.of(actual.get(expected
                            .size()))
                            : expected.isEmpty() ? ""
                                    : "; the first missing is "
                                            + Hex.of(expected.get(actual.size()))));
        }
    }

    /** Waits until a module's counter has a value. */
    void expectCount(ModuleSlot slot, String counter, long expected) throws InterruptedException {
        await("counter " + counter + " of " + slot.moduleId(), () -> slot.counters().getOrDefault(counter, -1L),
                expected);
    }

    /** A counter of the packet path, over all packet threads, and of what the plane does in its place. */
    long pathCount(String counter) {
        return plane.counters().snapshot().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("path.w") && entry.getKey().endsWith("." + counter))
                .mapToLong(Map.Entry::getValue).sum() + plane.passedUnseen(counter);
    }

    void expectPathCount(String counter, long expected) throws InterruptedException {
        await("path counter " + counter, () -> pathCount(counter), expected);
    }

    static void await(String what, LongSupplier value, long expected) throws InterruptedException {
        long deadline = System.nanoTime() + DEADLINE_NANOS;
        long found = value.getAsLong();
        while (found != expected && System.nanoTime() < deadline) {
            Thread.sleep(1);
            found = value.getAsLong();
        }
        equal(what, expected, found);
    }

    static void equal(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new AssertionError(what + ": expected " + expected + ", found " + found);
        }
    }

    @Override
    public void close() throws PlaneException {
        plane.path().replace(slots.stream().filter(plane.path().modules()::contains).toList(), List.of(), plane.hook());
        slots.forEach(ModuleSlot::close);
    }

    /**
     * What a module is installed with.
     *
     * @param name makes its id
     */
    record Setup(String name, List<PacketFilter> filters, int order, boolean failOpen) {

        Setup filters(PacketFilter... wanted) {
            return new Setup(name, List.of(wanted), order, failOpen);
        }

        Setup order(int rank) {
            return new Setup(name, filters, rank, failOpen);
        }

        Setup failClosed() {
            return new Setup(name, filters, order, false);
        }
    }
}
