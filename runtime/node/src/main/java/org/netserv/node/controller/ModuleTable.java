package org.netserv.node.controller;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.netserv.node.message.ModuleId;
import org.osgi.framework.Version;

/**
 * The modules that one publisher has here, by id.
 *
 * <p><b>Thread.</b> Any reads; changes are made under {@link #lock}.
 */
final class ModuleTable {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Deployment> deployments = new LinkedHashMap<>();
    /** What {@link #deployments} holds, for those who only look. */
    private volatile List<Deployment> all = List.of();

    /** Held by whoever changes the table or a module in it. */
    ReentrantLock lock() {
        return lock;
    }

    /** All of them, without waiting for one that is being started or stopped. */
    List<Deployment> all() {
        return all;
    }

    /** All that an id names; without a version, every version. */
    List<Deployment> matching(ModuleId id) {
        return all.stream().filter(deployment -> {
            ModuleId installed = ModuleId.parse(deployment.id());
            Version version = installed.version() == null ? Version.emptyVersion : installed.version();
            return id.matches(installed.symbolicName(), version);
        }).toList();
    }

    boolean contains(Deployment deployment) {
        return deployments.containsValue(deployment);
    }

    /** Those of them that are here still. */
    List<Deployment> present(Collection<Deployment> some) {
        return some.stream().filter(this::contains).toList();
    }

    void put(Deployment deployment) {
        deployments.put(deployment.id(), deployment);
        all = List.copyOf(deployments.values());
    }

    void drop(Deployment deployment) {
        deployments.remove(deployment.id(), deployment);
        all = List.copyOf(deployments.values());
    }
}
