package org.netserv.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.json.Json;
import org.netserv.rig.Rig;
import org.netserv.rig.Waiting;

/**
 * The demo, from beginning to end.
 *
 * <p><b>Errors.</b> {@link WrongFigureException} at the first figure that is not what it must be; what was measured
 * until then is in the JSON file, too.
 */
public final class Demo {

    private static final Duration INTERRUPT_TIMEOUT = Duration.ofMillis(300);

    private final Path home;
    private final String plane;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Figures figures;
    private final long startNanos = System.nanoTime();

    /**
     * A demo that has not begun.
     *
     * @param home the distribution's folder
     * @param plane the forwarding plane's name
     * @param out where the story goes
     * @param err where the node's last lines go if it fails
     * @param unicode whether the output can show a tick
     */
    public Demo(Path home, String plane, PrintWriter out, PrintWriter err, boolean unicode) {
        this.home = home;
        this.plane = plane;
        this.out = out;
        this.err = err;
        this.figures = new Figures(out, unicode);
    }

    /** Plays it; all figures go to the JSON file, if there is to be one. */
    public void run(@Nullable Path json) throws IOException {
        if (json != null) {
            Files.writeString(json, ""); // rather than find out at the end that it cannot be written
        }
        try {
            play();
            write(json, "");
        } catch (RuntimeException | IOException e) {
            // An interrupt reaches the programs of the rig, too, perhaps before us.
            if (Waiting.until(WorkFolder::isEnding, INTERRUPT_TIMEOUT)) {
                err.println("netserv: interrupted; removing what the demo made");
                err.flush();
                return;
            }
            write(json, String.valueOf(e.getMessage()));
            throw e;
        }
        out.printf("%nAll figures are right. %.1f s%n", seconds());
        out.flush();
    }

    private void play() throws IOException {
        out.printf("NetServ demo: user %s - router - server %s, plane %s%n", Rig.USER_IPV4, Rig.SERVER_IPV4, plane);
        try (DemoSite site = DemoSite.create(home, plane)) {
            try {
                begin(site);
                new KeepAliveStep(site, figures).run();
                new OtherTrafficStep(site, figures).run();
                new RefusalStep(site, figures).run();
                new ReturnStep(site, figures).run();
                new KillStep(site, figures).run();
                new HostileStep(site, figures).run();
            } catch (RuntimeException e) {
                tellOfNode(site);
                throw e;
            }
        }
    }

    private void begin(DemoSite site) {
        figures.step("node", "A node starts on the router");
        long start = System.nanoTime();
        site.startNode();
        long ready = System.nanoTime();
        figures.line("three hosts and a node").millis("hosts", start - startNanos).millis("node", ready - start).done();
    }

    private void tellOfNode(DemoSite site) {
        String log = site.nodeLog();
        if (!log.isEmpty() && !Waiting.until(WorkFolder::isEnding, INTERRUPT_TIMEOUT)) {
            err.println("The node's last lines:\n" + log);
            err.flush();
        }
    }

    private void write(@Nullable Path json, String error) throws IOException {
        if (json == null) {
            return;
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("right", error.isEmpty());
        if (!error.isEmpty()) {
            object.put("error", error);
        }
        object.put("plane", plane);
        object.put("seconds", Math.round(seconds() * 10) / 10.0);
        object.put("figures", figures.all());
        Files.writeString(json, Json.pretty(object) + "\n");
    }

    private double seconds() {
        return (System.nanoTime() - startNanos) / 1e9;
    }
}
