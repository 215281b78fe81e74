package org.netserv.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netserv.cli.signaling.LiveTrace;
import org.netserv.cli.signaling.TracePrinter;
import org.netserv.cli.signaling.TraceSelection;
import org.netserv.node.replay.CaptureReader;
import org.netserv.node.replay.PcapngWriter;
import org.netserv.signaling.trace.TraceDecoder;
import org.netserv.signaling.wire.MessageType;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows signaling message by message, as it passes or out of a capture. */
@Command(name = "trace", mixinStandardHelpOptions = true, description = {
    "Show GIST messages field by field: out of a capture file, or as they pass by this host, until Ctrl-C.",
    "Connections of nodes are found by the Responses that tell of their ports, and by messages on them. What cannot be "
            + "read is shown with what is wrong; TLS is not decoded. With --json each line is an object.",
    "To see packets as they pass it needs root, or CAP_NET_RAW."}, footer = {"", "Example:",
        "  netserv signal trace --interface eth0 --seconds 60 --write gist.pcapng",
        "  netserv signal trace gist.pcapng --type query --type response"})
final class SignalTraceCommand implements Callable<Integer> {
    private static final int GIST_PORT = 270;
    private static final int LAST_PORT = 65_535;
    private static final int MOST_PORTS = 32;
    private static final String SESSION = "[0-9a-f]{1,32}";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(index = "0", arity = "0..1", paramLabel = "FILE", description = "A capture, pcap or pcapng; without one it is what passes now.")
    private @Nullable Path capture;

    @Option(names = {"-i",
        "--interface"}, paramLabel = "NAME", description = "Only what passes by this interface; may be given again (default: all).")
    private List<String> interfaces = List.of();

    @Option(names = "--udp-port", paramLabel = "PORT", defaultValue = "270", description = "Where datagrams of signaling go (default: ${DEFAULT-VALUE}).")
    private int udpPort = GIST_PORT;

    @Option(names = "--tcp-port", paramLabel = "PORT", description = "Where nodes accept connections, besides what messages tell; may be given again.")
    private List<Integer> tcpPorts = List.of();

    @Option(names = {"-s",
        "--session"}, paramLabel = "HEX", defaultValue = "", description = "Only of sessions that begin with these digits.")
    private String session = "";

    @Option(names = {"-t",
        "--type"}, paramLabel = "NAME", description = "Only query, response, confirm, data, error or hello; may be given again.")
    private List<String> types = List.of();

    @Option(names = {"-n",
        "--count"}, paramLabel = "N", defaultValue = "0", description = "Ends when so many are shown; 0: no limit (default: ${DEFAULT-VALUE}).")
    private long count;

    @Option(names = "--seconds", paramLabel = "S", description = "How long it looks at what passes (default: until Ctrl-C).")
    private @Nullable Integer seconds;

    @Option(names = {"-w",
        "--write"}, paramLabel = "FILE.pcapng", description = "Keep the packets, too, with what is shown of them as comments, for Wireshark or tcpdump.")
    private @Nullable Path file;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        checkNumbers();
        TraceSelection selection = new TraceSelection(sessionDigits(), messageTypes());
        TraceDecoder decoder = new TraceDecoder(udpPort, Set.copyOf(tcpPorts));
        if (capture != null) {
            if (!interfaces.isEmpty() || seconds != null) {
                throw misuse("--interface and --seconds are for what passes, not for a file");
            }
            return ofFile(capture, decoder, selection);
        }
        try (LiveTrace live = LiveTrace.open(decoder, udpPort, interfaces)) {
            return ofNetwork(live, decoder, selection);
        }
    }

    private void checkNumbers() {
        if (Stream.concat(Stream.of(udpPort), tcpPorts.stream()).anyMatch(port -> port < 1 || port > LAST_PORT)
                || tcpPorts.size() > MOST_PORTS) {
            throw misuse("expected ports from 1 to " + LAST_PORT + ", and at most " + MOST_PORTS + " --tcp-port");
        }
        if (count < 0 || (seconds != null && seconds < 1)) {
            throw misuse("expected --count of at least 0 and --seconds of at least 1");
        }
    }

    private String sessionDigits() {
        String digits = session.toLowerCase(Locale.ROOT);
        if (!digits.isEmpty() && !digits.matches(SESSION)) {
            throw misuse("--session " + session + ": expected 1 to 32 hexadecimal digits");
        }
        return digits;
    }

    private Set<MessageType> messageTypes() {
        Set<MessageType> wanted = EnumSet.noneOf(MessageType.class);
        for (String name : types) {
            try {
                wanted.add(MessageType.valueOf(name.toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw misuse("--type " + name + ": expected one of " + Stream.of(MessageType.values())
                        .map(type -> type.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", ")));
            }
        }
        return wanted;
    }

    private ParameterException misuse(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    private int ofFile(Path from, TraceDecoder decoder, TraceSelection selection) throws IOException {
        InputErrors.requireFile(from, "a capture");
        if (file != null && Files.exists(file) && Files.isSameFile(from, file)) {
            throw new CliException(file + " is the input too: expected another file for --write");
        }
        try (CaptureReader reader = CaptureReader.open(from); PcapngWriter writer = writer()) {
            TracePrinter printer = printer(decoder, selection, writer);
            try {
                while (!printer.isEnough() && reader.next()) {
                    int at = reader.packetOffset();
                    if (at != CaptureReader.NO_PACKET) {
                        printer.packet(reader.epochNanos(), "", reader.frame(), at, reader.length() - at,
                                reader.originalLength() - at);
                    }
                }
            } finally {
                // Of a file that breaks off all is shown that came before.
                printer.end();
            }
            sayWhereItIs(printer);
        }
        return ExitCode.OK;
    }

    private int ofNetwork(LiveTrace live, TraceDecoder decoder, TraceSelection selection) throws IOException {
        CompletableFuture<Void> said = new CompletableFuture<>();
        Thread hook = live.endOnSignal(said);
        try (PcapngWriter writer = writer()) {
            TracePrinter printer = printer(decoder, selection, writer);
            live.run(printer, seconds == null ? 0 : seconds);
            printer.end();
            sayWhereItIs(printer);
            spec.commandLine().getErr().println(printer.shown() + " shown, of " + printer.packets()
                    + " packets; the kernel had no room for " + live.drops());
            spec.commandLine().getErr().flush();
        } finally {
            said.complete(null);
            forget(hook);
        }
        return ExitCode.OK;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It is what has ended the trace.
        }
    }

    private @Nullable PcapngWriter writer() throws IOException {
        return file == null ? null : new PcapngWriter(file);
    }

    private TracePrinter printer(TraceDecoder decoder, TraceSelection selection, @Nullable PcapngWriter writer) {
        return new TracePrinter(decoder, selection, output.out(), output.json(), writer,
                count == 0 ? Long.MAX_VALUE : count);
    }

    private void sayWhereItIs(TracePrinter printer) {
        if (file != null) {
            spec.commandLine().getErr().println(printer.packets() + " packets of signaling came; those shown are in "
                    + file);
        }
    }
}
