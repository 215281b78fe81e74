package org.netserv.isolation.classloader;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.netserv.isolation.heap.RetainedHeap;
import org.netserv.node.guard.WovenClasses;

/**
 * Whether the JVM was launched with the walls that the class loader sandbox stands on.
 *
 * <p>Bundles' classes are in unnamed modules. What the module system lets those do is asked of it rather than read from
 * the command line: a JAR's manifest or an environment variable may say it, too.
 *
 * <p><b>Source.</b> JEP 472 (native access), JEP 498 (sun.misc.Unsafe), JEP 261 (add-exports, add-opens).
 */
final class LaunchFlags {
    private static final String NATIVE = "--illegal-native-access=";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=";
    private static final String DENY = "deny";
    private static final String POLLS = "-XX:+UseCountedLoopSafepoints";
    private static final String ENTRIES = "-XX:CompileCommand=dontinline," + WovenClasses.ENTRY + "::*";

    private LaunchFlags() {}

    /**
     * What is wrong, each with its cure; empty if nothing is.
     *
     * @param arguments the JVM's own arguments
     */
    static List<String> faults(List<String> arguments) {
        List<String> faults = new ArrayList<>();
        Module own = LaunchFlags.class.getModule();
        if (!own.isNamed()) {
            faults.add("the node is on the class path: start it with --module-path and --module");
        }
        requireDeny(arguments, NATIVE, faults);
        requireDeny(arguments, UNSAFE, faults);
        if (!arguments.contains(POLLS)) {
            faults.add(POLLS + " is missing: without it publishers' loops can hold up the JVM");
        }
        if (!arguments.contains(ENTRIES)) {
            faults.add(ENTRIES + " is missing: without it the packet path's compiled code holds publishers', and is"
                    + " thrown away when one of them is stopped");
        }
        Module guest = new ClassLoader(null) {
        }.getUnnamedModule();
        if (guest.isNativeAccessEnabled()
                || ClassLoader.getSystemClassLoader().getUnnamedModule().isNativeAccessEnabled()
                || grantsAllNativeAccess(arguments)) {
            faults.add("--enable-native-access=ALL-UNNAMED lets publishers' code call native code:"
                    + " grant it to org.netserv.ffi alone");
        }
        for (Module module : ModuleLayer.boot().modules()) {
            if (isGuarded(module.getName())) {
                addLeaks(module, guest, faults);
            }
        }
        if (own.isNamed()) {
            RetainedHeap.closedPackages()
                    .forEach(name -> faults.add("--add-opens java.base/" + name + "=" + own.getName()
                            + " is missing: without it the memory that modules keep cannot be measured"));
        }
        return faults;
    }

    private static void requireDeny(List<String> arguments, String option, List<String> faults) {
        String value = "";
        for (String argument : arguments) {
            if (argument.startsWith(option)) {
                value = argument.substring(option.length()); // the last one counts
            }
        }
        if (!value.equals(DENY)) {
            faults.add(option + DENY + " is missing" + (value.isEmpty() ? "" : ": it is " + value));
        }
    }

    private static boolean grantsAllNativeAccess(List<String> arguments) {
        boolean listFollows = false;
        for (String argument : arguments) {
            boolean named = argument.startsWith("--enable-native-access");
            if ((named || listFollows) && argument.contains("ALL-UNNAMED")) {
                return true;
            }
            listFollows = named && argument.indexOf('=') < 0;
        }
        return false;
    }

    /** NetServ's outer modules hold nothing that reaches beyond them; test runners open them. */
    private static boolean isGuarded(String module) {
        return !module.startsWith("org.netserv.") || module.equals("org.netserv.ffi")
                || module.equals("org.netserv.node");
    }

    private static void addLeaks(Module module, Module guest, List<String> faults) {
        for (String name : new TreeSet<>(module.getPackages())) {
            String where = module.getName() + "/" + name;
            if (module.isOpen(name, guest) && !module.isOpen(name)) {
                faults.add("--add-opens " + where + "=ALL-UNNAMED opens it to publishers' code: leave it out");
            } else if (module.isExported(name, guest) && !module.isExported(name)) {
                faults.add("--add-exports " + where + "=ALL-UNNAMED hands it to publishers' code: leave it out");
            }
        }
    }
}
