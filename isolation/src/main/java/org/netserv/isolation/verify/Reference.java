package org.netserv.isolation.verify;

/**
 * What a class names.
 *
 * @param owner internal name of the type that it is named through
 * @param name of the method or field; empty for the type itself
 * @param descriptor of it
 */
record Reference(String owner, String name, String descriptor) {
    private static final String CONSTRUCTOR = "<init>";

    /** As a supertype. */
    static Reference ofType(String type) {
        return new Reference(type, "", "");
    }

    /** Name and descriptor, with a colon between them if it is a field. */
    String member() {
        return descriptor.startsWith("(") ? name + descriptor : name + ":" + descriptor;
    }

    /** For people. */
    String text() {
        String type = owner.replace('/', '.');
        return name.isEmpty() ? type : name.equals(CONSTRUCTOR) ? "new " + type : type + "." + name;
    }
}
