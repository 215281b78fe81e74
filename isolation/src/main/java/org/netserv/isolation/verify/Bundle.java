package org.netserv.isolation.verify;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;
import org.netserv.isolation.weave.AddedClasses;

/**
 * The classes of a bundle, as far as they could be read.
 *
 * @param classes by the name of their entry
 * @param violations of those that could not
 */
record Bundle(Map<String, ClassModel> classes, List<Violation> violations) {
    /** What the bundle is called in what is said of it as a whole. */
    static final String NAME = "the bundle";
    /** What a class is called that cannot be read. */
    static final String MALFORMED = "is malformed (";

    private static final String CLASS = ".class";
    /** A class of this size takes some milliseconds to look at. */
    private static final int MAX_CLASS_BYTES = 1 << 20;
    private static final int MAX_CLASSES = 4_096;
    private static final int MAX_POOL_ENTRIES = 32_768;
    /** Of all classes together: each takes some microseconds to look at. */
    private static final int MAX_ALL_POOL_ENTRIES = 262_144;
    /** Java 8: classes before it may have subroutines. */
    private static final int OLDEST = ClassFile.JAVA_8_VERSION;
    /** For other versions of Java: not copied into what is installed. */
    private static final String VERSIONS = "META-INF/VERSIONS/";

    /**
     * Reads all classes.
     *
     * @param host types whose names no class may take
     * @param imported packages in which there may be none
     * @throws IOException if the file cannot be read as a JAR
     */
    static Bundle read(Path file, HostTypes host, Set<String> imported) throws IOException {
        Map<String, ClassModel> classes = new LinkedHashMap<>();
        List<Violation> violations = new ArrayList<>();
        int constants = 0;
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (!name.endsWith(CLASS) || name.toUpperCase(Locale.ROOT).startsWith(VERSIONS)) {
                    continue;
                }
                String type = name.substring(0, name.length() - CLASS.length());
                ClassModel model = read(jar, entry, type, host, imported, violations);
                if (model != null) {
                    classes.put(name, model);
                    constants += model.constantPool().size();
                }
                String excess = classes.size() > MAX_CLASSES ? MAX_CLASSES + " classes"
                        : constants > MAX_ALL_POOL_ENTRIES ? MAX_ALL_POOL_ENTRIES + " constants in all its classes"
                                : "";
                if (!excess.isEmpty()) {
                    violations.add(new Violation(NAME, "", "has more than " + excess));
                    return new Bundle(Map.of(), violations);
                }
            }
        }
        return new Bundle(classes, violations);
    }

    private static @Nullable ClassModel read(JarFile jar, JarEntry entry, String type, HostTypes host,
            Set<String> imported, List<Violation> violations) throws IOException {
        byte[] bytes;
        try (InputStream in = jar.getInputStream(entry)) {
            bytes = in.readNBytes(MAX_CLASS_BYTES + 1);
        }
        String fault;
        if (bytes.length > MAX_CLASS_BYTES) {
            fault = "is larger than " + MAX_CLASS_BYTES + " bytes";
        } else {
            try {
                ClassModel model = ClassFile.of().parse(bytes);
                fault = fault(model, type, host, imported);
                if (fault.isEmpty()) {
                    return model;
                }
            } catch (RuntimeException e) {
                fault = MALFORMED + e.getMessage() + ")";
            }
        }
        violations.add(new Violation(type.replace('/', '.'), "", fault));
        return null;
    }

    /** What is wrong with a class before anything in it is looked at; empty if nothing is. */
    private static String fault(ClassModel model, String type, HostTypes host, Set<String> imported) {
        String name = model.thisClass().asInternalName();
        if (model.isModuleInfo()) {
            return "is a module descriptor: a bundle's manifest says what it exports and imports";
        }
        if (!name.equals(type)) {
            return "is in fact the class " + name.replace('/', '.');
        }
        String itsPackage = name.substring(0, Math.max(0, name.lastIndexOf('/')));
        if (host.has(name) || host.hasPackage(itsPackage) || itsPackage.equals(AddedClasses.PACKAGE)) {
            return "takes the name of a class that the node provides";
        }
        if (imported.contains(itsPackage)) {
            return "is in a package that its bundle imports: another class of that name would be used";
        }
        if (model.majorVersion() < OLDEST || model.majorVersion() > ClassFile.latestMajorVersion()) {
            return "has class file version " + model.majorVersion() + ": expected " + OLDEST + " to "
                    + ClassFile.latestMajorVersion();
        }
        if (model.constantPool().size() > MAX_POOL_ENTRIES) {
            return "has more than " + MAX_POOL_ENTRIES + " constants";
        }
        return "";
    }
}
