package org.netserv.perf;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.netserv.ffi.NativeException;
import org.netserv.perf.result.Calibration;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Run;
import org.netserv.perf.router.RouterUnderTest;
import org.netserv.perf.traffic.Traffic;
import org.netserv.rig.RigException;

/**
 * Carries a plan out: what the site itself can do first, then rung after rung.
 *
 * <p><b>Thread.</b> {@link #run} on the measuring one; {@link #result} afterwards. An interrupt ends it, and the result is
 * then marked as not complete.
 */
final class LadderRun {
    private final Plan plan;
    private final Depth depth;
    private final int flows;
    private final Screen screen;
    private final BooleanSupplier stopping;
    private final Instant started = Instant.now();
    private final Map<String, Calibration> calibrations = new LinkedHashMap<>();
    private final Map<Rung, List<Cell>> cells = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();
    private boolean complete;

    LadderRun(Plan plan, Depth depth, int flows, Screen screen, BooleanSupplier stopping) {
        this.plan = plan;
        this.depth = depth;
        this.flows = flows;
        this.screen = screen;
        this.stopping = stopping;
    }

    /** Measures all of it, or until an interrupt. */
    void run(Site site) {
        for (String size : plan.sizes()) {
            Calibration calibration = site.calibrate(traffic(size));
            calibrations.put(size, calibration);
            screen.say(String.format(Locale.ROOT, "%s, %s: %,.0f kpps sent, %,.0f kpps received (%s).",
                    site.calibrated(), Character.isDigit(size.charAt(0)) ? size + " B" : size,
                    calibration.sent() / 1000,
                    calibration.received() / 1000, calibration.generator()));
        }
        int number = 0;
        for (int pass = 1; pass <= plan.passes(); pass++) {
            for (Rung rung : plan.rungs()) {
                screen.begin(++number, plan.rungs().size() * plan.passes(), rung);
                Cell cell = measure(site, rung);
                cells.computeIfAbsent(rung, _ -> new ArrayList<>()).add(cell);
                screen.end(depth.expected());
                if (stopping.getAsBoolean()) {
                    return;
                }
            }
        }
        complete = cells.values().stream().flatMap(List::stream).allMatch(Cell::complete);
    }

    private Traffic traffic(String size) {
        return Traffic.named(size).withFlows(flows);
    }

    /** What was measured is kept, also when the router cannot be taken down in order afterwards. */
    private Cell measure(Site site, Rung rung) {
        Cell cell = null;
        String failure = "";
        try (RouterUnderTest router = site.open(rung)) {
            if (router != null) {
                router.settings().forEach(settings::putIfAbsent);
            }
            cell = new RungMeasurement(rung, depth,
                    site.conductor(traffic(rung.size()), site.between(router), calibration(rung).sent()),
                    site.limit(calibration(rung)), site, screen, stopping).run(router);
        } catch (RigException | NativeException e) {
            failure = String.valueOf(e.getMessage());
        }
        if (!failure.isEmpty() && !stopping.getAsBoolean()) {
            screen.say(rung.title() + (cell == null ? " could not be measured: " : ": ") + failure);
        }
        return cell != null ? cell : RungMeasurement.none(rung, failure);
    }

    private Calibration calibration(Rung rung) {
        Calibration calibration = calibrations.get(rung.size());
        if (calibration == null) {
            throw new IllegalStateException("not calibrated: " + rung.size());
        }
        return calibration;
    }

    /** Whether anything has been measured. */
    boolean hasCells() {
        return !cells.isEmpty();
    }

    /** All that there is. */
    Run result(String commit, Map<String, String> environment) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        settings.forEach((name, value) -> all.putIfAbsent("router." + name.replace(' ', '-'), value));
        return new Run(Run.FORMAT, plan.suite(), commit, time(started), time(Instant.now()), all,
                List.copyOf(calibrations.values()), cells.values().stream().map(Passes::merge).toList(), complete);
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
