package org.netserv.isolation.verify;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the types that the node provides declare, and what they extend. Looks at them without initialising any.
 *
 * <p><b>Thread.</b> Any.
 */
final class HostTypes {
    private static final String API = "org/netserv/api/";
    private static final String FRAMEWORK = "org/osgi/framework/";

    private final Map<String, Type> types = new ConcurrentHashMap<>();

    /**
     * A type.
     *
     * @param name internal name
     * @param members as name and descriptor
     * @param parents supertypes, the superclass first
     */
    private record Type(String name, Set<String> members, Set<String> parents) {}

    private static final Type UNKNOWN = new Type("", Set.of(), Set.of());

    /** Whether there is such a type. */
    boolean has(String name) {
        return !type(name).equals(UNKNOWN);
    }

    /** Whether a type declares something itself. */
    boolean declares(String type, String member) {
        return type(type).members().contains(member);
    }

    /** The names of all that a type declares. */
    Set<String> names(String type) {
        Set<String> names = new HashSet<>();
        for (String member : type(type).members()) {
            int end = member.indexOf('(');
            names.add(end < 0 ? member.substring(0, member.indexOf(':')) : member.substring(0, end));
        }
        return names;
    }

    /** The type that declares what is named through a type; null if none does. */
    @Nullable
    String declaring(String type, String member) {
        Deque<String> open = new ArrayDeque<>(Collections.singleton(type));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty()) {
            String next = open.poll();
            if (seen.add(next)) {
                Type found = type(next);
                if (found.members().contains(member)) {
                    return next;
                }
                open.addAll(found.parents());
            }
        }
        return null;
    }

    private Type type(String name) {
        return types.computeIfAbsent(name, this::read);
    }

    private Type read(String name) {
        boolean ours = name.startsWith(API) || name.startsWith(FRAMEWORK);
        ClassLoader loader = ours ? HostTypes.class.getClassLoader() : ClassLoader.getPlatformClassLoader();
        Class<?> type;
        try {
            type = Class.forName(name.replace('/', '.'), false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return UNKNOWN;
        }
        Set<String> members = new HashSet<>();
        for (Method method : type.getDeclaredMethods()) {
            members.add(method.getName() + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
                    .toMethodDescriptorString());
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            members.add("<init>"
                    + MethodType.methodType(void.class, constructor.getParameterTypes()).toMethodDescriptorString());
        }
        for (Field field : type.getDeclaredFields()) {
            members.add(field.getName() + ":" + field.getType().descriptorString());
        }
        Set<String> parents = new LinkedHashSet<>();
        if (type.getSuperclass() != null) {
            parents.add(internal(type.getSuperclass()));
        } else if (type.isInterface()) {
            parents.add("java/lang/Object");
        }
        for (Class<?> parent : type.getInterfaces()) {
            parents.add(internal(parent));
        }
        return new Type(name, members, parents);
    }

    private static String internal(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
