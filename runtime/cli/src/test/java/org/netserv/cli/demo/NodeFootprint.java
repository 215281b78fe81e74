package org.netserv.cli.demo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.netserv.node.counters.CountersFile;
import org.netserv.rig.Exec;

/**
 * What a node holds on to, seen from outside its process.
 *
 * @param heapBytes live, after a full collection
 * @param metaspaceBytes used, after that
 * @param classes loaded and not unloaded
 * @param loaders class loaders of bundles
 * @param threads names of Java threads, numbers left out
 * @param descriptors what its file descriptors are, numbers left out
 * @param groups its control groups; none where it may not make any
 * @param files in its state directory, numbers left out
 * @param counters labels of its counters
 */
record NodeFootprint(long heapBytes, long metaspaceBytes, long classes, long loaders, List<String> threads,
        List<String> descriptors, FirewallState rules, List<String> groups, List<String> files,
        Set<String> counters) {
    /**
     * A class loader that stays for each cycle is at least 50 KB, in a thousand cycles 50 MB. What may grow are the
     * JVM's own notes on methods that become hot, and messages that the node remembers until they expire.
     */
    private static final long HEAP_GROWTH = 4L << 20;
    private static final long METASPACE_GROWTH = 4L << 20;
    /** The JVM makes classes for itself when it calls a lambda or a method handle often. */
    private static final long CLASSES_GROWTH = 100;
    /** The HTTP client keeps a connection to each of two servers for a while. */
    private static final long SOCKETS_GROWTH = 2;
    /** Of the JVM's, which come and go with the work there is: they run virtual threads, send requests, and compile. */
    private static final Pattern POOLS = Pattern.compile(
            "ForkJoinPool[-.].*|HttpClient-\\d+-Worker-\\d+|C[12] CompilerThread\\d+|Attach Listener|process reaper.*");
    private static final Pattern JAVA_THREAD = Pattern.compile("^\"(.*)\" #\\d+.*");

    static NodeFootprint of(DemoSite site) throws IOException {
        long pid = site.node().pid();
        for (int i = 0; i < 2; i++) {
            // What a first collection finds out is only let go by the next.
            jcmd(pid, "GC.run");
        }
        String histogram = jcmd(pid, "GC.class_histogram");
        String figures = jcmd(pid, "PerfCounter.print");
        long loaded = number(figures, "^java\\.cls\\.loadedClasses=(\\d+)")
                + number(figures, "^java\\.cls\\.sharedLoadedClasses=(\\d+)")
                - number(figures, "^java\\.cls\\.unloadedClasses=(\\d+)")
                - number(figures, "^java\\.cls\\.sharedUnloadedClasses=(\\d+)");
        return new NodeFootprint(number(histogram, "^Total +\\d+ +(\\d+)"),
                number(figures, "^sun\\.gc\\.metaspace\\.used=(\\d+)"), loaded,
                loaders(histogram),
                threads(pid), descriptors(pid), FirewallState.of(site.router()), groups(pid), files(site.state()),
                CountersFile.open(site.state().resolve("counters.dat")).snapshot().keySet());
    }

    /** Expects that no bundle is left, and that nothing has grown since. */
    void assertFlatSince(NodeFootprint before, String what) {
        assertAll(what,
                () -> assertWithin(HEAP_GROWTH, heapBytes - before.heapBytes, "bytes of heap"),
                () -> assertWithin(METASPACE_GROWTH, metaspaceBytes - before.metaspaceBytes, "bytes of metaspace"),
                () -> assertWithin(CLASSES_GROWTH, classes - before.classes, "classes"),
                () -> assertEquals(0, loaders, "class loaders of bundles"),
                () -> assertEquals(before.threads, threads),
                () -> assertEquals(without("socket:#", before.descriptors), without("socket:#", descriptors)),
                () -> assertWithin(SOCKETS_GROWTH, sockets() - before.sockets(), "sockets"),
                () -> assertEquals(before.rules, rules), () -> assertEquals(before.groups, groups),
                () -> assertEquals(before.files, files), () -> assertEquals(before.counters, counters));
    }

    private static void assertWithin(long bound, long growth, String what) {
        assertTrue(growth <= bound, () -> growth + " more " + what + ": expected at most " + bound);
    }

    private long sockets() {
        return descriptors.stream().filter("socket:#"::equals).count();
    }

    private static List<String> without(String word, List<String> words) {
        return words.stream().filter(each -> !each.equals(word)).toList();
    }

    private static long loaders(String histogram) {
        Matcher matcher = Pattern
                .compile(" (\\d+) +\\d+ +org\\.eclipse\\.osgi\\.internal\\.loader\\.EquinoxClassLoader ")
                .matcher(histogram);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static List<String> threads(long pid) {
        return jcmd(pid, "Thread.print").lines().map(JAVA_THREAD::matcher).filter(Matcher::matches)
                .map(line -> line.group(1)).filter(name -> !POOLS.matcher(name).matches())
                .map(NodeFootprint::numberless).sorted().toList();
    }

    private static List<String> descriptors(long pid) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                try {
                    found.add(numberless(Files.readSymbolicLink(descriptor).toString()));
                } catch (NoSuchFileException e) {
                    // It was closed meanwhile.
                }
            }
        }
        return found.stream().sorted().toList();
    }

    /** Control groups of a node: the one for all publishers, and theirs below it. */
    static List<String> groups(long pid) {
        String all = "*/netserv-" + pid;
        return Exec
                .run(List.of("find", "/sys/fs/cgroup", "-type", "d", "(", "-path", all, "-o", "-path", all + "/*", ")"))
                .stdout().lines().sorted().toList();
    }

    private static List<String> files(Path state) throws IOException {
        try (Stream<Path> files = Files.walk(state)) {
            return files.map(file -> numberless(state.relativize(file).toString())).sorted().toList();
        }
    }

    private static String numberless(String name) {
        return name.replaceAll("\\[?\\d+]?", "#");
    }

    private static String jcmd(long pid, String command) {
        return Exec.run(List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid), command)).orThrow().stdout();
    }

    private static long number(String text, String line) {
        Matcher matcher = Pattern.compile(line, Pattern.MULTILINE).matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("no line like " + line + " in:\n" + text);
        }
        return Long.parseLong(matcher.group(1));
    }

    @Override
    public String toString() {
        return heapBytes / 1024 + " KB of heap, " + metaspaceBytes / 1024 + " KB of metaspace, " + classes
                + " classes, " + loaders + " class loaders of bundles, " + threads.size() + " threads, "
                + descriptors.size() + " descriptors, " + rules.lines().size() + " rules, " + groups.size()
                + " groups, " + files.size() + " files, " + counters.size() + " counters";
    }
}
