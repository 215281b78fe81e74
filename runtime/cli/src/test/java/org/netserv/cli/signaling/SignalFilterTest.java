package org.netserv.cli.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.netserv.ffi.Linux;
import org.netserv.ffi.MessageVector;
import org.netserv.ffi.NativeSocket;
import org.netserv.ffi.SocketAddresses;
import org.netserv.ffi.SocketFilter;

/** The kernel runs the filter, on a Unix socket, whose messages are packets here: that needs no root. */
class SignalFilterTest {

    private static String udp4(int source, int destination) {
        return ip4(17, ports(source, destination) + "00080000");
    }

    private static String ip4(int protocol, String rest) {
        return "4500%04x00004000401100000a0001020a000202".formatted(20 + rest.length() / 2).replace("4011",
                "40%02x".formatted(protocol)) + rest;
    }

    private static String ip6(int header, String rest) {
        return "60000000%04x%02x40fd00000000000000000000000000000120010db8000000000000000000000001"
                .formatted(rest.length() / 2, header) + rest;
    }

    private static String ports(int source, int destination) {
        return "%04x%04x".formatted(source, destination);
    }

    private static String tcp(int source, int destination, int flags, String payload) {
        return ports(source, destination) + "0000000100000001%02x%02x03e800000000".formatted(0x60, flags) + "01010101"
                + payload;
    }

    /** Which of the packets come through. */
    private static List<String> through(SocketFilter filter, String... packets) {
        String name = "@netserv-filter-" + ProcessHandle.current().pid();
        try (Arena arena = Arena.ofConfined();
                NativeSocket receiver = NativeSocket.open(Linux.AF_UNIX, Linux.SOCK_DGRAM, 0);
                NativeSocket sender = NativeSocket.open(Linux.AF_UNIX, Linux.SOCK_DGRAM, 0)) {
            MemorySegment address = SocketAddresses.unix(arena, name);
            receiver.attach(filter);
            receiver.bind(address);
            sender.connect(address);
            MessageVector vector = new MessageVector(arena, 1, 1);
            MemorySegment memory = arena.allocate(2_000);
            vector.message(0, 0, 1);
            List<String> came = new ArrayList<>();
            for (String packet : packets) {
                byte[] bytes = HexFormat.of().parseHex(packet);
                MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
                vector.buffer(0, memory, 0, bytes.length);
                // What the filter does not want is gone without a word to whoever sends it.
                sender.sendOne(vector, 0, Linux.MSG_DONTWAIT);
                memory.fill((byte) 0);
                vector.buffer(0, memory, 0, memory.byteSize());
                if (receiver.receive(vector, 1, Linux.MSG_DONTWAIT) == 1) {
                    assertEquals(packet, HexFormat.of().formatHex(
                            memory.asSlice(0, vector.length(0)).toArray(ValueLayout.JAVA_BYTE)));
                    came.add(packet);
                }
            }
            return came;
        }
    }

    private static void assertThrough(SocketFilter filter, List<String> wanted, List<String> others) {
        List<String> all = new ArrayList<>(wanted);
        all.addAll(others);
        assertEquals(wanted, through(filter, all.toArray(String[]::new)));
    }

    @Test
    void shouldTakeDatagramsOfTheSignalingPort() {
        String alert = udp4(5, 270).replaceFirst("45", "46").replaceFirst("0a000202", "0a00020294040000");
        String options = "1100050200000100";
        assertThrough(SignalFilter.of(270, List.of(), List.of()),
                List.of(udp4(5, 270), udp4(270, 5), alert, ip6(17, ports(5, 270) + "00080000"),
                        ip6(17, ports(270, 5) + "00080000"), ip6(0, options + ports(5, 270) + "00080000"),
                        ip6(0, "1101050200000100" + "0".repeat(16) + ports(5, 270) + "00080000")),
                List.of(udp4(5, 271), udp4(14, 1), ip6(17, ports(5, 271) + "00080000"),
                        ip6(0, options + ports(5, 53) + "00080000"), udp4(5, 270).replace("00004000", "00000001"),
                        ip4(47, ports(5, 270) + "00080000"), "45", "00", udp4(5, 270).replaceFirst("45", "55")));
    }

    @Test
    void shouldTakeConnectionsToNodesAndWhatMayBecomeOne() {
        String confirm = "010100217fc00280";
        assertThrough(SignalFilter.of(270, List.of(30_000, 30_001), List.of()),
                List.of(ip4(6, tcp(4000, 30_000, 16, "00")), ip4(6, tcp(30_001, 4000, 16, "")),
                        ip6(6, tcp(4000, 30_000, 4, "")), ip4(6, tcp(4000, 80, 2, "")), ip4(6, tcp(80, 4000, 18, "")),
                        ip4(6, tcp(4000, 99, 16, confirm)), ip6(6, tcp(4000, 99, 24, confirm + "00"))),
                List.of(ip4(6, tcp(4000, 80, 16, "474554202f204854")), ip4(6, tcp(4000, 80, 16, "")),
                        ip4(6, tcp(4000, 80, 17, "")), ip4(6, tcp(4000, 99, 16, "020100217fc00280")),
                        ip4(6, tcp(4000, 99, 16, "010100217fc00680")), ip4(6, tcp(4000, 99, 16, "010100217fc00281")),
                        ip4(6, tcp(4000, 99, 16, "01010021"))));
    }

    @Test
    void shouldTakeErrorsAboutDatagramsOfTheSignalingPort() {
        String longer = udp4(5, 270).replaceFirst("45", "46").replaceFirst("0a000202", "0a00020294040000");
        String error = "0303000000000000";
        String six = "0104000000000000";
        assertThrough(SignalFilter.of(270, List.of(), List.of()),
                List.of(ip4(1, error + udp4(5, 270)), ip4(1, error + longer),
                        ip6(58, six + ip6(17, ports(5, 270) + "00080000")),
                        ip6(58, six + ip6(0, "1100050200000100" + ports(5, 270) + "00080000"))),
                List.of(ip4(1, error + udp4(270, 5)), ip4(1, "0800000000000000" + udp4(5, 270)),
                        ip4(1, error + ip4(6, tcp(5, 270, 2, ""))), ip4(1, error),
                        ip6(58, six + ip6(17, ports(5, 53) + "00080000")),
                        ip6(58, "8704000000000000" + ip6(17, ports(5, 270) + "00080000"))));
    }

    @Test
    void shouldReachItsEndWithAsManyPortsAndInterfacesAsThereMayBe() {
        List<Integer> ports = IntStream.range(1000, 1064).boxed().toList();
        List<Integer> interfaces = IntStream.rangeClosed(1, SignalFilter.MOST_INTERFACES).boxed().toList();
        assertThrough(SignalFilter.of(270, ports, interfaces), List.of(), List.of(udp4(5, 270)));
        assertThrough(SignalFilter.of(270, ports, List.of()),
                List.of(ip4(6, tcp(1, 1063, 16, "")), ip4(6, tcp(1000, 2, 16, "")), udp4(5, 270)),
                List.of(udp4(5, 53)));
    }

    @Test
    void shouldNotBuildWhatTheKernelWouldNotRun() {
        assertThrows(IllegalArgumentException.class, () -> SocketFilter.builder().build());
        assertThrows(IllegalArgumentException.class, () -> SocketFilter.builder().jump("nowhere").build());
        assertThrows(IllegalArgumentException.class, () -> SocketFilter.builder().label("back").jump("back").build());
        SocketFilter.Builder far = SocketFilter.builder().jumpIfEqual(1, "end");
        for (int i = 0; i < 256; i++) {
            far.add(SocketFilter.BPF_RET, 0);
        }
        assertThrows(IllegalArgumentException.class, () -> far.label("end").add(SocketFilter.BPF_RET, 0).build());
    }
}
