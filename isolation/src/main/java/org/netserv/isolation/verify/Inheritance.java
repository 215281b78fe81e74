package org.netserv.isolation.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the classes of a bundle inherit: from each other, from what the node provides, and from classes of the publisher's
 * other bundles.
 *
 * <p>Which of several bundles a class of another bundle comes from is decided when it is loaded. So a member can have several
 * declarations here, and all count. The same holds where two interfaces declare a method, as the JVM prefers one with code.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class Inheritance {
    /** Supertypes of one class in bundles: more would make each look-up long. */
    static final int MAX_SUPERTYPES = 256;

    private final HostTypes host;
    private final OwnTypes own;
    private final Set<String> imported;
    private final List<OwnTypes> others;
    private final Map<String, List<Place>> otherPlaces = new HashMap<>();
    private final Map<String, Set<Place>> supertypes = new HashMap<>();

    /** Where a declaration is. */
    enum Origin {
        /** In a class of this bundle, or of another one that was looked at when it came. */
        BUNDLE,
        /** In a type that the node provides. */
        HOST,
        /** Perhaps in a class of another bundle that is not there. */
        UNKNOWN
    }

    /** A declaration of what was looked for, in a type. */
    record Declaration(Origin origin, String type) {}

    /** A type; its bundle is null if it is in none of those that are known. */
    private record Place(@Nullable OwnTypes bundle, String type) {
        @Nullable
        String superclass() {
            return bundle == null ? null : bundle.superclass(type);
        }

        List<String> interfaces() {
            return bundle == null ? List.of() : bundle.interfaces(type);
        }
    }

    /**
     * Of one bundle's.
     *
     * @param imported packages that it imports, with slashes
     * @param others classes of the publisher's other bundles
     */
    Inheritance(HostTypes host, OwnTypes own, Set<String> imported, List<OwnTypes> others) {
        this.host = host;
        this.own = own;
        this.imported = imported;
        this.others = others;
    }

    /** Whether a type is in a package that the bundle imports, and not one that the node provides. */
    boolean isOfThePublisher(String type) {
        return imported.contains(type.substring(0, Math.max(0, type.lastIndexOf('/')))) && !host.has(type);
    }

    /** Whether a class has more supertypes in bundles than are looked at. */
    boolean isTooDeep(String type) {
        return supertypes(type).size() > MAX_SUPERTYPES;
    }

    /** All types that a class inherits from and that the node provides, each as the class or one of its supertypes names it. */
    Set<String> hostTypes(String type) {
        Set<String> types = new LinkedHashSet<>();
        for (Place place : supertypes(type)) {
            if (place.bundle() == null && host.has(place.type())) {
                types.add(place.type());
            }
        }
        return types;
    }

    /**
     * What a member that is named through a type may mean; empty if there is no such member.
     *
     * @param member name and descriptor
     * @param withCode whether a method without code in a bundle's interface is no answer: another one stands in for it
     */
    Set<Declaration> declarations(String type, String member, boolean withCode) {
        Set<Declaration> found = new LinkedHashSet<>();
        Set<Place> seen = new HashSet<>();
        Deque<Place> interfaces = new ArrayDeque<>();
        Deque<Place> classes = new ArrayDeque<>(places(own, type));
        boolean open = false;
        while (!classes.isEmpty() && seen.size() <= MAX_SUPERTYPES) {
            Place place = classes.poll();
            if (!seen.add(place) || find(place, member, false, found)) {
                continue;
            }
            String superclass = place.superclass();
            if (superclass == null) {
                open = true;
            } else {
                classes.addAll(places(place.bundle(), superclass));
            }
            place.interfaces().forEach(name -> interfaces.addAll(places(place.bundle(), name)));
        }
        while (open && !interfaces.isEmpty() && seen.size() <= MAX_SUPERTYPES) {
            Place place = interfaces.poll();
            if (seen.add(place) && !find(place, member, withCode, found)) {
                place.interfaces().forEach(name -> interfaces.addAll(places(place.bundle(), name)));
            }
        }
        return found;
    }

    /** Whether a type, or one beyond it that the node provides, declares a member: it is then added to what was found. */
    private boolean find(Place place, String member, boolean withCode, Set<Declaration> found) {
        OwnTypes bundle = place.bundle();
        if (bundle != null) {
            return bundle.declares(place.type(), member) && (!withCode || !bundle.demands(place.type(), member))
                    && found.add(new Declaration(Origin.BUNDLE, place.type()));
        }
        if (!host.has(place.type())) {
            return found.add(new Declaration(Origin.UNKNOWN, place.type()));
        }
        String declaring = host.declaring(place.type(), member);
        if (declaring != null) {
            found.add(new Declaration(Origin.HOST, declaring));
        }
        return declaring != null;
    }

    /** A class, and what it inherits from, as far as bundles have it, and the first types of the node beyond. */
    private Set<Place> supertypes(String type) {
        return supertypes.computeIfAbsent(type, name -> {
            Set<Place> all = new LinkedHashSet<>();
            Deque<Place> next = new ArrayDeque<>(places(own, name));
            while (!next.isEmpty() && all.size() <= MAX_SUPERTYPES) {
                Place place = next.poll();
                if (all.add(place)) {
                    String superclass = place.superclass();
                    if (superclass != null) {
                        next.addAll(places(place.bundle(), superclass));
                    }
                    place.interfaces().forEach(each -> next.addAll(places(place.bundle(), each)));
                }
            }
            return all;
        });
    }

    /** What a class of a bundle may mean by a type's name. */
    private List<Place> places(@Nullable OwnTypes from, String type) {
        if (from != null && from.has(type)) {
            return List.of(new Place(from, type));
        }
        if (host.has(type)) {
            return List.of(new Place(null, type));
        }
        if (from == own && !isOfThePublisher(type)) {
            return List.of();
        }
        return otherPlaces.computeIfAbsent(type, name -> {
            List<Place> places = new ArrayList<>();
            for (OwnTypes other : others) {
                if (other.has(name)) {
                    places.add(new Place(other, name));
                }
            }
            return places.isEmpty() ? List.of(new Place(null, name)) : places;
        });
    }
}
