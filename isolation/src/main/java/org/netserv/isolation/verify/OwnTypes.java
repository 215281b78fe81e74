package org.netserv.isolation.verify;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one bundle, what they declare and what they extend.
 *
 * <p><b>Thread.</b> Any, once all have been added.
 */
final class OwnTypes {
    private final Map<String, Type> types = new HashMap<>();
    private final Set<String> allDemanded = new HashSet<>();
    private int members;

    /**
     * A class.
     *
     * @param members as name and descriptor
     * @param demanded of these, methods without code
     * @param superclass null if it has none
     * @param interfaces that it names itself
     */
    private record Type(Set<String> members, Set<String> demanded, @Nullable String superclass,
            List<String> interfaces) {}

    /** Adds a class. */
    void add(ClassModel model) {
        Set<String> declared = new HashSet<>();
        model.methods().forEach(
                method -> declared.add(method.methodName().stringValue() + method.methodType().stringValue()));
        model.fields()
                .forEach(
                        field -> declared.add(field.fieldName().stringValue() + ":" + field.fieldType().stringValue()));
        Set<String> demanded = new HashSet<>();
        model.methods().stream().filter(method -> method.code().isEmpty()).forEach(
                method -> demanded.add(method.methodName().stringValue() + method.methodType().stringValue()));
        allDemanded.addAll(demanded);
        members += declared.size();
        types.put(model.thisClass().asInternalName(), new Type(declared, demanded,
                model.superclass().map(ClassEntry::asInternalName).orElse(null),
                model.interfaces().stream().map(ClassEntry::asInternalName).toList()));
    }

    boolean has(String type) {
        return types.containsKey(type);
    }

    /** Whether a class declares something itself. */
    boolean declares(String type, String member) {
        Type own = types.get(type);
        return own != null && own.members().contains(member);
    }

    /** Whether a class declares a method without code. */
    boolean demands(String type, String member) {
        Type own = types.get(type);
        return own != null && own.demanded().contains(member);
    }

    /** Null if it is not one of these, or has none. */
    @Nullable
    String superclass(String type) {
        Type own = types.get(type);
        return own == null ? null : own.superclass();
    }

    /** Interfaces that a class names itself; empty if it is not one of these. */
    List<String> interfaces(String type) {
        Type own = types.get(type);
        return own == null ? List.of() : own.interfaces();
    }

    /** Whether any of these declares such a method without code: others may stand in for it. */
    boolean demands(String member) {
        return allDemanded.contains(member);
    }

    /** How many methods and fields all of them declare. */
    int members() {
        return members;
    }
}
