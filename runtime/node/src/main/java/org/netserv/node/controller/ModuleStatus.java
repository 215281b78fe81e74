package org.netserv.node.controller;

import java.util.List;

/**
 * The body of the answer to PROBE {@code module-status}: a line a module, its id, its state, when it ends, and its
 * counters.
 *
 * <pre>
 *   NetServ.apps.KeepAlive_1.0.0 ACTIVE ends=2026-01-01T00:10:00Z accepted=0 bytes=3400 … replied=10
 * </pre>
 */
final class ModuleStatus {
    private ModuleStatus() {}

    static String text(List<Deployment> deployments, PublisherModules publisher) {
        StringBuilder text = new StringBuilder();
        for (Deployment deployment : deployments) {
            text.append(deployment.id()).append(' ').append(deployment.module().state()).append(" ends=")
                    .append(deployment.ends());
            publisher.counters(deployment)
                    .forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
            text.append('\n');
        }
        return text.toString();
    }
}
