package org.netserv.perf.store;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as the maps, lists, strings and numbers of JSON, and back: of records, lists, maps with text as key, enums,
 * strings, booleans, {@code int}, {@code long} and {@code double}. Only records may be null.
 *
 * <p>jackson-jr would fill what is missing with zeros and nulls: a file that is not what it seems to be must not become
 * figures.
 *
 * <p><b>Errors.</b> {@link IllegalArgumentException} that names the place, as in {@code cells[2].trials[0].sent}.
 */
public final class RecordTree {
    /** Ten times finer than what a rate of 10 Mpps in single packets needs; keeps files small. */
    private static final MathContext DIGITS = new MathContext(8);

    private RecordTree() {}

    /** Doubles are rounded to eight digits. */
    public static @Nullable Object of(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Record record -> ofRecord(record);
            case Collection<?> list -> ofList(list);
            case Map<?, ?> map -> ofMap(map);
            case Enum<?> constant -> constant.name();
            case Double number -> rounded(number);
            default -> value;
        };
    }

    /** Reads a record; components that the tree has and the record has not are ignored. */
    public static <T extends Record> T read(Class<T> type, Object tree) {
        return type.cast(readRecord(type, tree, ""));
    }

    private static Map<String, Object> ofRecord(Record record) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                put(map, component.getName(), of(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(component.toString(), e);
            }
        }
        return map;
    }

    private static List<Object> ofList(Collection<?> list) {
        List<Object> tree = new ArrayList<>(list.size());
        for (Object element : list) {
            tree.add(require(of(element), "", "a value"));
        }
        return tree;
    }

    private static Map<String, Object> ofMap(Map<?, ?> map) {
        Map<String, Object> tree = new LinkedHashMap<>();
        map.forEach((key, value) -> put(tree, key.toString(), of(value)));
        return tree;
    }

    @SuppressWarnings("NullAway") // JSON has null, and the map's readers know.
    private static void put(Map<String, Object> map, String key, @Nullable Object value) {
        map.put(key, value);
    }

    private static Object rounded(double number) {
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return 0.0;
        }
        return new BigDecimal(number).round(DIGITS).doubleValue();
    }

    private static Object readRecord(Class<?> type, @Nullable Object tree, String place) {
        if (!(tree instanceof Map<?, ?> map)) {
            throw wrong(place, "an object");
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable
        Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            RecordComponent component = components[i];
            types[i] = component.getType();
            String inside = place.isEmpty() ? component.getName() : place + "." + component.getName();
            values[i] = read(component.getGenericType(), map.get(component.getName()), inside);
        }
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    private static @Nullable Object read(Type type, @Nullable Object tree, String place) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType() == List.class
                    ? readList(arguments[0], tree, place)
                    : readMap(arguments[1], tree, place);
        }
        Class<?> simple = (Class<?>) type;
        if (simple.isRecord()) {
            return tree == null ? null : readRecord(simple, tree, place);
        }
        return readSimple(simple, tree, place);
    }

    private static List<Object> readList(Type type, @Nullable Object tree, String place) {
        if (!(tree instanceof List<?> elements)) {
            throw wrong(place, "a list");
        }
        List<Object> list = new ArrayList<>(elements.size());
        for (int i = 0; i < elements.size(); i++) {
            String inside = place + "[" + i + "]";
            list.add(require(read(type, elements.get(i), inside), inside, "a value"));
        }
        return List.copyOf(list);
    }

    private static Map<String, Object> readMap(Type type, @Nullable Object tree, String place) {
        if (!(tree instanceof Map<?, ?> entries)) {
            throw wrong(place, "an object");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        entries.forEach((key, value) -> {
            String inside = place + "." + key;
            map.put(key.toString(), require(read(type, value, inside), inside, "a value"));
        });
        return map;
    }

    private static Object readSimple(Class<?> type, @Nullable Object tree, String place) {
        if (type == String.class) {
            return tree instanceof String text ? text : fail(place, "text");
        }
        if (type == boolean.class) {
            return tree instanceof Boolean flag ? flag : fail(place, "true or false");
        }
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (constant.toString().equals(tree)) {
                    return constant;
                }
            }
            return fail(place, "one of " + List.of(type.getEnumConstants()));
        }
        if (!(tree instanceof Number number)) {
            return fail(place, "a number");
        }
        if (type == double.class || type == Double.class) {
            return number.doubleValue();
        }
        if (number instanceof Integer || number instanceof Long) {
            return type == int.class ? (Object) Math.toIntExact(number.longValue()) : (Object) number.longValue();
        }
        return fail(place, "a whole number");
    }

    private static Object require(@Nullable Object value, String place, String expected) {
        if (value == null) {
            throw wrong(place, expected);
        }
        return value;
    }

    private static Object fail(String place, String expected) {
        throw wrong(place, expected);
    }

    private static IllegalArgumentException wrong(String place, String expected) {
        return new IllegalArgumentException((place.isEmpty() ? "the whole" : place) + " is not " + expected);
    }
}
