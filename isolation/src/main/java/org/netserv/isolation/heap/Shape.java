package org.netserv.isolation.heap;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What objects of a class weigh by themselves, and which of their fields lead on.
 *
 * <p>Sizes are those of a 64-bit JVM whose objects begin with 12 bytes, arrays with 16, and end at multiples of 8; references have
 * 8 bytes, or 4 where the collector has them compressed; gaps between the fields are left out. Where fields of the JDK cannot be read, {@link #HIDDEN_BYTES} stand for what
 * they refer to: more than a hash function or an authentication code has.
 *
 * @param bytes of the object itself, and for fields that cannot be read
 * @param references fields that can be read
 * @param isLent whether it is not the publisher's: it does not count, and is not followed
 */
record Shape(long bytes, List<Field> references, boolean isLent) {
    static final long HIDDEN_BYTES = 2048;
    private static final Shape LENT = new Shape(0, List.of(), true);
    private static final long OBJECT_HEADER = 12;
    private static final long ARRAY_HEADER = 16;
    /** What the JVM has one in. */
    static final long REFERENCE_BYTES = areReferencesCompressed() ? 4 : 8;

    private static boolean areReferencesCompressed() {
        return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .getVMOption("UseCompressedOops").getValue());
    }

    /** Of a class that is not one of arrays. */
    static Shape of(Class<?> type) {
        if (isLent(type)) {
            return LENT;
        }
        long bytes = OBJECT_HEADER;
        boolean hidden = false;
        List<Field> references = new ArrayList<>();
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Field field : fields(declaring)) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    bytes += fieldBytes(field.getType());
                    if (!field.getType().isPrimitive()) {
                        if (field.trySetAccessible()) {
                            references.add(field);
                        } else {
                            hidden = true;
                        }
                    }
                }
            }
        }
        return new Shape(aligned(bytes) + (hidden ? HIDDEN_BYTES : 0), List.copyOf(references), false);
    }

    /** The static fields of an initialised class that lead on. */
    static List<Field> statics(Class<?> type) {
        List<Field> statics = new ArrayList<>();
        for (Field field : fields(type)) {
            if (Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive() && field.trySetAccessible()) {
                statics.add(field);
            }
        }
        return statics;
    }

    /** What a field refers to; null if that cannot be told. */
    static @Nullable Object read(Field field, @Nullable Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException | LinkageError unreadable) {
            return null;
        }
    }

    static long arrayBytes(Class<?> component, int length) {
        return aligned(ARRAY_HEADER + fieldBytes(component) * length);
    }

    /** Publishers' classes are in unnamed modules, the JDK's of which they make objects in java.base. */
    private static boolean isLent(Class<?> type) {
        if (type == Class.class || type == Module.class || Thread.class.isAssignableFrom(type)
                || ClassLoader.class.isAssignableFrom(type)) {
            return true;
        }
        return type.getModule() == Object.class.getModule()
                ? Enum.class.isAssignableFrom(type)
                : type.getModule().isNamed();
    }

    /** A class that has fields of types that are not there is not started, and the JDK has none. */
    private static Field[] fields(Class<?> type) {
        try {
            return type.getDeclaredFields();
        } catch (LinkageError missing) {
            return new Field[0];
        }
    }

    private static long fieldBytes(Class<?> type) {
        if (type == long.class || type == double.class) {
            return Long.BYTES;
        }
        if (type == short.class || type == char.class) {
            return Short.BYTES;
        }
        if (type == int.class || type == float.class) {
            return Integer.BYTES;
        }
        return type == byte.class || type == boolean.class ? 1 : REFERENCE_BYTES;
    }

    private static long aligned(long bytes) {
        return (bytes + 7) & -8;
    }
}
