package org.netserv.isolation.hostile;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.netserv.api.PacketProcessor;
import org.netserv.api.Verdict;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.net.Prefix;
import org.netserv.node.packet.PacketBatch;
import org.netserv.node.path.FilterTable;
import org.netserv.node.path.ModuleSlot;
import org.netserv.node.path.PacketFilter;
import org.netserv.node.path.PacketPath;
import org.netserv.node.sandbox.Container;
import org.netserv.node.sandbox.ContainerServices;
import org.netserv.node.sandbox.ContainerSettings;
import org.netserv.node.sandbox.Quota;
import org.netserv.node.sandbox.InstalledModule;
import org.netserv.node.sandbox.ModuleSettings;
import org.netserv.node.sandbox.Sandbox;
import org.netserv.node.sandbox.SandboxException;
import org.netserv.node.sandbox.SandboxException.Reason;

/** A packet path with a hostile publisher's module and a neighbour's, which only counts. */
final class Stage implements AutoCloseable {
    private static final Prefix HOSTILE = Prefix.parse("10.1.0.0/16");
    private static final Prefix NEIGHBOUR = Prefix.parse("10.2.0.0/16");
    private static final int SLOT = 2048;
    private static final int PACKETS = 8;
    private static final int BATCHES = 4;
    private static final int TIMERS_MILLIS = 30;
    private static final int THREAD_END_SECONDS = 5;
    /** Half of what 32 packets can leave behind that keep 512 KB each. */
    private static final long RETAINED_BYTES = 8 << 20;

    private final NodeCounters counters = NodeCounters.inMemory();
    private final PacketPath path = new PacketPath(1, List.of(new FilterTable.PrefixOwner(HOSTILE, "mallory"),
            new FilterTable.PrefixOwner(NEIGHBOUR, "alice")), counters);
    private final PacketBatch batch = new PacketBatch(Arena.ofAuto().allocate((long) SLOT * PACKETS * 2));
    private final Container container;
    private long neighbours;
    private long sent;

    /** What came of an attempt: how it ended, and what was said. */
    record Outcome(Attempt.End end, String said) {}

    Stage(Path folder) throws Exception {
        Sandbox sandbox = ServiceLoader.load(Sandbox.class).stream().map(ServiceLoader.Provider::get)
                .filter(found -> found.kind().equals("classloader")).findFirst().orElseThrow();
        container = sandbox.open(
                new ContainerSettings("mallory", folder.resolve("mallory"), List.of(HOSTILE), List.of(), List.of(),
                        quota()),
                new ContainerServices("node-1", counters, path.emitQueue(), path.workers()));
        put(packet -> {
            neighbours++;
            return Verdict.ACCEPT;
        }, "neighbour", "alice", NEIGHBOUR);
    }

    private static Quota quota() {
        Quota rest = Quota.DEFAULT;
        return new Quota(rest.cpuWeight(), rest.cpuNanosPerPacket(), rest.allocatedBytesPerSecond(), RETAINED_BYTES,
                rest.packetsPerSecond(), rest.bytesPerSecond(), rest.emittedPerSecond(), rest.storageBytes(),
                rest.threads(), rest.offloadedFlows());
    }

    private ModuleSlot put(PacketProcessor processor, String module, String user, Prefix prefix) throws Exception {
        ModuleSlot slot = path.newSlot(new ModuleSlot.Settings(module, user, List.of(prefix),
                List.of(new PacketFilter(prefix, -1, -1)), 1, true), processor);
        path.replace(List.of(), List.of(slot), filters -> {});
        return slot;
    }

    /** Packets of the neighbour's that it has seen. */
    long neighbours() {
        return neighbours;
    }

    /** Packets of the neighbour's that there were. */
    long neighboursPackets() {
        return sent;
    }

    /** Installs, starts, sends packets of both, and stops. */
    Outcome play(Path jar) throws Exception {
        InstalledModule module;
        Optional<PacketProcessor> processor;
        try {
            module = container.install(jar, new ModuleSettings(Attempt.ID, "1.0.0", Map.of(), List.of()));
        } catch (SandboxException e) {
            send();
            return new Outcome(e.reason() == Reason.REJECTED ? Attempt.End.REFUSED : Attempt.End.START_FAILS, text(e));
        }
        try {
            processor = module.start();
        } catch (SandboxException e) {
            send();
            return new Outcome(Attempt.End.START_FAILS, text(e));
        }
        if (processor.isEmpty()) {
            send();
            module.stop();
            return new Outcome(Attempt.End.NO_EFFECT, "goes on");
        }
        ModuleSlot slot = put(processor.get(), Attempt.ID, "mallory", HOSTILE);
        send();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(TIMERS_MILLIS));
        Outcome outcome = outcome(module, slot);
        path.replace(List.of(slot), List.of(), filters -> {});
        module.stop();
        slot.close();
        return outcome;
    }

    /** Names of the hostile publisher's threads that do not end although its modules have been stopped. */
    static List<String> threadsLeft() throws InterruptedException {
        List<String> left = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith("netserv-module-mallory-")
                    && !thread.join(Duration.ofSeconds(THREAD_END_SECONDS))) {
                left.add(thread.getName());
            }
        }
        return left;
    }

    private Outcome outcome(InstalledModule module, ModuleSlot slot) {
        Map<String, Long> tallies = slot.counters();
        Throwable fault = slot.lastFault();
        String said = said(tallies);
        if (tallies.getOrDefault("overstays", 0L) > 0 && fault != null) {
            return new Outcome(Attempt.End.STOPPED, fault.getClass().getName());
        }
        if (tallies.getOrDefault("faults", 0L) > 0) {
            return new Outcome(Attempt.End.FAULT, fault != null ? fault.getClass().getName()
                    : tallies.getOrDefault("mangled", 0L) > 0 ? "mangled" : "no verdict");
        }
        // The controller does this now and then, of a publisher's modules together.
        if (container.retainedBytes(List.of(module), RETAINED_BYTES) > RETAINED_BYTES) {
            return detached(slot);
        }
        return new Outcome(Attempt.End.NO_EFFECT, said);
    }

    /** Its fail policy decides about all that comes for it then, which counts as faults. */
    private Outcome detached(ModuleSlot slot) {
        slot.detach();
        send();
        long decided = slot.counters().getOrDefault("faults", 0L);
        return decided == (long) PACKETS * BATCHES ? new Outcome(Attempt.End.STOPPED, "retained-heap")
                : new Outcome(Attempt.End.NO_EFFECT, "goes on after " + decided + " packets");
    }

    private String said(Map<String, Long> tallies) {
        if (tallies.getOrDefault("spoofed", 0L) > 0) {
            return "spoofed";
        }
        Map<String, Long> all = counters.snapshot();
        String prefix = "module.mallory." + Attempt.ID + "_1.0.0.";
        if (all.getOrDefault(prefix + "emit_refused", 0L) > 0) {
            return "emit_refused";
        }
        boolean read = all.entrySet().stream()
                .anyMatch(entry -> entry.getKey().startsWith(prefix + "custom.read") && entry.getValue() > 0);
        return read ? "read" : all.getOrDefault(prefix + "timer_faults", 0L) > 0 ? "nothing read" : "its own packet";
    }

    private void send() {
        for (int b = 0; b < BATCHES; b++) {
            batch.clear();
            for (int i = 0; i < 2 * PACKETS; i++) {
                byte[] packet = packet(i % 2 == 0 ? 0x0a010001 : 0x0a020001);
                MemorySegment.copy(packet, 0, batch.memory(), ValueLayout.JAVA_BYTE, (long) i * SLOT, packet.length);
                batch.add((long) i * SLOT, packet.length, SLOT, 0);
            }
            path.worker(0).process(batch);
            sent += PACKETS;
        }
    }

    /** IPv4 and UDP, from the hostile publisher's own prefix. */
    private static byte[] packet(int destination) {
        byte[] packet = new byte[40];
        packet[0] = 0x45;
        packet[3] = 40;
        packet[8] = 64;
        packet[9] = 17;
        put32(packet, 12, 0x0a010002);
        put32(packet, 16, destination);
        packet[23] = 53;
        packet[25] = 20;
        return packet;
    }

    private static void put32(byte[] bytes, int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >> (24 - 8 * i));
        }
    }

    private static String text(SandboxException e) {
        return String.valueOf(e.getMessage());
    }

    @Override
    public void close() {
        container.close();
    }
}
