package org.netserv.node.plane;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.node.config.Configuration;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PacketPath;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which planes a node is to have: those that the configuration asks for, or others where these cannot work.
 *
 * <p>Several planes share a network namespace and no interface: a packet of one must not come to the other.
 *
 * <p><b>Thread.</b> Immutable.
 */
public final class PlanePlan {
    private static final Logger LOG = LoggerFactory.getLogger(PlanePlan.class);
    /** If none is named. Where there are several it sends what modules emit: its rules exempt that from connection tracking. */
    private static final String DEFAULT_PLANE = "nfqueue";

    /** Options that mean the same to all planes over a network. */
    private static final Set<String> COMMON = Set.of(PlannedPlane.NAMESPACE, "cpus", "nice", "mark");

    private final List<ForwardingPlane.Provider> providers;
    private final List<PlannedPlane> planes;
    private final Map<String, String> remarks;

    private PlanePlan(List<ForwardingPlane.Provider> providers, List<PlannedPlane> planes,
            Map<String, String> remarks) {
        this.providers = providers;
        this.planes = planes.stream()
                .sorted(Comparator.comparing((PlannedPlane each) -> !each.name().equals(DEFAULT_PLANE))).toList();
        this.remarks = remarks;
    }

    /**
     * The planes that a configuration asks for. Touches nothing.
     *
     * @throws PlaneException if there is no such plane, an option is wrong, or they cannot be together
     */
    public static PlanePlan of(List<Configuration.Plane> asked) throws PlaneException {
        return of(asked, ServiceLoader.load(ForwardingPlane.Provider.class).stream().map(ServiceLoader.Provider::get)
                .toList());
    }

    /** The same with no other planes than these. */
    static PlanePlan of(List<Configuration.Plane> asked, List<ForwardingPlane.Provider> providers)
            throws PlaneException {
        List<PlannedPlane> planes = new ArrayList<>();
        for (Configuration.Plane each : asked.isEmpty() ? List.of(new Configuration.Plane(DEFAULT_PLANE, Map.of()))
                : asked) {
            planes.add(PlannedPlane.of(provider(providers, each.name()), each.options()));
        }
        if (planes.size() > 1) {
            checkTogether(planes);
        }
        return new PlanePlan(providers, planes, Map.of());
    }

    private static void checkTogether(List<PlannedPlane> planes) throws PlaneException {
        Map<String, String> owners = new HashMap<>();
        for (PlannedPlane plane : planes) {
            if (plane.interfaces().isEmpty()) {
                throw new PlaneException("there are " + planes.size() + " planes, and " + plane.name()
                        + " does not say which interfaces are its own: expected one plane,"
                        + " or for each of them <interface name=\"…\" plane=\"" + plane.name() + "\"/>");
            }
            for (String each : plane.interfaces()) {
                String other = owners.put(each, plane.name());
                if (other != null) {
                    throw new PlaneException("interface " + each + " is to be of plane " + other + " and of plane "
                            + plane.name() + ": expected one of them");
                }
            }
            if (!plane.namespace().equals(planes.getFirst().namespace())) {
                throw new PlaneException("planes " + planes.getFirst().name() + " and " + plane.name()
                        + " have different values of option namespace: expected the same");
            }
        }
    }

    private static ForwardingPlane.Provider provider(List<ForwardingPlane.Provider> providers, String name)
            throws PlaneException {
        for (ForwardingPlane.Provider provider : providers) {
            if (provider.name().equals(name)) {
                return provider;
            }
        }
        throw new PlaneException("there is no plane " + name + ": expected one of "
                + providers.stream().map(ForwardingPlane.Provider::name).toList());
    }

    /**
     * What becomes of the plan on this host: interfaces that a plane cannot have are another's, where that is allowed. Changes
     * nothing in the kernel.
     *
     * @throws PlaneException if an interface can be no plane's
     */
    public PlanePlan fitted() throws PlaneException {
        Map<String, PlannedPlane> fitted = new LinkedHashMap<>();
        planes.forEach(plane -> fitted.put(plane.name(), plane));
        Map<String, String> said = new LinkedHashMap<>(remarks);
        for (PlannedPlane plane : planes) {
            Survey survey = plane.provider().survey(plane.options());
            if (survey.refused().isEmpty()) {
                continue;
            }
            String why = why(survey.refused());
            if (survey.instead().isEmpty()) {
                throw new PlaneException("plane " + plane.name() + " cannot have all of its interfaces, and no other"
                        + " plane may take them (option fallback): " + why);
            }
            LOG.warn("plane {} takes what plane {} cannot have: {}", survey.instead(), plane.name(), why);
            said.put("instead-of-" + plane.name(), why);
            if (survey.interfaces().isEmpty()) {
                fitted.remove(plane.name());
            } else {
                fitted.put(plane.name(), plane.on(survey.interfaces()));
            }
            fitted.put(survey.instead(), replacement(fitted.get(survey.instead()), plane, survey));
        }
        return new PlanePlan(providers, List.copyOf(fitted.values()), said);
    }

    private PlannedPlane replacement(@Nullable PlannedPlane present, PlannedPlane plane, Survey survey)
            throws PlaneException {
        List<String> more = List.copyOf(survey.refused().keySet());
        if (present != null) {
            return present.with(more);
        }
        Map<String, String> options = new LinkedHashMap<>();
        options.put(PlannedPlane.INTERFACES, String.join(",", more));
        plane.options().forEach((name, value) -> {
            if (COMMON.contains(name)) {
                options.put(name, value);
            }
        });
        return PlannedPlane.of(provider(providers, survey.instead()), options);
    }

    /** Interfaces with the same reason are named together. */
    private static String why(Map<String, String> refused) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        refused.forEach((name, reason) -> byReason.computeIfAbsent(reason, each -> new ArrayList<>()).add(name));
        return byReason.entrySet().stream().map(each -> String.join(", ", each.getValue()) + ": " + each.getKey())
                .collect(Collectors.joining("; "));
    }

    /** The planes by name, and their options. */
    Map<String, Map<String, String>> options() {
        Map<String, Map<String, String>> options = new LinkedHashMap<>();
        planes.forEach(plane -> options.put(plane.name(), plane.options()));
        return options;
    }

    /** The packet threads of all of them. */
    public ForwardingPlane.Workers workers() {
        return new ForwardingPlane.Workers(planes.stream().mapToInt(plane -> plane.workers().shared()).sum(),
                planes.stream().mapToInt(plane -> plane.workers().quarantine()).sum());
    }

    /**
     * The planes, set up on a path that has as many packet threads as they have; not started.
     *
     * @param state the node's folder, where planes may keep what they have found out
     * @throws PlaneException if one cannot be set up; then nothing is left behind
     */
    public PlaneGroup open(PacketPath path, NodeCounters counters, Path state) throws PlaneException {
        return PlaneGroup.open(planes, remarks, path, counters, state);
    }
}
