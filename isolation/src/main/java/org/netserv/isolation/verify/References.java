package org.netserv.isolation.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.isolation.verify.AllowList.Rule;
import org.netserv.isolation.weave.Demands;

/**
 * Decides what a bundle's classes may refer to: what they declare themselves, what the list has, and what other bundles of
 * the same publisher have, which were looked at when they came.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class References implements Demands {
    private static final String OBJECT = "java/lang/Object";

    private final AllowList list;
    private final HostTypes host;
    private final OwnTypes own;
    private final Set<String> imported;
    private final Map<Reference, String> judged = new HashMap<>();

    /** @param imported packages of other bundles, with slashes */
    References(AllowList list, HostTypes host, OwnTypes own, Set<String> imported) {
        this.list = list;
        this.host = host;
        this.own = own;
        this.imported = imported;
    }

    /** Why a class may not refer to something, as the end of a sentence; empty if it may. */
    String objection(Reference reference) {
        return judged.computeIfAbsent(reference, this::judge);
    }

    /** The same for a method that the JVM calls to link an instruction or a constant. */
    String objectionToBootstrap(Reference reference) {
        Rule rule = list.rule(reference.owner());
        boolean listed = rule != null && rule.bootstraps().contains(reference.name());
        return listed ? "" : "is linked by " + reference.text() + ", which is not what javac makes of a module's code";
    }

    private String judge(Reference reference) {
        String owner = reference.owner();
        if (owner.startsWith("[")) {
            return judgeMember(reference, OBJECT);
        }
        return reference.name().isEmpty() ? judgeType(owner) : judgeMember(reference, owner);
    }

    private String judgeType(String type) {
        if (own.has(type) || list.rule(type) != null || isOfThePublisher(type)) {
            return "";
        }
        return refused("extends " + Reference.ofType(type).text(), null);
    }

    private String judgeMember(Reference reference, String owner) {
        String declaring = declaring(reference, owner);
        if (declaring == null) {
            return refused("uses " + reference.text(), list.rule(owner));
        }
        if (own.has(declaring)) {
            return "";
        }
        if (isOfThePublisher(declaring)) {
            return isLeftOutSomewhere(reference.name()) ? refused("uses " + reference.text(), null) : "";
        }
        Rule rule = list.rule(declaring);
        return rule != null && rule.permits(reference.name(), reference.descriptor()) ? ""
                : refused("uses " + reference.text(), rule);
    }

    /**
     * The type whose member is meant, or another bundle's type that may have it; null if there is none. Superclasses come
     * before interfaces, as for the JVM.
     */
    private @Nullable String declaring(Reference reference, String owner) {
        String member = reference.member();
        Deque<String> interfaces = new ArrayDeque<>();
        String next = owner;
        for (; next != null && own.has(next); next = own.superclass(next)) {
            if (own.declares(next, member)) {
                return next;
            }
            interfaces.addAll(own.interfaces(next));
        }
        if (next != null) {
            String declaring = isOfThePublisher(next) ? next : host.declaring(next, member);
            if (declaring != null) {
                return declaring;
            }
        }
        Set<String> seen = new HashSet<>();
        while (!interfaces.isEmpty()) {
            String type = interfaces.poll();
            if (!seen.add(type)) {
                continue;
            }
            if (own.declares(type, member) || isOfThePublisher(type)) {
                return type;
            }
            String declaring = own.has(type) ? null : host.declaring(type, member);
            if (declaring != null) {
                return declaring;
            }
            interfaces.addAll(own.interfaces(type));
        }
        return null;
    }

    /**
     * What a class inherits from the JDK and could be called through a type of the bundle's own, although it may not be
     * called by its name; as the ends of sentences.
     */
    List<String> smuggled(String type) {
        String host = type;
        Set<String> overridden = new HashSet<>();
        List<String> objections = new ArrayList<>();
        Set<String> demanded = own.demanded();
        while (host != null && own.has(host)) {
            for (String member : demanded) {
                if (own.declares(host, member)) {
                    overridden.add(member);
                }
            }
            host = own.superclass(host);
        }
        if (host == null || host.equals(OBJECT)) {
            return objections;
        }
        for (String member : demanded) {
            int descriptor = member.indexOf('(');
            String name = member.substring(0, descriptor);
            Reference reference = new Reference(host, name, member.substring(descriptor));
            boolean inherited = !overridden.contains(member) && this.host.declaring(host, member) != null;
            if (inherited && (!objection(reference).isEmpty() || isDemanding(reference))) {
                objections.add("inherits " + reference.text() + ", which must be called by that name, and not through a"
                        + " type of the bundle's own");
            }
        }
        return objections;
    }

    /** Whether a call is to be woven around. */
    boolean isDemanding(Reference reference) {
        return isSized(reference.owner(), reference.name(), reference.descriptor())
                || isGrowing(reference.owner(), reference.name(), reference.descriptor())
                || isSearching(reference.owner(), reference.name(), reference.descriptor());
    }

    @Override
    public boolean isSized(String owner, String name, String descriptor) {
        Rule rule = ruleOf(owner, name, descriptor);
        return rule != null && rule.isSized(name, descriptor);
    }

    @Override
    public boolean isGrowing(String owner, String name, String descriptor) {
        Rule rule = ruleOf(owner, name, descriptor);
        return rule != null && rule.isGrowing(name, descriptor);
    }

    @Override
    public boolean isSearching(String owner, String name, String descriptor) {
        Rule rule = ruleOf(owner, name, descriptor);
        return rule != null && rule.isSearching(name, descriptor);
    }

    private @Nullable Rule ruleOf(String owner, String name, String descriptor) {
        String declaring = declaring(new Reference(owner, name, descriptor), owner);
        return declaring == null || own.has(declaring) ? null : list.rule(declaring);
    }

    /** Another bundle's class may extend a listed one; what was left out of that must not be reached through it. */
    private boolean isLeftOutSomewhere(String name) {
        for (Rule rule : list.types()) {
            boolean listed = rule.listed().contains(name) || (rule.all() && !rule.leftOut().contains(name));
            if (!listed && host.names(rule.type()).contains(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean isOfThePublisher(String type) {
        return !host.has(type) && imported.contains(type.substring(0, Math.max(0, type.lastIndexOf('/'))));
    }

    private static String refused(String use, @Nullable Rule rule) {
        return use + (rule == null
                ? ", which is not on the list of what modules may use"
                : ", which is left out of what modules may use (" + rule.reason() + ")");
    }
}
