package org.netserv.isolation.heap;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One walk over objects, which counts each once and ends when they are too many. <b>Thread.</b> One. */
final class Walk {
    private final long limitBytes;
    private final ObjectSet met;
    /** Met, and not looked into. */
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();
    private final Map<Class<?>, Shape> shapes = new HashMap<>();
    private long bytes;

    /** @param setBytes of memory that the set of objects may take: more objects than that are over each limit */
    Walk(long limitBytes, long setBytes) {
        this.limitBytes = limitBytes;
        met = new ObjectSet(setBytes);
    }

    /** The bytes of all that is reached, more than the limit if there is more. */
    long over(Collection<Object> roots, Collection<Class<?>> classes) {
        for (Object root : roots) {
            meet(root);
            lookIntoAll();
        }
        for (Class<?> type : classes) {
            for (Field field : Shape.statics(type)) {
                meet(Shape.read(field, null));
                lookIntoAll();
            }
        }
        return met.isFull() ? Math.max(bytes, limitBytes == Long.MAX_VALUE ? limitBytes : limitBytes + 1) : bytes;
    }

    private boolean isOver() {
        return bytes > limitBytes || met.isFull();
    }

    private void lookIntoAll() {
        Object next = waiting.poll();
        while (next != null && !isOver()) {
            if (next instanceof Object[] elements) {
                for (int i = 0; i < elements.length && !isOver(); i++) {
                    meet(elements[i]);
                }
            } else {
                for (Field field : shape(next).references()) {
                    meet(Shape.read(field, next));
                }
            }
            next = waiting.poll();
        }
    }

    private void meet(@Nullable Object object) {
        if (object == null || isOver()) {
            return;
        }
        Class<?> type = object.getClass();
        if (type.isArray()) {
            if (met.add(object)) {
                bytes += Shape.arrayBytes(type.componentType(), Array.getLength(object));
                if (object instanceof Object[] elements && elements.length > 0) {
                    waiting.add(object);
                }
            }
            return;
        }
        Shape shape = shape(object);
        if (!shape.isLent() && met.add(object)) {
            bytes += shape.bytes();
            if (!shape.references().isEmpty()) {
                waiting.add(object);
            }
        }
    }

    private Shape shape(Object object) {
        Class<?> type = object.getClass();
        Shape shape = shapes.get(type);
        if (shape == null) {
            shape = Shape.of(type);
            shapes.put(type, shape);
        }
        return shape;
    }
}
