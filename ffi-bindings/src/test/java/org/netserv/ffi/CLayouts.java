package org.netserv.ffi;

import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the generated bindings say about C: sizes, offsets and constants, each under the C expression that has the same
 * value.
 */
final class CLayouts {
    private final Map<String, Long> values = new LinkedHashMap<>();

    /** C expressions, and the values that the bindings have for them. */
    Map<String, Long> values() {
        return values;
    }

    /** Adds every struct and union of a generated package. */
    CLayouts structs(String packageName) {
        for (Class<?> type : classes(packageName)) {
            if (layout(type) instanceof GroupLayout layout) {
                String name = layout.name().orElse(type.getSimpleName());
                String cType = (layout instanceof StructLayout ? "struct " : "union ") + name;
                values.put("sizeof(" + cType + ")", layout.byteSize());
                members(cType, "", layout, 0);
            }
        }
        return this;
    }

    /** Adds every constant of a class of constants: methods without arguments, or fields, in capitals, as the type that it has in Java. */
    CLayouts constants(Class<?> type) {
        try {
            for (Method method : type.getMethods()) {
                if (method.getParameterCount() == 0 && method.getName().matches("[A-Z][A-Z0-9]*(_[A-Za-z0-9_]+)?")
                        && method.getReturnType().isPrimitive()) {
                    values.put("(" + method.getReturnType() + ") " + method.getName(),
                            ((Number) method.invoke(null)).longValue());
                }
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError("constants of " + type, e);
        }
        return this;
    }

    /** Adds the constants that a hand-written class writes out, with names that begin with one of the prefixes. */
    CLayouts fields(Class<?> type, String prefixes) {
        try {
            for (var field : type.getFields()) {
                if (Modifier.isStatic(field.getModifiers()) && field.getName().matches("(" + prefixes + ").*")) {
                    values.put(field.getName(), field.getLong(null));
                }
            }
        } catch (IllegalAccessException e) {
            throw new LinkageError("constants of " + type, e);
        }
        return this;
    }

    /** Leaves out what an expression matches. */
    CLayouts without(String pattern) {
        values.keySet().removeIf(expression -> expression.matches(pattern));
        return this;
    }

    private void members(String cType, String prefix, GroupLayout group, long base) {
        long offset = base;
        for (MemoryLayout member : group.memberLayouts()) {
            long at = group instanceof StructLayout ? offset : base;
            String name = member.name().orElse("");
            boolean anonymous = name.isEmpty() || name.contains("$");
            String path = prefix + name;
            if (!anonymous) {
                values.put("offsetof(" + cType + ", " + path + ")", at);
                if (member.byteSize() > 0) { // a flexible array has no size in C
                    values.put("sizeof(((" + cType + " *)0)->" + path + ")", member.byteSize());
                }
            }
            if (member instanceof GroupLayout inner) {
                members(cType, anonymous ? prefix : path + ".", inner, at);
            }
            offset += member.byteSize();
        }
    }

    private static Object layout(Class<?> type) {
        try {
            return type.getMethod("layout").invoke(null);
        } catch (NoSuchMethodException e) {
            return type;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError("layout of " + type, e);
        }
    }

    private static List<Class<?>> classes(String packageName) {
        try {
            URI location = NativeException.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            Path root = Path.of(location);
            if (Files.isDirectory(root)) {
                return classes(root, packageName);
            }
            try (var jar = FileSystems.newFileSystem(root)) {
                return classes(jar.getPath("/"), packageName);
            }
        } catch (IOException | ReflectiveOperationException | java.net.URISyntaxException e) {
            throw new AssertionError("classes of " + packageName, e);
        }
    }

    private static List<Class<?>> classes(Path root, String packageName)
            throws IOException, ReflectiveOperationException {
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve(packageName.replace('.', '/')))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.contains("$")) {
                    classes.add(Class.forName(packageName + "." + name.substring(0, name.length() - 6), false,
                            CLayouts.class.getClassLoader()));
                }
            }
        }
        return classes;
    }
}
