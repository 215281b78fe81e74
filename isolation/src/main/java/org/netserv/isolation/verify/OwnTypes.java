package org.netserv.isolation.verify;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.util.ArrayList;
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
     * @param parents supertypes, the superclass first
     */
    private record Type(Set<String> members, List<String> parents) {}

    void add(ClassModel model) {
        Set<String> members = new HashSet<>();
        model.methods().forEach(
                method -> members.add(method.methodName().stringValue() + method.methodType().stringValue()));
        model.fields()
                .forEach(field -> members.add(field.fieldName().stringValue() + ":" + field.fieldType().stringValue()));
        List<String> parents = new ArrayList<>();
        model.superclass().ifPresent(parent -> parents.add(parent.asInternalName()));
        for (ClassEntry parent : model.interfaces()) {
            parents.add(parent.asInternalName());
        }
        types.put(model.thisClass().asInternalName(), new Type(members, parents));
    }

    boolean has(String type) {
        return types.containsKey(type);
    }

    /** Whether a class declares something itself. */
    boolean declares(String type, String member) {
        Type own = types.get(type);
        return own != null && own.members().contains(member);
    }

    /** Supertypes, the superclass first; null if it is not one of these. */
    @Nullable
    List<String> parents(String type) {
        Type own = types.get(type);
        return own == null ? null : own.parents();
    }
}
