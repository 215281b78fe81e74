package org.netserv.conformance;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.netserv.api.Packet;
import org.netserv.api.Verdict;
import org.netserv.node.net.IpAddress;
import org.netserv.node.path.ModuleSlot;

/** A packet is lent: for one call, to one thread, within its bounds, and it says what its headers say. */
final class LoanCases {
    private LoanCases() {}

    static void addTo(CaseList list) {
        list.both("a packet kept after return is not accessible", LoanCases::kept);
        list.both("a packet kept by one module is not accessible to the next", LoanCases::passedOn);
        list.both("a packet is not accessible from another thread", LoanCases::otherThread);
        list.both("accesses outside the packet throw and change nothing", LoanCases::bounds);
        list.both("arguments out of range throw and change nothing", LoanCases::arguments);
        list.both("UDP headers read as they are", trial -> headers(trial, trial.udp(new byte[5]), true));
        list.both("TCP headers read as they are", trial -> headers(trial,
                PacketBuilder.tcp(trial.user, Trial.USER_PORT, trial.server, Trial.PORT).payload(new byte[7]), true));
        list.both("ICMP headers read as they are",
                trial -> headers(trial, PacketBuilder.echo(trial.user, trial.server, 5), false));
    }

    /** Notes what an action throws, unless it is what it should throw. */
    private static void expect(Class<? extends Exception> expected, String name, Runnable action,
            List<String> failures) {
        try {
            action.run();
            failures.add(name + ": expected " + expected.getSimpleName() + ", nothing was thrown");
        } catch (RuntimeException e) {
            if (!expected.isInstance(e)) {
                failures.add(name + ": expected " + expected.getSimpleName() + ", found " + e);
            }
        }
    }

    private static void inaccessible(@Nullable Packet packet, List<String> failures) {
        if (packet == null) {
            failures.add("the module has not been called");
            return;
        }
        Class<IllegalStateException> type = IllegalStateException.class;
        expect(type, "length", packet::length, failures);
        expect(type, "version", packet::version, failures);
        expect(type, "ttl", packet::ttl, failures);
        expect(type, "sourceLow", packet::sourceLow, failures);
        expect(type, "destinationHigh", packet::destinationHigh, failures);
        expect(type, "sourceIpv4", packet::sourceIpv4, failures);
        expect(type, "destinationPort", packet::destinationPort, failures);
        expect(type, "payloadOffset", packet::payloadOffset, failures);
        expect(type, "maxLength", packet::maxLength, failures);
        expect(type, "ingressInterface", packet::ingressInterface, failures);
        expect(type, "u8", () -> packet.u8(0), failures);
        expect(type, "i64", () -> packet.i64(0), failures);
        expect(type, "setU8", () -> packet.setU8(0, 0), failures);
        expect(type, "length(int)", () -> packet.length(60), failures);
        expect(type, "swapAddresses", packet::swapAddresses, failures);
        expect(type, "swapPorts", packet::swapPorts, failures);
        expect(type, "ttl(int)", () -> packet.ttl(3), failures);
        expect(type, "offload", () -> packet.offload(Verdict.ACCEPT, 1), failures);
        expect(type, "move", () -> packet.move(0, 1, 1), failures);
        expect(type, "copyTo", () -> packet.copyTo(0, new byte[4], 0, 4), failures);
        expect(type, "copyFrom", () -> packet.copyFrom(new byte[4], 0, 0, 4), failures);
    }

    private static void kept(Trial trial) throws Exception {
        AtomicReference<@Nullable Packet> kept = new AtomicReference<>();
        trial.install(trial.module("keeper"), packet -> {
            kept.set(packet);
            return Verdict.ACCEPT;
        });
        trial.expectUntouched(List.of(trial.numbered(1)));
        List<String> failures = new CopyOnWriteArrayList<>();
        inaccessible(kept.get(), failures);
        Trial.equal("failures", List.of(), failures);
    }

    private static void passedOn(Trial trial) throws Exception {
        AtomicReference<@Nullable Packet> kept = new AtomicReference<>();
        List<String> failures = new CopyOnWriteArrayList<>();
        trial.install(trial.module("keeper").order(1), packet -> {
            kept.set(packet);
            return Verdict.ACCEPT;
        });
        ModuleSlot second = trial.install(trial.module("second").order(2), packet -> {
            inaccessible(kept.get(), failures);
            return Verdict.ACCEPT;
        });
        trial.expectUntouched(List.of(trial.numbered(1)));
        trial.expectCount(second, "accepted", 1);
        Trial.equal("failures", List.of(), failures);
    }

    private static void otherThread(Trial trial) throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        ModuleSlot slot = trial.install(trial.module("threaded"), packet -> {
            Thread other = Thread.ofPlatform().start(() -> inaccessible(packet, failures));
            try {
                other.join();
            } catch (InterruptedException e) {
                failures.add(e.toString());
            }
            return packet.length() > 0 ? Verdict.ACCEPT : Verdict.DROP;
        });
        trial.expectUntouched(List.of(trial.numbered(1)));
        trial.expectCount(slot, "accepted", 1);
        Trial.equal("failures", List.of(), failures);
    }

    /** Runs a check on a packet within a module, and afterwards wants the packet as it was. */
    private static void within(Trial trial, byte[] sent, Check check) throws Exception {
        List<String> failures = new CopyOnWriteArrayList<>();
        ModuleSlot slot = trial.install(trial.module("within"), packet -> {
            check.run(packet, failures);
            return Verdict.ACCEPT;
        });
        trial.expectUntouched(List.of(sent));
        Trial.equal("failures", List.of(), failures);
        trial.expectCount(slot, "accepted", 1);
        trial.expectCount(slot, "modified", 0);
        trial.expectCount(slot, "faults", 0);
    }

    private static void bounds(Trial trial) throws Exception {
        within(trial, trial.numbered(1), (packet, failures) -> {
            int length = packet.length();
            for (int offset : new int[]{-1, length, length + 1, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
                outside(packet, offset, 1, failures);
            }
            for (int size : new int[]{2, 4, 8}) {
                outside(packet, length - size + 1, size, failures);
                outside(packet, -size, size, failures);
            }
        });
    }

    private static void outside(Packet packet, int offset, int size, List<String> failures) {
        Consumer<Runnable> refused = action -> expect(IndexOutOfBoundsException.class,
                "offset " + offset + " size " + size, action, failures);
        if (size <= 1) {
            refused.accept(() -> packet.u8(offset));
            refused.accept(() -> packet.setU8(offset, 1));
        }
        if (size <= 2) {
            refused.accept(() -> packet.u16(offset));
            refused.accept(() -> packet.setU16(offset, 1));
        }
        if (size <= 4) {
            refused.accept(() -> packet.i32(offset));
            refused.accept(() -> packet.setI32(offset, 1));
        }
        refused.accept(() -> packet.i64(offset));
        refused.accept(() -> packet.setI64(offset, 1));
        refused.accept(() -> packet.copyTo(offset, new byte[8], 0, size));
        refused.accept(() -> packet.copyFrom(new byte[8], 0, offset, size));
        refused.accept(() -> packet.move(offset, 0, size));
        refused.accept(() -> packet.move(0, offset, size));
    }

    private static void arguments(Trial trial) throws Exception {
        within(trial, PacketBuilder.echo(trial.user, trial.server, 1).build(), (packet, failures) -> {
            Class<? extends Exception> bounds = IndexOutOfBoundsException.class;
            expect(bounds, "negative count", () -> packet.copyTo(0, new byte[4], 0, -1), failures);
            expect(bounds, "short target", () -> packet.copyTo(0, new byte[4], 2, 3), failures);
            expect(bounds, "short source", () -> packet.copyFrom(new byte[4], 2, 0, 3), failures);
            expect(bounds, "negative move", () -> packet.move(1, 2, -1), failures);
            Class<? extends Exception> argument = IllegalArgumentException.class;
            expect(argument, "length below header", () -> packet.length(packet.payloadOffset() - 1), failures);
            expect(argument, "length above room", () -> packet.length(packet.maxLength() + 1), failures);
            expect(argument, "negative length", () -> packet.length(-1), failures);
            expect(argument, "ttl 0", () -> packet.ttl(0), failures);
            expect(argument, "ttl 256", () -> packet.ttl(256), failures);
            expect(argument, "idle for 0 s", () -> packet.offload(Verdict.DROP, 0), failures);
            expect(argument, "idle for too long", () -> packet.offload(Verdict.DROP, 86_401), failures);
            expect(argument, "idle for ever", () -> packet.offload(Verdict.ACCEPT, Integer.MAX_VALUE), failures);
            expect(argument, "offload of a reply", () -> packet.offload(Verdict.REPLY, 1), failures);
            expect(argument, "offload of what ends here", () -> packet.offload(Verdict.CONSUME, 1), failures);
            expect(IllegalStateException.class, "ports of ICMP", packet::swapPorts, failures);
        });
    }

    private static void headers(Trial trial, PacketBuilder builder, boolean ports) throws Exception {
        byte[] sent = builder.ttl(61).build();
        within(trial, sent, (packet, failures) -> {
            int l4 = trial.ipv4() ? 20 : 40;
            int protocol = sent[trial.ipv4() ? 9 : 6];
            int header = protocol == PacketBuilder.UDP ? 8 : protocol == PacketBuilder.TCP ? 20 : 0;
            check("version", trial.version, packet.version(), failures);
            check("length", sent.length, packet.length(), failures);
            check("protocol", protocol, packet.protocol(), failures);
            check("ttl", 61, packet.ttl(), failures);
            check("l4Offset", l4, packet.l4Offset(), failures);
            check("payloadOffset", l4 + header, packet.payloadOffset(), failures);
            check("payloadLength", sent.length - l4 - header, packet.payloadLength(), failures);
            check("sourcePort", ports ? Trial.USER_PORT : 0, packet.sourcePort(), failures);
            check("destinationPort", ports ? Trial.PORT : 0, packet.destinationPort(), failures);
            check("source", trial.user, new IpAddress(packet.sourceHigh(), packet.sourceLow()), failures);
            check("destination", trial.server, new IpAddress(packet.destinationHigh(), packet.destinationLow()),
                    failures);
            check("sourceIpv4", trial.ipv4() ? (int) trial.user.low() : 0, packet.sourceIpv4(), failures);
            check("destinationIpv4", trial.ipv4() ? (int) trial.server.low() : 0, packet.destinationIpv4(), failures);
            check("room to grow", true, packet.maxLength() >= sent.length, failures);
            byte[] copy = new byte[sent.length];
            packet.copyTo(0, copy, 0, copy.length);
            check("bytes", Hex.of(sent), Hex.of(copy), failures);
        });
    }

    private static void check(String what, Object expected, Object found, List<String> failures) {
        if (!expected.equals(found)) {
            failures.add(what + ": expected " + expected + ", found " + found);
        }
    }

    /** Looks at a packet. */
    private interface Check {
        void run(Packet packet, List<String> failures);
    }
}
