package org.netserv.isolation.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netserv.testing.BundleBuilder;

class BundleVerifierTest {
    @TempDir
    Path folder;

    private List<String> verify(String body) throws IOException {
        return verify(BundleBuilder.module("guest", "1.0.0", body));
    }

    private List<String> verify(BundleBuilder bundle) throws IOException {
        Path jar = bundle.build(folder.resolve("guest.jar"));
        return new BundleVerifier().verify(jar, Set.of()).violations().stream().map(Violation::toString).toList();
    }

    private static String start(String statements) {
        return "public void start(ModuleContext context) throws Exception {" + statements + "}";
    }

    @Test
    void shouldLetOrdinaryCodePass() throws Exception {
        assertEquals(List.of(),
                verify("""
                        private final Map<String, Integer> seen = new HashMap<>();
                        private final java.util.concurrent.atomic.AtomicLong count = new java.util.concurrent.atomic.AtomicLong();
                        record Flow(int from, int to) {}
                        enum Kind { A, B { @Override int weight() { return 2; } }; int weight() { return 1; } }
                        sealed interface Shape permits Flow2, None {}
                        record Flow2(int x) implements Shape {}
                        record None() implements Shape {}
                        static int size(Object o) { return switch (o) { case Flow2(int x) when x > 3 -> x; case None _ -> 0;
                            case String s -> s.length(); default -> -1; }; }
                        static int kind(Kind k) { return switch (k) { case A -> 1; case B -> k.weight(); }; }
                        public void start(ModuleContext context) throws Exception {
                            assert context != null;
                            String text = "node " + context.nodeId() + seen.size() + new Flow(1, 2);
                            List<Flow> flows = new ArrayList<>(List.of(new Flow(3, 4)));
                            flows.sort(Comparator.comparingInt(Flow::from));
                            flows.forEach(flow -> seen.merge(flow.toString(), kind(Kind.B), Integer::sum));
                            byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                            int[] copy = new int[bytes.length].clone();
                            try (var in = context.storage().read("x")) { in.read(bytes); } catch (java.io.IOException e) {
                                context.log().warn(e.getMessage()); }
                            context.every(1000, () -> count.addAndGet(size(flows.getFirst()) + copy.length));
                            context.register(packet -> packet.ttl() < 5 ? Verdict.DROP : Verdict.ACCEPT);
                        }
                        """));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "System.exit(1);                                            | java.lang.System.exit",
        "System.getProperty(\"user.home\");                         | java.lang.System.getProperty",
        "System.out.println();                                      | java.lang.System.out",
        "new java.io.File(\"/etc/passwd\").length();                | new java.io.File",
        "java.nio.file.Files.readString(java.nio.file.Path.of(\"/etc/passwd\")); | java.nio.file.Path.of",
        "new java.net.Socket(\"127.0.0.1\", 1);                     | new java.net.Socket",
        "java.net.InetAddress.getByName(\"a\");                     | java.net.InetAddress.getByName",
        "Runtime.getRuntime().exec(\"id\");                         | java.lang.Runtime.getRuntime",
        "Class.forName(\"java.io.File\");                           | java.lang.Class.forName",
        "getClass().getClassLoader();                               | java.lang.Class.getClassLoader",
        "getClass().getDeclaredMethods();                           | java.lang.Class.getDeclaredMethods",
        "java.lang.invoke.MethodHandles.lookup();                   | java.lang.invoke.MethodHandles.lookup",
        "new Thread(() -> {}).start();                              | new java.lang.Thread",
        "Thread.currentThread().threadId();                         | java.lang.Thread.currentThread",
        "Thread.sleep(1);                                           | java.lang.Thread.sleep",
        "wait();                                                    | java.lang.Object.wait",
        "\"a\".repeat(9);                                           | java.lang.String.repeat",
        "\"a\".intern();                                            | java.lang.String.intern",
        "java.util.stream.IntStream.range(0, 9).sum();              | java.util.stream.IntStream.range",
        "List.of(1).stream();                                       | java.util.List.stream",
        "new ArrayList<>().parallelStream();                        | java.util.ArrayList.parallelStream",
        "Locale.setDefault(Locale.ROOT);                            | java.util.Locale.setDefault",
        "java.util.Timer t = new java.util.Timer();                 | new java.util.Timer",
        "ServiceLoader.load(Runnable.class);                        | java.util.ServiceLoader.load",
        "Runnable r = System::gc; r.run();                          | java.lang.System.gc",
        "java.lang.foreign.Arena.ofAuto();                          | java.lang.foreign.Arena.ofAuto"})
    void shouldNameMethodAndReference(String statement, String reference) throws Exception {
        List<String> found = verify(start(statement));
        assertTrue(found.stream().anyMatch(line -> line.startsWith("guest.Entry.start uses " + reference + ",")),
                found.toString());
    }

    @Test
    void shouldFollowWhatOwnClassesInherit() throws Exception {
        assertEquals("guest.Own extends java.lang.ClassLoader, which is not on the list of what modules may use",
                verify(BundleBuilder.module("guest", "1.0.0", start("new Own().clearAssertionStatus();"))
                        .source("guest.Own", "class Own extends ClassLoader {}")).stream()
                        .filter(line -> line.contains("extends")).findFirst().orElse("nothing"));
        List<String> inherited = verify(BundleBuilder.module("guest", "1.0.0", start("new Own().printStackTrace();"))
                .source("guest.Own", "class Own extends Exception {}"));
        assertEquals(1, inherited.size(), inherited.toString());
        assertTrue(
                inherited.getFirst().startsWith("guest.Entry.start uses guest.Own.printStackTrace, which is left out"),
                inherited.toString());
    }

    @Test
    void shouldRefuseLocksFinalizersAndNativeCode() throws Exception {
        assertEquals(
                List.of("guest.Entry.start is synchronized: a packet thread that waited for a lock could not be stopped"),
                verify(start("synchronized (\"shared\") { context.nodeId(); }")));
        assertEquals(
                List.of("guest.Entry.step is synchronized: a packet thread that waited for a lock could not be stopped"),
                verify(start("step();") + "synchronized void step() {}"));
        assertTrue(verify(start("") + "protected void finalize() {}").getFirst()
                .startsWith("guest.Entry.finalize is a finalizer"));
        assertTrue(
                verify(start("") + "static native void call();").getFirst().startsWith("guest.Entry.call is native"));
    }

    @Test
    void shouldRefuseClassesThatAreNotWhatTheySeem() throws Exception {
        byte[] named = ClassFile.of().build(ClassDesc.of("java.lang.Runtime"), builder -> {});
        assertEquals(List.of("guest.A is in fact the class java.lang.Runtime"),
                verify(BundleBuilder.bundle("guest", "1.0.0").entry("guest/A.class", named)));
        assertEquals(List.of("java.lang.Runtime takes the name of a class that the node provides"),
                verify(BundleBuilder.bundle("guest", "1.0.0").entry("java/lang/Runtime.class", named)));
        byte[] old = ClassFile.of().build(ClassDesc.of("guest.A"), builder -> builder.withVersion(49, 0));
        assertTrue(verify(BundleBuilder.bundle("guest", "1.0.0").entry("guest/A.class", old)).getFirst()
                .startsWith("guest.A has class file version 49: expected 52 to "));
        assertTrue(verify(BundleBuilder.bundle("guest", "1.0.0").entry("guest/A.class", new byte[]{1, 2, 3}))
                .getFirst().startsWith("guest.A is malformed ("));
        byte[] cut = java.util.Arrays.copyOf(named, named.length - 3);
        assertTrue(verify(BundleBuilder.bundle("guest", "1.0.0").entry("java/lang/Runtime.class", cut)).size() == 1);
    }
}
