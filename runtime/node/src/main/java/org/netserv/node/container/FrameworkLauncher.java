package org.netserv.node.container;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** Starts Equinox frameworks in which bundles see the publisher API, the JDK's {@code java.*}, and little else. */
final class FrameworkLauncher {
    private static final String API = BundleInspector.API + ";version=\"" + FrameworkContainer.API_VERSION + "\","
            + BundleInspector.GUARD;
    private static final String ALSO = "javax.crypto,javax.crypto.spec";
    /** Above the framework's own: nothing that a bundle does makes it start. */
    private static final int NEVER = 1000;

    private FrameworkLauncher() {}

    /** A running framework without bundles. */
    static Framework launch(Path storage, ResolverHookFactory resolverHook, WeavingHook weavingHook)
            throws BundleException {
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class, FrameworkFactory.class.getClassLoader())
                .findFirst().orElseThrow();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            Framework framework = factory.newFramework(configuration(storage));
            framework.init();
            framework.getBundleContext().registerService(ResolverHookFactory.class, resolverHook, null);
            framework.getBundleContext().registerService(WeavingHook.class, weavingHook, null);
            framework.start();
            FrameworkStartLevel levels = Objects.requireNonNull(framework.adapt(FrameworkStartLevel.class));
            levels.setInitialBundleStartLevel(NEVER);
            return framework;
        } finally {
            thread.setContextClassLoader(before); // Equinox sets its own
        }
    }

    private static Map<String, String> configuration(Path storage) {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES, javaPackages() + "," + ALSO);
        settings.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, API);
        settings.put(Constants.FRAMEWORK_BOOTDELEGATION, "");
        settings.put(Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_BOOT);
        settings.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        settings.put("osgi.compatibility.bootdelegation", "false");
        settings.put("osgi.compatibility.bootdelegation.default", "false");
        settings.put("osgi.context.bootdelegation", "false");
        settings.put("osgi.framework.activeThreadType", "none");
        settings.put("equinox.resolver.thread.count", "1");
        settings.put("equinox.start.level.thread.count", "1");
        // What it would save every 30 s nobody reads: the storage is cleaned when a framework opens.
        settings.put("eclipse.stateSaveDelayInterval", "-1");
        return settings;
    }

    /** For bundles that import {@code java.*} packages; bundles reach them with or without. */
    private static String javaPackages() {
        TreeSet<String> names = new TreeSet<>();
        for (Module module : ModuleLayer.boot().modules()) {
            if (module.getClassLoader() == null) {
                module.getPackages().stream().filter(name -> name.startsWith("java.") && module.isExported(name))
                        .forEach(names::add);
            }
        }
        return String.join(",", names);
    }
}
