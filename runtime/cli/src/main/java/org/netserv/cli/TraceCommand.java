package org.netserv.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.node.replay.PcapngWriter;
import org.netserv.node.trace.TraceFilter;
import org.netserv.node.trace.TraceReport;
import org.netserv.node.trace.TracedPacket;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows packets that pass through a node, with what became of them. */
@Command(name = "trace", mixinStandardHelpOptions = true, description = {
    "Show packets that come to a node, as they were received: verdict, the module that decided, and the CPU time of its "
            + "visit, divided by the packets of the visit. They are shown as they come, until there are enough or the time is "
            + "up.",
    "Only what modules' filters bring to the node can be seen. A new trace ends the one that runs.",
    "For the operator: root or the node's own user."}, footer = {"", "Example:",
        "  netserv trace --filter proto=udp,port=5060 --count 20",
        "  netserv trace --user janedoe --seconds 60 --write janedoe.pcapng"})
final class TraceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--filter", paramLabel = "FILTER", defaultValue = "", description = "Only these, as proto=udp,port=5060,src=192.0.2.0/24,dst=2001:db8::1; the port is that of the destination.")
    private String filter = "";

    @Option(names = {"-u",
        "--user"}, paramLabel = "USER", description = "Only what a module of this publisher wants.")
    private @Nullable String user;

    @Option(names = {"-m",
        "--module"}, paramLabel = "MODULE", description = "Only what this module wants: name_1.0.0, or name for every version.")
    private @Nullable String module;

    @Option(names = {"-n",
        "--count"}, paramLabel = "N", defaultValue = "100", description = "How many packets, at most 10000 (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "10", description = "How long it waits for them, at most 60 (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--snaplen", paramLabel = "BYTES", description = "How much of each packet is kept (default: all of it, if 1500000 bytes are enough for so many).")
    private @Nullable Integer snapLength;

    @Option(names = {"-w",
        "--write"}, paramLabel = "FILE.pcapng", description = "Write the packets to a file, with verdict, module and time as comments, for Wireshark or tcpdump.")
    private @Nullable Path file;

    @Mixin
    private NodeAddress node = new NodeAddress();

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        try {
            TraceFilter.parse(filter, "", "");
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--filter: " + e.getMessage(), e);
        }
        ControlMessage message = message();
        if (file == null) {
            return show(message, null);
        }
        // Opened first: whether it can be written is said before the packets are waited for.
        try (PcapngWriter writer = new PcapngWriter(file)) {
            return show(message, writer);
        }
    }

    private ControlMessage message() {
        MessageBuilder message = new MessageBuilder(Method.TRACE, ControlMessage.NO_MODULE).header("filter", filter)
                .header("count", count).header("seconds", seconds).header("live", "yes");
        try {
            if (user != null) {
                message.header("user", user);
            }
            if (module != null) {
                message.header("module", module);
            }
            if (snapLength != null) {
                message.header("snaplen", snapLength);
            }
            return message.build();
        } catch (IllegalArgumentException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
    }

    private int show(ControlMessage message, @Nullable PcapngWriter writer) throws IOException {
        List<TracedPacket> packets = new ArrayList<>();
        Answer answer = node.send(message, lines -> {
            List<TracedPacket> part = TraceReport.parseLines(lines);
            packets.addAll(part);
            if (writer != null) {
                write(part, writer);
            } else if (!output.json()) {
                part.forEach(packet -> output.out().println(TraceLine.of(packet)));
                output.out().flush();
            }
        });
        if (!answer.code().isSuccess()) {
            return Answers.print(answer, output);
        }
        TraceReport report = TraceReport.parse(answer.body());
        Map<String, Object> object = new LinkedHashMap<>();
        if (writer == null) {
            object.put("packets", packets.stream().map(TracedPacket::toMap).toList());
        } else {
            object.put("file", String.valueOf(file));
        }
        object.put("shown", packets.size());
        object.put("matched", report.matched());
        object.put("ended", report.ended());
        output.print(object, packets.size() + " packets" + (writer == null ? "" : " in " + file) + ", of "
                + report.matched() + " that matched; ended by: " + report.ended());
        return ExitCode.OK;
    }

    private static void write(List<TracedPacket> packets, PcapngWriter writer) throws IOException {
        for (TracedPacket packet : packets) {
            writer.write(packet.atNanos(), packet.bytes(), packet.length(), TraceLine.outcome(packet));
        }
        writer.flush();
    }
}
