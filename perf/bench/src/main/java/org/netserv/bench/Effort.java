package org.netserv.bench;

import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** How much time is spent on each benchmark. */
enum Effort {
    /** Two JVMs each: all of them take about 20 minutes. */
    FULL(2, 4, 500, 5, 400),
    /** One JVM each, briefly: all of them take about 5 minutes. */
    QUICK(1, 3, 200, 5, 150),
    /** Each called once in the runner's own JVM, to see that it works; the times mean nothing. */
    SMOKE(0, 0, 0, 1, 0);

    private final int forks;
    private final int warmUps;
    private final int warmUpMillis;
    private final int measurements;
    private final int measurementMillis;

    Effort(int forks, int warmUps, int warmUpMillis, int measurements, int measurementMillis) {
        this.forks = forks;
        this.warmUps = warmUps;
        this.warmUpMillis = warmUpMillis;
        this.measurements = measurements;
        this.measurementMillis = measurementMillis;
    }

    void applyTo(ChainedOptionsBuilder options) {
        options.forks(forks).warmupIterations(warmUps).measurementIterations(measurements);
        if (this == SMOKE) {
            options.mode(Mode.SingleShotTime);
        } else {
            options.warmupTime(TimeValue.milliseconds(warmUpMillis))
                    .measurementTime(TimeValue.milliseconds(measurementMillis)).jvmArgs(
                            ForkFlags.all().toArray(String[]::new));
        }
    }

    /** How often, and for how long. */
    String text() {
        return this == SMOKE ? "once in this JVM, the times mean nothing"
                : "%d × (%d × %d ms after a warm-up of %d × %d ms)".formatted(forks, measurements, measurementMillis,
                        warmUps, warmUpMillis);
    }
}
