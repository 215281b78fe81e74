package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.netserv.cli.Distribution;
import org.netserv.node.json.Json;
import org.netserv.node.message.Answer;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import org.netserv.rig.Privilege;
import org.netserv.rig.Result;

/** A node in a process of its own to which something happens, and what its operator and its publisher say to it. */
final class FaultFixture implements AutoCloseable {
    static final Path HOME = Path.of("target", "netserv").toAbsolutePath();
    static final Duration LIFE = Duration.ofHours(1);
    static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long TICKS_PER_SECOND = 100;

    final DemoSite site;

    private FaultFixture(DemoSite site) {
        this.site = site;
    }

    /** For what has nothing to do with the plane. No node runs yet. */
    static FaultFixture create() throws IOException {
        return create("nfqueue");
    }

    /** With a plane, by its name. No node runs yet. */
    static FaultFixture create(String plane) throws IOException {
        assumeTrue(Privilege.isRoot(), Privilege.NEEDS_ROOT);
        return new FaultFixture(DemoSite.create(HOME, plane));
    }

    /** Puts another text into the configuration, before the node starts. */
    void configure(String before, String after) throws IOException {
        String xml = Files.readString(site.configuration());
        assertEquals(2, xml.split(before, -1).length, () -> before + " is not there once: " + xml);
        Files.writeString(site.configuration(), xml.replace(before, after));
    }

    Answer setup(DemoModule module) {
        return send(site.publisher().setup(module, site.url(module), LIFE, Map.of()));
    }

    Answer setupHostile(DemoModule module) {
        return send(site.publisher().setup(module, site.hostileUrl(module), LIFE, Map.of()));
    }

    Answer send(ControlMessage message) {
        return site.node().control().send(message);
    }

    /** What the operator asks of one of the publisher's modules. */
    Answer operator(Method method, DemoModule module) {
        return send(new MessageBuilder(method, module.id()).header("user", Publisher.NAME).build());
    }

    void expect(int code, Answer answer) {
        assertEquals(code, answer.code().code(), () -> answer.detail() + "\n" + site.nodeLog());
    }

    void expect(int code, String detail, Answer answer) {
        expect(code, answer);
        assertEquals(detail, answer.detail());
    }

    Map<String, Object> status() {
        return Json.parse(send(new MessageBuilder(Method.STATUS, ControlMessage.NO_MODULE).build()).body());
    }

    /** Has a command carried out on the router, with this node's socket. */
    Result command(String... arguments) {
        List<String> command = Distribution.command("short.args", arguments);
        command.addAll(List.of("--socket", site.configuration().resolveSibling("control.sock").toString()));
        return site.router().exec(command.toArray(String[]::new));
    }

    /** States by module. */
    Map<String, String> modules() {
        Map<String, String> states = new TreeMap<>();
        if (status().get("modules") instanceof List<?> modules) {
            for (Object module : modules) {
                Map<?, ?> fields = (Map<?, ?>) module;
                states.put(String.valueOf(fields.get("id")), String.valueOf(fields.get("state")));
            }
        }
        return states;
    }

    /** CPU time that the node's process has used. */
    Duration cpu() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(site.node().pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    /** The most memory that the node's process has had, in MB. */
    long peakMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(site.node().pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow() / 1024;
    }

    @Override
    public void close() throws IOException {
        site.close();
    }
}
