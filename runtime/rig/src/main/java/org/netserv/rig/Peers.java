package org.netserv.rig;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Starts the programs of {@code org.netserv.rig.peer} and reads the numbers that they print. */
final class Peers {

    /** Flags with which a JVM starts in well under 100 ms and takes little memory. */
    private static final List<String> SMALL_JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto",
            "-Xmx64m", "-Djava.net.preferIPv4Stack=false");

    private Peers() {}

    static Running start(Namespace host, String mainClass, List<String> arguments) {
        List<String> argv = new ArrayList<>();
        argv.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        argv.addAll(SMALL_JVM);
        argv.addAll(List.of("-cp", classPath(), "org.netserv.rig.peer." + mainClass));
        argv.addAll(arguments);
        // An inherited JAVA_TOOL_OPTIONS may open a debugger's port or name agents that are not meant for peers.
        return host.start(argv, Map.of("JAVA_TOOL_OPTIONS", ""), null);
    }

    private static String classPath() {
        try {
            return Path.of(Peers.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new RigException("cannot tell where the rig's classes are: " + e.getMessage(), e);
        }
    }

    static long number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + Pattern.quote(name) + "\":(\\d+)").matcher(json);
        if (!matcher.find()) {
            throw new RigException("a peer printed no number " + name + ": " + json);
        }
        return Long.parseLong(matcher.group(1));
    }
}
