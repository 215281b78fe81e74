package org.netserv.node.container;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * Keeps bundles from resolving that the node did not inspect, whoever installed or updated them.
 *
 * <p><b>Thread.</b> Any.
 */
final class InspectedOnly implements ResolverHookFactory, ResolverHook {
    private final Set<BundleRevision> inspected = ConcurrentHashMap.newKeySet();

    void admit(BundleRevision revision) {
        inspected.add(revision);
    }

    void forget(BundleRevision revision) {
        inspected.remove(revision);
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return this;
    }

    @Override
    public void filterResolvable(Collection<BundleRevision> candidates) {
        candidates.removeIf(revision -> revision.getBundle().getBundleId() != 0 && !inspected.contains(revision));
    }

    @Override
    public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> collisions) {}

    @Override
    public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {}

    @Override
    public void end() {}
}
