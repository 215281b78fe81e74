package org.netserv.isolation.verify;

import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the types that the node provides declare, and what they extend. Looks at them without initialising any.
 *
 * <p><b>Thread.</b> Any.
 */
final class HostTypes {
    private static final String API = "org/netserv/api";
    private static final String FRAMEWORK = "org/osgi/framework";

    private static final Set<String> PACKAGES = packages();

    /** Names that publishers make up are forgotten once there are so many. */
    private static final int MAX_UNKNOWN = 4_096;

    private final Map<String, Type> types = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> inherited = new ConcurrentHashMap<>();
    private final Set<String> unknown = ConcurrentHashMap.newKeySet();

    /**
     * A type.
     *
     * @param name internal name
     * @param members as name and descriptor
     * @param superclass null if it has none; of an interface it is Object
     * @param interfaces that it names itself
     */
    private record Type(String name, Set<String> members, @Nullable String superclass, List<String> interfaces) {}

    private static final Type UNKNOWN = new Type("", Set.of(), null, List.of());

    /** Whether a package, with slashes, is one of the node's or the JDK's. */
    boolean hasPackage(String name) {
        return PACKAGES.contains(name);
    }

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

    /**
     * The type that declares what is named through a type; null if none does. Superclasses come before interfaces.
     *
     * <p><b>Source.</b> The Java Virtual Machine Specification, 5.4.3.3.
     */
    @Nullable
    String declaring(String type, String member) {
        Deque<String> interfaces = new ArrayDeque<>();
        for (String next = type; next != null; next = type(next).superclass()) {
            if (declares(next, member)) {
                return next;
            }
            interfaces.addAll(type(next).interfaces());
        }
        Set<String> seen = new HashSet<>();
        while (!interfaces.isEmpty()) {
            String next = interfaces.poll();
            if (seen.add(next)) {
                if (declares(next, member)) {
                    return next;
                }
                interfaces.addAll(type(next).interfaces());
            }
        }
        return null;
    }

    /** All methods that a type declares or inherits, as name and descriptor. */
    Set<String> inherited(String type) {
        Set<String> known = inherited.get(type);
        if (known != null) {
            return known;
        }
        Set<String> methods = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(type));
        while (!next.isEmpty()) {
            Type each = type(next.poll());
            if (seen.add(each.name())) {
                each.members().stream().filter(member -> member.indexOf('(') > 0).forEach(methods::add);
                next.addAll(each.interfaces());
                if (each.superclass() != null) {
                    next.add(each.superclass());
                }
            }
        }
        if (has(type)) {
            inherited.put(type, methods);
        }
        return methods;
    }

    private Type type(String name) {
        Type known = types.get(name);
        if (known != null) {
            return known;
        }
        if (unknown.contains(name) || !hasPackage(name.substring(0, Math.max(0, name.lastIndexOf('/'))))) {
            return UNKNOWN;
        }
        Type type = read(name);
        if (!type.equals(UNKNOWN)) {
            types.put(name, type);
            return type;
        }
        if (unknown.size() >= MAX_UNKNOWN) {
            unknown.clear();
        }
        unknown.add(name);
        return UNKNOWN;
    }

    /** How many names are kept that there is no type of. */
    int unknownNames() {
        return unknown.size();
    }

    private Type read(String name) {
        boolean ours = name.startsWith(API + "/") || name.startsWith(FRAMEWORK + "/");
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
        Class<?> parent = type.isInterface() ? Object.class : type.getSuperclass();
        return new Type(name, members, parent == null ? null : internal(parent),
                Stream.of(type.getInterfaces()).map(HostTypes::internal).toList());
    }

    private static Set<String> packages() {
        // Benchmarks have both on the class path, where no module names them.
        Set<String> packages = new HashSet<>(List.of(API, FRAMEWORK));
        for (Module module : ModuleLayer.boot().modules()) {
            module.getPackages().forEach(name -> packages.add(name.replace('.', '/')));
        }
        return packages;
    }

    private static String internal(Class<?> type) {
        return type.getName().replace('.', '/');
    }
}
