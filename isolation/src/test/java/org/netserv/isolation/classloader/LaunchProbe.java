package org.netserv.isolation.classloader;

import java.lang.management.ManagementFactory;

/** Main class of a JVM that a test launches: prints what is wrong with the launch. */
public final class LaunchProbe {
    private LaunchProbe() {}

    /** Prints one fault a line. */
    public static void main(String[] arguments) {
        LaunchFlags.faults(ManagementFactory.getRuntimeMXBean().getInputArguments()).forEach(System.out::println);
    }
}
