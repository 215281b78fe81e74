package org.netserv.isolation.verify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.isolation.verify.AllowList.Rule;

/**
 * Decides what a bundle's classes may refer to: what they declare themselves, what the list has, and what other bundles of
 * the same publisher have, which were looked at when they came.
 *
 * <p><b>Thread.</b> One at a time.
 */
final class References {
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
        String member = reference.member();
        Deque<String> open = new ArrayDeque<>(List.of(owner));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String type = open.poll();
            if (!seen.add(type)) {
                continue;
            }
            List<String> parents = own.parents(type);
            if (parents != null) {
                if (own.declares(type, member)) {
                    return "";
                }
                open.addAll(parents);
            } else if (isOfThePublisher(type)) {
                return isLeftOutSomewhere(reference.name()) ? refused("uses " + reference.text(), null) : "";
            } else {
                String declaring = host.declaring(type, member);
                if (declaring != null) {
                    Rule rule = list.rule(declaring);
                    return rule != null && rule.permits(reference.name(), reference.descriptor()) ? ""
                            : refused("uses " + reference.text(), rule);
                }
            }
        }
        return refused("uses " + reference.text(), list.rule(owner));
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
