package org.netserv.node.controller;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netserv.node.path.ModuleSlot;

/**
 * The body of the answer to PROBE {@code module-status}: a line a module, its id, its state, when it ends, and its
 * counters over all its runs.
 *
 * <pre>
 *   NetServ.apps.KeepAlive_1.0.0 ACTIVE ends=2026-01-01T00:10:00Z accepted=0 bytes=3400 … replied=10
 *   a.b_1.0.0 DETACHED ends=2026-01-01T00:10:00Z restarts=1 reason=faults next-start=2026-01-01T00:01:02Z accepted=0 …
 *   a.b_1.0.0 ACTIVE ends=2026-01-01T00:10:00Z rolled-back-from=a.b_2.0.0 reason=overstay accepted=0 …
 * </pre>
 */
final class ModuleStatus {
    private ModuleStatus() {}

    static String text(List<Deployment> deployments, PublisherModules publisher) {
        StringBuilder text = new StringBuilder();
        for (Deployment deployment : deployments) {
            text.append(deployment.id()).append(' ').append(deployment.state()).append(" ends=")
                    .append(deployment.ends());
            details(deployment).forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
            publisher.counters(deployment)
                    .forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
            text.append('\n');
        }
        return text.toString();
    }

    /** What there is to say of a module that is being tried, or has been in trouble. */
    static Map<String, Object> details(Deployment deployment) {
        Map<String, Object> details = new LinkedHashMap<>();
        ModuleSlot slot = deployment.slot();
        if (slot != null && slot.isQuarantined()) {
            details.put("quarantine", "yes");
        }
        if (deployment.restarts() > 0) {
            details.put("restarts", deployment.restarts());
        }
        Deployment.Barred barred = deployment.barred();
        if (deployment.stage() instanceof Stage.Detached detached) {
            details.put("reason", detached.reason());
            details.put("next-start", detached.nextStart().toString());
        } else if (deployment.stage() instanceof Stage.Held held) {
            details.put("reason", held.reason());
        } else if (barred != null) {
            details.put("rolled-back-from", barred.id().toString());
            details.put("reason", barred.reason());
        }
        return details;
    }
}
