package org.netserv.perf.traffic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.netserv.perf.result.Calibration;

/** Finds out how much the rig can send and receive without a router in between, which limits what it can say of one. */
public final class Calibrator {
    private static final int FIRST_PACKETS = 20_000;
    private static final double SECONDS = 0.2;
    private static final int TIMES = 3;
    private static final Duration QUIET = Duration.ofMillis(10);

    private Calibrator() {}

    /**
     * Sends as fast as it goes for some 0.2 s, three times, and takes the middle one by what was received.
     *
     * @param endpoints past the router; where there is no such way, what is received says nothing of the receiver
     */
    public static Calibration measure(Generator generator, Sink sink, Traffic traffic, Endpoints endpoints) {
        generator.use(traffic, endpoints);
        generator.timeEvery(0);
        sink.arm(traffic, endpoints);
        long packets = Math.max(FIRST_PACKETS, Math.round(generator.send(FIRST_PACKETS, 0).rate() * SECONDS));
        Duration quiet = sink.grace().compareTo(QUIET) > 0 ? sink.grace() : QUIET;
        sink.readWhenQuiet(quiet);
        List<Calibration> results = new ArrayList<>();
        for (int i = 0; i < TIMES; i++) {
            sink.arm(traffic, endpoints);
            Sent sent = generator.send(packets, 0);
            long received = sink.readWhenQuiet(quiet).packets();
            results.add(new Calibration(traffic.name(), generator.name(), sent.rate(), received / sent.seconds()));
        }
        results.sort(Comparator.comparingDouble(Calibration::received));
        return results.get(TIMES / 2);
    }
}
