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
        return new BundleVerifier().verify(jar, Set.of(), List.of()).violations().stream().map(Violation::toString)
                .toList();
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

    private BundleVerifier.Installed base(BundleVerifier verifier, String body) throws IOException {
        Path jar = BundleBuilder.bundle("base", "1.0.0")
                .source("base.Base", "public class Base extends Exception {" + body + "}")
                .build(folder.resolve("base.jar"));
        BundleVerifier.Result result = verifier.verify(jar, Set.of(), List.of());
        assertEquals(List.of(), result.violations());
        return verifier.installed(result.woven());
    }

    private List<String> verifyUser(BundleVerifier verifier, String statement, List<BundleVerifier.Installed> others)
            throws IOException {
        Path jar = BundleBuilder.module("guest", "1.0.0", start(statement)).against(folder.resolve("base.jar"))
                .build(folder.resolve("guest.jar"));
        return verifier.verify(jar, Set.of("base"), others).violations().stream().map(Violation::toString).toList();
    }

    @Test
    void shouldFollowWhatClassesOfOtherBundlesInherit() throws Exception {
        BundleVerifier verifier = new BundleVerifier();
        var inheriting = base(verifier, "");
        var declaring = base(verifier,
                "public static String format() { return \"\"; } public void printStackTrace() {}");
        String print = "new base.Base().printStackTrace();";
        String refused = "guest.Entry.start uses base.Base.printStackTrace, which is left out";
        assertTrue(verifyUser(verifier, print, List.of(inheriting)).getFirst().startsWith(refused));
        assertEquals(List.of(), verifyUser(verifier, print, List.of(declaring)));
        assertTrue(verifyUser(verifier, print, List.of(declaring, inheriting)).getFirst().startsWith(refused));
        // By names alone, as String.format is left out, where the other bundle is not there.
        assertEquals(List.of(), verifyUser(verifier, "base.Base.format();", List.of(declaring)));
        assertTrue(verifyUser(verifier, "base.Base.format();", List.of()).getFirst()
                .startsWith("guest.Entry.start uses base.Base.format, which is not on the list"));
    }

    @Test
    void shouldEndWithClassesThatExtendEachOther() throws Exception {
        ClassDesc a = ClassDesc.of("guest.A");
        ClassDesc b = ClassDesc.of("guest.B");
        byte[] upper = ClassFile.of().build(a, builder -> builder.withSuperclass(b));
        byte[] lower = ClassFile.of().build(b, builder -> {
            builder.withSuperclass(a);
            builder.constantPool().methodRefEntry(a, "missing",
                    java.lang.constant.MethodTypeDesc.ofDescriptor("()V"));
        });
        assertEquals(List.of("guest.B uses guest.A.missing, which is not on the list of what modules may use"),
                verify(BundleBuilder.bundle("guest", "1.0.0").entry("guest/A.class", upper).entry("guest/B.class",
                        lower)));
    }

    @Test
    void shouldRefuseWhatTakesLongToLookAt() throws Exception {
        BundleBuilder constants = BundleBuilder.bundle("guest", "1.0.0");
        BundleBuilder members = BundleBuilder.bundle("guest", "1.0.0");
        BundleBuilder chain = BundleBuilder.bundle("guest", "1.0.0");
        for (int i = 0; i < 9; i++) {
            constants.entry("guest/C" + i + ".class", ClassFile.of().build(ClassDesc.of("guest.C" + i), builder -> {
                for (int n = 0; n < 30_000; n++) {
                    builder.constantPool().intEntry(n);
                }
            }));
        }
        for (int i = 0; i < 3; i++) {
            members.entry("guest/M" + i + ".class", ClassFile.of().build(ClassDesc.of("guest.M" + i), builder -> {
                for (int n = 0; n < 30_000; n++) {
                    builder.withField("f" + n, java.lang.constant.ConstantDescs.CD_int, 0);
                }
            }));
        }
        for (int i = 0; i < 300; i++) {
            ClassDesc parent = i == 0 ? java.lang.constant.ConstantDescs.CD_Object : ClassDesc.of("guest.D" + (i - 1));
            chain.entry("guest/D" + i + ".class",
                    ClassFile.of().build(ClassDesc.of("guest.D" + i), builder -> builder.withSuperclass(parent)));
        }
        assertEquals(List.of("the bundle has more than 262144 constants in all its classes"), verify(constants));
        assertEquals(List.of("the bundle has more than 65536 methods and fields in all its classes"), verify(members));
        assertTrue(verify(chain).getFirst().endsWith(" inherits from more than 256 classes"));
    }

    @Test
    void shouldRefuseLambdasThatAreNotHeldToTheList() throws Exception {
        assertTrue(verify(start("java.util.concurrent.Callable<Integer> c = () -> 1;")).getFirst()
                .startsWith(
                        "guest.Entry.start makes a lambda of java.util.concurrent.Callable, which is not on the list"));
        assertTrue(verify(start("Text t = () -> 1 << 30;") + """
                interface Text extends CharSequence {
                    default char charAt(int i) { return 'a'; }
                    default CharSequence subSequence(int from, int to) { return this; }
                }""").getFirst().startsWith("guest.Entry.start makes a lambda of a length()"));
    }

    @Test
    void shouldLetAuthenticationCodesPassAndKeysOfOnesOwnNot() throws Exception {
        assertEquals(List.of(), verify(start("""
                javax.crypto.SecretKey key = new javax.crypto.spec.SecretKeySpec(new byte[16], "HmacSHA256");
                javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
                mac.init(key);
                mac.doFinal(new byte[1]);""")));
        assertTrue(verify(BundleBuilder.module("guest", "1.0.0", start("")).source("guest.Own",
                "class Own extends javax.crypto.spec.SecretKeySpec { Own() { super(new byte[1], \"x\"); } }"))
                .getFirst()
                .startsWith("guest.Own extends javax.crypto.spec.SecretKeySpec, which is left out"));
        assertTrue(verify(BundleBuilder.module("guest", "1.0.0", start("")).source("guest.Own",
                "abstract class Own implements java.security.Key {}")).getFirst()
                .startsWith("guest.Own extends java.security.Key, which is not on the list"));
    }

    /** An interface of one's own stands in for a default method that two interfaces have. */
    @Test
    void shouldRefuseDefaultMethodsBehindAnInterfaceOfItsOwn() throws Exception {
        ClassDesc function = ClassDesc.of("java.util.function.Function");
        var type = java.lang.constant.MethodTypeDesc.of(function, function);
        byte[] own = ClassFile.of().build(ClassDesc.of("guest.Own"),
                builder -> builder.withFlags(ClassFile.ACC_INTERFACE | ClassFile.ACC_ABSTRACT).withMethod("andThen",
                        type,
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT, method -> {}));
        byte[] both = ClassFile.of().build(ClassDesc.of("guest.Both"),
                builder -> builder.withFlags(ClassFile.ACC_ABSTRACT | ClassFile.ACC_SUPER)
                        .withInterfaceSymbols(ClassDesc.of("guest.Own"), function));
        assertTrue(verify(BundleBuilder.bundle("guest", "1.0.0").entry("guest/Own.class", own).entry("guest/Both.class",
                both)).getFirst().startsWith("guest.Both inherits java.util.function.Function.andThen"));
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
