package org.netserv.isolation.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.isolation.verify.BundleVerifier;
import org.netserv.testing.BundleBuilder;

@SuppressWarnings("JdkObsolete") // a list of many nodes is what is needed
class RetainedHeapTest {
    private static final long ENOUGH = 1L << 40;
    /** Packages of which modules get no object that keeps more than {@link Shape#HIDDEN_BYTES} of theirs. */
    private static final Set<String> BOUNDED = Set.of("java.lang.annotation", "java.lang.invoke", "java.lang.runtime",
            "java.nio.charset", "java.security", "java.time", "java.time.temporal", "java.util.random", "java.util.zip",
            "javax.crypto");

    @TempDir
    private Path directory;

    private static long measure(Object... roots) {
        return new RetainedHeap().retainedBytes(List.of(roots), List.of(), ENOUGH);
    }

    @Test
    void shouldAddUpSizesByHeaderFieldsAndAlignment() {
        assertEquals(16, measure(new Object()));
        assertEquals(16, measure(1_000_000));
        assertEquals(24, measure(1L << 40));
        assertEquals(16, measure((Object) new byte[0]));
        assertEquals(24, measure((Object) new byte[1]));
        assertEquals(16 + 80, measure((Object) new long[10]));
        assertEquals(24 + 24, measure(new String("abc".getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
    }

    @Test
    void shouldFollowCollectionsAndArraysOfArrays() {
        List<byte[]> list = new ArrayList<>();
        Map<Integer, byte[]> map = new HashMap<>();
        Map<Integer, byte[]> concurrent = new ConcurrentHashMap<>();
        for (int i = 0; i < 100; i++) {
            list.add(new byte[10_000]);
            map.put(i, new byte[10_000]);
            concurrent.put(i, new byte[10_000]);
        }
        assertAbout(1_000_000, measure(list));
        assertAbout(1_000_000, measure(map));
        assertAbout(1_000_000, measure(concurrent));
        assertAbout(1_000_000, measure((Object) new byte[10][10][10_000]));
    }

    @Test
    void shouldSeeWhatIsKeptByJdkObjectsThatModulesMayMake() throws IOException {
        byte[] large = new byte[1_000_000];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(large);
        for (Object keeper : List.of(out, ByteBuffer.wrap(large), new AtomicReference<>(large),
                Predicate.isEqual(large).negate(),
                new SecretKeySpec(large, "HmacSHA256"),
                new IllegalStateException(new String(large, StandardCharsets.ISO_8859_1)))) {
            long bytes = measure(keeper);
            assertTrue(bytes >= 1_000_000, () -> keeper.getClass() + " " + bytes);
        }
    }

    @Test
    void shouldCountSharedObjectsOnceAndEndOnCycles() {
        byte[] shared = new byte[1_000_000];
        Object[] cycle = {shared, shared, null};
        cycle[2] = cycle;
        List<Object> other = new ArrayList<>(List.of(shared, cycle));
        other.add(other);
        assertAbout(1_000_000, measure(cycle, other, shared));
    }

    @Test
    void shouldWalkALongListWithoutAStack() {
        LinkedList<Object> list = new LinkedList<>();
        for (int i = 0; i < 1_000_000; i++) {
            list.add("");
        }
        assertAbout(24_000_000, measure(list));
    }

    @Test
    void shouldStopAtTheLimit() {
        List<byte[]> list = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            list.add(new byte[10_000]);
        }
        long bytes = new RetainedHeap().retainedBytes(List.of(list), List.of(), 50_000);
        assertTrue(bytes > 50_000 && bytes < 70_000, () -> "" + bytes);
    }

    @Test
    void shouldTakeMoreObjectsThanItCanHoldForTooMany() {
        LinkedList<Object> list = new LinkedList<>();
        for (int i = 0; i < 10_000; i++) {
            list.add("");
        }
        assertEquals(ENOUGH + 1, new Walk(ENOUGH, 32_768).over(List.of(list), List.of()));
        assertAbout(240_000, new Walk(ENOUGH, 65_536).over(List.of(list), List.of()));
    }

    @Test
    void shouldCountNeitherWhatIsLentNorWhatIsShared() {
        assertEquals(0, measure(new RetainedHeap(), String.class, Thread.currentThread(),
                RetainedHeapTest.class.getClassLoader(), Thread.State.NEW, Object.class.getModule()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"static byte[] all = new byte[1_000_000];",
        "static final Object[] ALL = {new byte[1_000_000]};",
        "enum Kind { ONE; byte[] all = new byte[1_000_000]; } static { Kind.ONE.hashCode(); }",
        "record Kept(byte[] all) {} static Object kept = new Kept(new byte[1_000_000]);",
        "static Runnable task = task(new byte[1_000_000]);"
                + "static Runnable task(byte[] all) { return () -> System.out.println(all); }",
        "static class Own extends HashMap<Object, Object> {} static Own own = new Own();"
                + "static { own.put(1, new byte[1_000_000]); }",
        "static class Base { private final byte[] all = new byte[1_000_000]; } static class Derived extends Base {}"
                + "static Object derived = new Derived();"})
    void shouldFollowStaticFieldsOfPublishersClasses(String members) throws Exception {
        assertAbout(1_000_000, measureStatics(members));
    }

    @Test
    void shouldRunNoneOfThePublishersCode() throws Exception {
        assertAbout(1_000_000, measureStatics("""
                static class Bad extends ArrayList<Object> {
                    public int hashCode() { throw new Error(); }
                    public boolean equals(Object other) { throw new Error(); }
                    public String toString() { throw new Error(); }
                    public int size() { throw new Error(); }
                    public Iterator<Object> iterator() { throw new Error(); }
                }
                static Bad bad = new Bad();
                static { bad.add(new byte[1_000_000]); }
                """));
    }

    private long measureStatics(String members) throws Exception {
        Path jar = BundleBuilder.bundle("a.b", "1.0.0").source("guest.Entry", "public class Entry {" + members + "}")
                .build(directory.resolve("guest.jar"));
        try (URLClassLoader loader = new URLClassLoader(new URL[]{jar.toUri().toURL()}, null);
                JarFile entries = new JarFile(jar.toFile())) {
            List<Class<?>> classes = new ArrayList<>();
            for (String name : entries.stream().map(JarEntry::getName).toList()) {
                if (name.endsWith(".class")) {
                    classes.add(Class.forName(name.replace('/', '.').substring(0, name.length() - 6), true, loader));
                }
            }
            return new RetainedHeap().retainedBytes(List.of(), classes, ENOUGH);
        }
    }

    @Test
    void shouldLookIntoAllPackagesWhoseObjectsModulesCanFill() throws IOException {
        Pattern type = Pattern.compile("(?m)^(javax?(?:\\.[a-z]+)+)\\.[A-Z*]");
        try (var in = Objects.requireNonNull(BundleVerifier.class.getResourceAsStream("allow-list.txt"))) {
            Set<String> listed = type.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8)).results()
                    .map((MatchResult found) -> found.group(1)).collect(Collectors.toCollection(TreeSet::new));
            listed.removeAll(BOUNDED);
            assertEquals(new TreeSet<>(RetainedHeap.OPENED), listed);
        }
        assertEquals(List.of(), RetainedHeap.closedPackages());
    }

    /** At least what the arrays have, at most a twentieth more. */
    private static void assertAbout(long expected, long bytes) {
        assertTrue(bytes >= expected && bytes <= expected + expected / 20, () -> expected + " " + bytes);
    }
}
