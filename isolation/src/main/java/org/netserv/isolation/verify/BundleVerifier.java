package org.netserv.isolation.verify;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Looks at all classes of a bundle before it is installed.
 *
 * <p><b>Thread.</b> Any.
 */
public final class BundleVerifier {
    private static final String CLASS = ".class";
    /** A class of this size takes some milliseconds to look at. */
    private static final int MAX_CLASS_BYTES = 1 << 20;
    private static final int MAX_CLASSES = 4_096;
    private static final int MAX_POOL_ENTRIES = 32_768;
    /** Java 8: classes before it may have subroutines. */
    private static final int OLDEST = ClassFile.JAVA_8_VERSION;
    private static final int REPORTED = 20;
    private static final String VERSIONS = "META-INF/VERSIONS/";
    private static final String MALFORMED = "is malformed (";

    private final AllowList list = AllowList.standard();
    private final HostTypes host = new HostTypes();

    /** With the list of this version. */
    public BundleVerifier() {}

    /**
     * What is wrong with a bundle, at most twenty lines of it; empty if nothing is.
     *
     * @param imported packages of other bundles of the same publisher, as Java names them
     * @throws IOException if the file cannot be read as a JAR
     */
    public List<Violation> verify(Path file, Set<String> imported) throws IOException {
        Set<String> packages = new HashSet<>();
        imported.forEach(name -> packages.add(name.replace('.', '/')));
        List<Violation> violations = new ArrayList<>();
        List<ClassModel> models = new ArrayList<>();
        OwnTypes own = new OwnTypes();
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (!entry.isDirectory() && entry.getName().endsWith(CLASS)) {
                    ClassModel model = read(jar, entry, violations);
                    if (model != null) {
                        models.add(model);
                        own.add(model);
                    }
                }
                if (models.size() > MAX_CLASSES) {
                    return List.of(new Violation("the bundle", "",
                            "has more than " + MAX_CLASSES + " classes"));
                }
            }
        }
        ClassVerifier verifier = new ClassVerifier(new References(list, host, own, packages));
        for (ClassModel model : models) {
            if (violations.size() < REPORTED) {
                violations.addAll(verify(verifier, model));
            }
        }
        return violations.size() <= REPORTED ? List.copyOf(violations) : List.copyOf(violations.subList(0, REPORTED));
    }

    private @Nullable ClassModel read(JarFile jar, JarEntry entry, List<Violation> violations) throws IOException {
        String file = entry.getName().substring(0, entry.getName().length() - CLASS.length());
        if (entry.getName().toUpperCase(Locale.ROOT).startsWith(VERSIONS)) {
            // Not copied into what is installed.
            return null;
        }
        String type = file.replace('/', '.');
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
                fault = fault(model, file);
                if (fault.isEmpty()) {
                    return model;
                }
            } catch (RuntimeException e) {
                fault = MALFORMED + e.getMessage() + ")";
            }
        }
        violations.add(new Violation(type, "", fault));
        return null;
    }

    /** What is wrong with a class before anything in it is looked at; empty if nothing is. */
    private String fault(ClassModel model, String file) {
        String name = model.thisClass().asInternalName();
        if (model.isModuleInfo()) {
            return "is a module descriptor: a bundle's manifest says what it exports and imports";
        }
        if (!name.equals(file)) {
            return "is in fact the class " + name.replace('/', '.');
        }
        if (host.has(name) || name.startsWith("java/")) {
            return "takes the name of a class that the node provides";
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

    private static List<Violation> verify(ClassVerifier verifier, ClassModel model) {
        try {
            return verifier.verify(model);
        } catch (RuntimeException e) {
            // Parts of a class are read when they are asked for.
            return List.of(new Violation(model.thisClass().asInternalName().replace('/', '.'), "",
                    MALFORMED + e.getMessage() + ")"));
        }
    }
}
