package org.netserv.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.netserv.api.Module;
import org.netserv.api.ModuleContext;
import org.netserv.api.PacketProcessor;
import org.netserv.isolation.verify.BundleVerifier;
import org.netserv.node.guard.WovenClasses;

/**
 * The classes of a module's JAR, as they are or with the guard woven in. A loader of their own defines either, so that they
 * differ in nothing else.
 */
final class ModuleClasses extends ClassLoader {
    private static final String CLASS = ".class";

    private final Map<String, byte[]> classes;

    private ModuleClasses(Map<String, byte[]> classes) {
        super(ModuleClasses.class.getClassLoader());
        this.classes = classes;
    }

    /**
     * Starts a module. What packet threads would call of it: its bundle's entry, or the module itself.
     *
     * @param type its class, which is on the class path in its JAR, and is not used from there
     */
    static PacketProcessor start(Class<? extends Module> type, ModuleCode code, ModuleContext context) {
        try {
            ClassLoader loader = new ModuleClasses(classes(jar(type), code));
            Module module = loader.loadClass(type.getName()).asSubclass(Module.class).getConstructor().newInstance();
            module.start(context);
            return code == ModuleCode.PLAIN ? (PacketProcessor) module
                    : (PacketProcessor) loader
                            .loadClass(WovenClasses.ENTRY).getConstructor(PacketProcessor.class).newInstance(module);
        } catch (Exception e) {
            throw new IllegalStateException(type.getName() + " does not start: " + e, e);
        }
    }

    private static Map<String, byte[]> classes(Path jar, ModuleCode code) throws IOException {
        if (code == ModuleCode.PLAIN) {
            return original(jar);
        }
        Map<String, byte[]> classes = new TreeMap<>(woven(jar));
        if (code == ModuleCode.CALLED) {
            classes.putAll(original(jar));
        }
        return classes;
    }

    /** The JAR that a class on the class path is in. */
    static Path jar(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            Path jar = Path.of(source.getLocation().toURI());
            if (!Files.isRegularFile(jar)) {
                throw new IllegalStateException(jar + " is no JAR: build with mvn verify, which packages the modules");
            }
            return jar;
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All classes, by the names of their entries. */
    static Map<String, byte[]> original(Path file) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            for (JarEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(CLASS)) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        classes.put(entry.getName(), in.readAllBytes());
                    }
                }
            }
        }
        return classes;
    }

    private static Map<String, byte[]> woven(Path jar) throws IOException {
        BundleVerifier.Result result = new BundleVerifier().verify(jar, Set.of(), List.of());
        if (!result.violations().isEmpty()) {
            throw new IllegalStateException(jar + " is refused: " + result.violations().getFirst());
        }
        return result.woven();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            byte[] bytes = classes.get(name.replace('.', '/') + CLASS);
            if (bytes == null) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
        }
    }
}
