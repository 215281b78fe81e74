package org.netserv.perf.trial;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.netserv.perf.result.Effort;
import org.netserv.perf.rig.MeasuringRig;
import org.netserv.perf.router.Disturbance;
import org.netserv.perf.router.EffortMeter;
import org.netserv.perf.router.RouterUnderTest;

/** A router of the rig, in one of its configurations, and the links to both sides of it. */
public final class RouterBetween implements Between {
    private static final Set<String> OF_THE_RIG = Set.of("receiver-ring", "direct-ring");

    private final MeasuringRig rig;
    private final RouterUnderTest router;

    private record Snapshots(EffortMeter.Snapshot snapshot) implements Clocks {}

    /** The router must be one of the rig's. */
    public RouterBetween(MeasuringRig rig, RouterUnderTest router) {
        this.rig = rig;
        this.router = router;
    }

    @Override
    public Map<String, Long> losses() {
        Map<String, Long> losses = new HashMap<>(rig.losses());
        losses.putAll(router.losses());
        return losses;
    }

    @Override
    public long waiting() {
        return router.inFlight();
    }

    @Override
    public long seen() {
        return router.seen();
    }

    @Override
    public boolean isAccountable() {
        return true;
    }

    @Override
    public Set<String> placesOfTheRig() {
        return OF_THE_RIG;
    }

    @Override
    public Clocks clocks() {
        return new Snapshots(router.effort().snapshot());
    }

    @Override
    public Effort effort(Clocks before, Clocks after) {
        return router.effort().between(((Snapshots) before).snapshot(), ((Snapshots) after).snapshot());
    }

    @Override
    public String disturbance(Effort effort, double seconds) {
        return Disturbance.of(effort, seconds, router.effort().cpus()).remark();
    }
}
