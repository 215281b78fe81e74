package org.netserv.isolation.verify;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netserv.isolation.verify.AllowList.Rule;
import org.netserv.isolation.verify.Inheritance.Declaration;
import org.netserv.isolation.verify.Inheritance.Origin;
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
    private final List<OwnTypes> others;
    private final Inheritance inheritance;
    private final Map<Reference, String> judged = new HashMap<>();
    private final Map<Reference, Marks> marks = new HashMap<>();

    /**
     * Of one bundle's.
     *
     * @param imported packages that it imports, with slashes
     * @param others classes of the publisher's other bundles
     */
    References(AllowList list, HostTypes host, OwnTypes own, Set<String> imported, List<OwnTypes> others) {
        this.list = list;
        this.host = host;
        this.own = own;
        this.others = others;
        inheritance = new Inheritance(host, own, imported, others);
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
        Rule rule = list.rule(type);
        boolean listed = rule != null && rule.extensible();
        return own.has(type) || listed || inheritance.isOfThePublisher(type) ? ""
                : refused("extends " + Reference.ofType(type).text(), rule);
    }

    private String judgeMember(Reference reference, String owner) {
        Set<Declaration> declarations = inheritance.declarations(owner, reference.member(), false);
        if (declarations.isEmpty()) {
            return refused("uses " + reference.text(), list.rule(owner));
        }
        for (Declaration declaration : declarations) {
            if (!isListed(declaration, reference)) {
                return refused("uses " + reference.text(),
                        declaration.origin() == Origin.HOST ? list.rule(declaration.type()) : null);
            }
        }
        return "";
    }

    private boolean isListed(Declaration declaration, Reference reference) {
        return switch (declaration.origin()) {
            case BUNDLE -> true;
            case UNKNOWN -> !isLeftOutSomewhere(reference.name());
            case HOST -> {
                Rule rule = list.rule(declaration.type());
                yield rule != null && rule.permits(reference.name(), reference.descriptor());
            }
        };
    }

    /**
     * What a class inherits from the JDK and could be called through a type of a bundle's, although it may not be called by
     * its name; as the ends of sentences.
     */
    List<String> smuggled(String type) {
        List<String> objections = new ArrayList<>();
        if (inheritance.isTooDeep(type)) {
            objections.add("inherits from more than " + Inheritance.MAX_SUPERTYPES + " classes");
            return objections;
        }
        for (String parent : inheritance.hostTypes(type)) {
            for (String member : host.inherited(parent)) {
                Reference reference = reference(parent, member);
                if (isDemanded(member) && (!objection(reference).isEmpty() || isDemanding(reference))
                        && isInherited(type, member)) {
                    objections
                            .add("inherits " + reference.text() + ", which must be called by that name, and not through"
                                    + " a type of the bundle's own");
                }
            }
        }
        return objections;
    }

    private boolean isDemanded(String member) {
        return own.demands(member) || others.stream().anyMatch(other -> other.demands(member));
    }

    /** Whether what a class does when a method is called is done by a type that the node provides. */
    private boolean isInherited(String type, String member) {
        return inheritance.declarations(type, member, true).stream()
                .anyMatch(declaration -> declaration.origin() != Origin.BUNDLE);
    }

    private static Reference reference(String owner, String member) {
        int descriptor = member.indexOf('(');
        return new Reference(owner, member.substring(0, descriptor), member.substring(descriptor));
    }

    /** Whether a call is to be woven around. */
    boolean isDemanding(Reference reference) {
        Marks found = marks(reference);
        return found.sized || found.growing || found.searching;
    }

    @Override
    public boolean isSized(String owner, String name, String descriptor) {
        return marks(new Reference(owner, name, descriptor)).sized;
    }

    @Override
    public boolean isGrowing(String owner, String name, String descriptor) {
        return marks(new Reference(owner, name, descriptor)).growing;
    }

    @Override
    public boolean isSearching(String owner, String name, String descriptor) {
        return marks(new Reference(owner, name, descriptor)).searching;
    }

    private Marks marks(Reference reference) {
        return marks.computeIfAbsent(reference, this::mark);
    }

    private Marks mark(Reference reference) {
        String name = reference.name();
        String descriptor = reference.descriptor();
        boolean sized = false;
        boolean growing = false;
        boolean searching = false;
        for (Declaration declaration : inheritance.declarations(reference.owner(), reference.member(), false)) {
            Rule rule = declaration.origin() == Origin.HOST ? list.rule(declaration.type()) : null;
            if (rule != null) {
                sized |= rule.isSized(name, descriptor);
                growing |= rule.isGrowing(name, descriptor);
                searching |= rule.isSearching(name, descriptor);
            }
        }
        return new Marks(sized, growing, searching);
    }

    /** How the list marks a call. */
    private record Marks(boolean sized, boolean growing, boolean searching) {}

    /** A class of another bundle may extend a listed one; what was left out of that must not be reached through it. */
    private boolean isLeftOutSomewhere(String name) {
        for (Rule rule : list.types()) {
            boolean listed = rule.listed().contains(name) || (rule.all() && !rule.leftOut().contains(name));
            if (!listed && host.names(rule.type()).contains(name)) {
                return true;
            }
        }
        return false;
    }

    private static String refused(String use, @Nullable Rule rule) {
        return use + (rule == null
                ? ", which is not on the list of what modules may use"
                : ", which is left out of what modules may use (" + rule.reason() + ")");
    }
}
