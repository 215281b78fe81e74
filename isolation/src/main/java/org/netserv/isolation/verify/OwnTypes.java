package org.netserv.isolation.verify;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The classes of one bundle, what they declare and what they extend. */
final class OwnTypes {
    private final Map<String, Type> types = new HashMap<>();

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

    void add(ClassModel model) {
        Set<String> members = new HashSet<>();
        model.methods().forEach(
                method -> members.add(method.methodName().stringValue() + method.methodType().stringValue()));
        model.fields()
                .forEach(field -> members.add(field.fieldName().stringValue() + ":" + field.fieldType().stringValue()));
        Set<String> demanded = new HashSet<>();
        model.methods().stream().filter(method -> method.code().isEmpty()).forEach(
                method -> demanded.add(method.methodName().stringValue() + method.methodType().stringValue()));
        types.put(model.thisClass().asInternalName(), new Type(members, demanded,
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

    /** All methods without code, of any of these, as name and descriptor: what others may stand in for. */
    Set<String> demanded() {
        Set<String> all = new HashSet<>();
        types.values().forEach(type -> all.addAll(type.demanded()));
        return all;
    }
}
