package org.netserv.isolation.weave;

/**
 * Methods by which a publisher's objects say how large they are. The JDK makes room for what they answer, so the answers are
 * held to the limit of {@code Guard.elements}.
 */
public final class Sizes {
    private static final String DESCRIPTOR = "()I";

    private Sizes() {}

    /** Whether a method without parameters that answers an {@code int} says a size. */
    public static boolean isSize(String name) {
        return name.equals("size") || name.equals("length");
    }

    static boolean isSize(String name, String descriptor) {
        return descriptor.equals(DESCRIPTOR) && isSize(name);
    }
}
