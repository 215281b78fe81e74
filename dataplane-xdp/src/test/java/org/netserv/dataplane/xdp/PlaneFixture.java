package org.netserv.dataplane.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.netserv.api.PacketProcessor;
import org.netserv.dataplane.testing.Host;
import org.netserv.dataplane.xdp.kernel.Outcome;
import org.netserv.dataplane.xdp.ring.FrameLedger;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.path.FilterTable.PrefixOwner;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.path.PacketPath;
import org.netserv.node.path.PathQuota;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;
import org.netserv.rig.Rig;

/** A packet path on an AF_XDP plane in a namespace, with one publisher who may do everything. */
final class PlaneFixture implements AutoCloseable {
    private static final List<Prefix> EVERYWHERE = List.of(Prefix.ALL_IPV4, Prefix.ALL_IPV6);

    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path;
    private final XdpPlane plane;
    private final List<ModuleSlot> slots = new ArrayList<>();

    PlaneFixture(String namespace, Map<String, String> options) throws PlaneException {
        this(namespace, options, null, MannerChoice.MIN_PACKETS);
    }

    /** With a folder to keep what is measured, by rounds of so many packets at least. */
    PlaneFixture(String namespace, Map<String, String> options, @Nullable Path folder, long minPackets)
            throws PlaneException {
        Map<String, String> all = new HashMap<>(Map.of("namespace", namespace, "interfaces", "user0,server0"));
        all.putAll(options);
        XdpProvider provider = new XdpProvider();
        List<PrefixOwner> owners = EVERYWHERE.stream().map(prefix -> new PrefixOwner(prefix, "publisher")).toList();
        ForwardingPlane.Workers workers = provider.workers(all);
        path = new PacketPath(workers.shared(), workers.quarantine(), owners, counters);
        plane = XdpPlane.open(XdpOptions.parse(all), path, counters, folder, minPackets);
        plane.start();
    }

    /** Puts a module into the path. */
    ModuleSlot install(List<PacketFilter> filters, PacketProcessor processor) throws PlaneException {
        return install(new ModuleSlot.Settings("module" + slots.size(), "publisher", EVERYWHERE, filters, 0, true),
                processor);
    }

    /** Puts a module into the path, to be tried first. */
    ModuleSlot installInQuarantine(List<PacketFilter> filters, PacketProcessor processor) throws PlaneException {
        return install(new ModuleSlot.Settings("module" + slots.size(), "publisher", EVERYWHERE, filters, 0, true,
                PathQuota.unlimited(), true), processor);
    }

    private ModuleSlot install(ModuleSlot.Settings settings, PacketProcessor processor) throws PlaneException {
        ModuleSlot slot = path.newSlot(settings, processor);
        path.replace(List.of(), List.of(slot), plane);
        slots.add(slot);
        return slot;
    }

    void quarantine(ModuleSlot slot, boolean wanted) throws PlaneException {
        path.quarantine(slot, wanted, plane);
    }

    /** Puts a module for UDP to a port of an address into the path. */
    ModuleSlot install(String address, int port, PacketProcessor processor) throws PlaneException {
        return install(List.of(udp(address, port)), processor);
    }

    void remove(ModuleSlot slot) throws PlaneException {
        path.replace(List.of(slot), List.of(), plane);
    }

    static PacketFilter udp(String address, int port) {
        return new PacketFilter(Prefix.parse(address), 17, port);
    }

    /** Has both sides know each other's link addresses, before a module of that port is there. */
    static void warm(Host user, Host server, int port) throws IOException {
        user.send("warm", Rig.SERVER_IPV4, port);
        assertEquals("warm", server.receive().text());
        server.send("warm", Rig.USER_IPV4, user.port());
        assertEquals("warm", user.receive().text());
    }

    PacketPath path() {
        return path;
    }

    XdpPlane plane() {
        return plane;
    }

    /** A counter, summed over the packet threads. */
    long counter(String name) {
        return counters.snapshot().entrySet().stream()
                .filter(entry -> entry.getKey().matches("xdp\\.(w\\d+\\.)?" + name))
                .mapToLong(Map.Entry::getValue).sum();
    }

    /** What the XDP program has counted until now. */
    long program(Outcome outcome) {
        return plane.engine().kernel().program().counters().packets(outcome);
    }

    /** Has the program believe that the packet threads get on, though a module holds one up. */
    void beat() {
        plane.engine().kernel().heartbeat().beat();
    }

    /** Whether every frame is where it belongs when nothing is under way: with the kernel, to be filled. */
    boolean areFramesHome() {
        return plane.engine().packets().workers().stream().allMatch(worker -> {
            FrameLedger ledger = worker.group().ledger();
            return ledger.count(FrameLedger.Place.RECEIVE) == worker.group().size() * worker.group().framesPerPort();
        });
    }

    /** A counter by its whole name. */
    long count(String name) {
        return counters.snapshot().getOrDefault(name, -1L);
    }

    /** The workers' counters whose names begin so. */
    long sum(String beginning) {
        return counters.snapshot().entrySet().stream()
                .filter(entry -> entry.getKey().matches("xdp\\.w\\d+\\." + beginning + ".*"))
                .mapToLong(Map.Entry::getValue).sum();
    }

    Map<String, Long> counters() {
        return counters.snapshot();
    }

    /** Waits until something holds. */
    static boolean eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 5_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    @Override
    public void close() {
        plane.close();
    }
}
