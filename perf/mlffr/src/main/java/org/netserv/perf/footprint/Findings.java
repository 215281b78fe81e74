package org.netserv.perf.footprint;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.KeyScheme;

/** What has been measured so far, each part by itself. <b>Thread.</b> One. */
public final class Findings {
    private @Nullable List<Double> startSeconds;
    private @Nullable Idle idle;
    private @Nullable Scale scale;
    private @Nullable Map<KeyScheme, Double> verifyNanos;
    private @Nullable Churn churn;

    /**
     * A node with two modules and no packets.
     *
     * @param cpuShare of one CPU
     */
    public record Idle(Need need, double cpuShare) {}

    /**
     * A node that is filled up.
     *
     * @param publishers how many
     * @param modules how many, of all of them
     * @param empty before the first module
     * @param first with a module of each publisher
     * @param all with all of them
     * @param firstSeconds that the SETUPs of the first took, one after the other
     * @param restSeconds the same of the others
     * @param rates of the traffic of one module, in pairs: alone, and with all others
     */
    public record Scale(int publishers, int modules, Need empty, Need first, Need all, double firstSeconds,
            double restSeconds, List<Rates> rates) {

        /** Copies the list. */
        public Scale {
            rates = List.copyOf(rates);
        }
    }

    /**
     * Packets per second of one module's traffic, measured shortly after one another.
     *
     * @param alone without other modules
     * @param among with all others
     */
    public record Rates(double alone, double among) {}

    /**
     * Modules that come by SETUP and go by TTL.
     *
     * @param setups after the first look
     * @param seconds that they took
     * @param needs looks, between which there are equally many SETUPs, each when all modules have gone
     */
    public record Churn(int setups, double seconds, List<Need> needs) {

        /** Copies the list. */
        public Churn {
            needs = List.copyOf(needs);
        }
    }

    /** Seconds from the execution of the JVM to the first packet that a module of the journal has answered. */
    public @Nullable List<Double> startSeconds() {
        return startSeconds;
    }

    /** Sets {@link #startSeconds()}. */
    public void startSeconds(List<Double> seconds) {
        startSeconds = List.copyOf(seconds);
    }

    /** What an idle node needs. */
    public @Nullable Idle idle() {
        return idle;
    }

    /** Sets {@link #idle()}. */
    public void idle(Idle found) {
        idle = found;
    }

    /** What many modules need. */
    public @Nullable Scale scale() {
        return scale;
    }

    /** Sets {@link #scale()}. */
    public void scale(Scale found) {
        scale = found;
    }

    /** Nanoseconds to verify a signature. */
    public @Nullable Map<KeyScheme, Double> verifyNanos() {
        return verifyNanos;
    }

    /** Sets {@link #verifyNanos()}. */
    public void verifyNanos(Map<KeyScheme, Double> nanos) {
        verifyNanos = Map.copyOf(nanos);
    }

    /** What is left of modules that have gone. */
    public @Nullable Churn churn() {
        return churn;
    }

    /** Sets {@link #churn()}. */
    public void churn(Churn found) {
        churn = found;
    }

    /** All of it for a file of JSON. */
    public Map<String, Object> map() {
        Map<String, Object> map = new LinkedHashMap<>();
        if (startSeconds != null) {
            map.put("start-seconds", startSeconds);
        }
        if (idle != null) {
            map.put("idle", Map.of("need", idle.need().map(), "cpu-share", idle.cpuShare()));
        }
        if (scale != null) {
            map.put("scale", map(scale));
        }
        if (verifyNanos != null) {
            Map<String, Double> named = new LinkedHashMap<>();
            verifyNanos.forEach((scheme, nanos) -> named.put(scheme.name(), nanos));
            map.put("verify-nanos", named);
        }
        if (churn != null) {
            map.put("churn", Map.of("setups", churn.setups(), "seconds", churn.seconds(), "needs",
                    churn.needs().stream().map(Need::map).toList()));
        }
        return map;
    }

    private static Map<String, Object> map(Scale scale) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("publishers", scale.publishers());
        map.put("modules", scale.modules());
        map.put("empty", scale.empty().map());
        map.put("first", scale.first().map());
        map.put("all", scale.all().map());
        map.put("first-seconds", scale.firstSeconds());
        map.put("rest-seconds", scale.restSeconds());
        map.put("rates",
                scale.rates().stream().map(pair -> Map.of("alone", pair.alone(), "among", pair.among())).toList());
        return map;
    }
}
