package org.netserv.isolation.weave;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netserv.isolation.hostile.CirclingHandlers;
import org.netserv.isolation.verify.BundleVerifier;
import org.netserv.node.guard.Gate;
import org.netserv.node.guard.Overstay;
import org.netserv.node.guard.Oversize;
import org.netserv.node.guard.Warden;
import org.netserv.node.guard.Watch;
import org.netserv.testing.BundleBuilder;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WeaverTest {
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(20);

    private static final String LYING = "new AbstractCollection<Object>() { public int size() { return 1 << 30; }"
            + " public Iterator<Object> iterator() { return List.of().iterator(); } }";

    @TempDir
    Path folder;

    /** Loads woven classes, and nothing else of the bundle. */
    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> woven;

        Loader(Map<String, byte[]> woven) {
            super(WeaverTest.class.getClassLoader());
            this.woven = woven;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = woven.get(name.replace('.', '/') + ".class");
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }

    private Runnable guest(String body) throws Exception {
        return load(BundleBuilder.bundle("guest", "1.0.0").source("guest.Guest",
                "public class Guest implements Runnable {" + body + "}"));
    }

    private Runnable load(BundleBuilder builder) throws Exception {
        return (Runnable) new Loader(woven(builder)).loadClass("guest.Guest").getConstructor().newInstance();
    }

    private Map<String, byte[]> woven(BundleBuilder builder) throws IOException {
        BundleVerifier.Result result = new BundleVerifier().verify(builder.build(folder.resolve("guest.jar")),
                Set.of(), java.util.List.of());
        assertEquals(java.util.List.of(), result.violations());
        return result.woven();
    }

    private static void visit(Runnable guest) {
        Watch watch = Warden.watch();
        watch.enter(Gate.of(guest.getClass()), PATIENCE);
        try {
            guest.run();
        } finally {
            watch.leave();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"while (true) {}", "for (;;) { x++; }", "do { x += 2; } while (x != 1);",
        "while (true) { try { spin(); } catch (Throwable t) { x++; } }",
        "while (true) { try { spin(); } finally { continue; } }",
        "try { spin(); } catch (Throwable t) { spin(); } finally { spin(); }",
        "recur(0);", "while (true) { try { recur(0); } catch (StackOverflowError e) { x++; } }",
        "while (true) { switch (x & 3) { case 0: x += 2; break; case 1: x += 3; break; default: x++; } }",
        "List<Integer> all = new ArrayList<>(List.of(3, 1, 2)); while (true) all.sort((a, b) -> { x++; return a - b; });",
        "new ArrayList<>(List.of(1, 2)).forEach(i -> { while (true) { x++; } });",
        "Iterator<Integer> endless = new Iterator<>() { public boolean hasNext() { return true; }"
                + " public Integer next() { return 1; } }; endless.forEachRemaining(i -> x += i);",
        "Map<Integer, Integer> m = new HashMap<>(); for (int i = 0;; i++) m.put(i & 255, i);",
        "StringBuilder s = new StringBuilder(\"ab\"); while (true) { s.append(s); s.setLength(2); }",
        "class Deep { int d = new Object() { int e() { while (true) x++; } }.e(); } new Deep();"})
    void shouldEndWhatDoesNotEnd(String statements) throws Exception {
        Runnable guest = guest("""
                int x;
                void spin() { while (true) { x++; } }
                int recur(int depth) { return depth == 2000 ? 1 : recur(depth + 1) + recur(depth + 1); }
                public void run() { %s }""".formatted(statements));
        assertThrows(Overstay.class, () -> visit(guest));
    }

    @Test
    void shouldLeaveShortMethodsThatOnlyOwnCodeCallsAsTheyAre() throws Exception {
        assertEquals(0, checks("static int shortOne(int a) { return a < 0 ? -a : a + 1; }"));
        assertEquals(0, checks("private int shortOne(int a) { return a * a; }"));
        assertEquals(0, checks("int shortOne(int a) { return a * a; }", "final class Other"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"public static int shortOne(int a) { return a; }",
        "protected int shortOne(int a) { return a; }", "int shortOne(int a) { return a; }",
        "static int shortOne(int a) { return another(a); } static int another(int a) { return a; }",
        "static int shortOne(int a) { return a; } static final java.util.function.IntUnaryOperator TAKEN = Other::shortOne;"})
    void shouldCheckWhatOthersCouldCallOrCallsOthers(String members) throws Exception {
        assertEquals(1, checks(members));
    }

    @Test
    void shouldCheckWhatOverridesWhateverItsAccess() throws Exception {
        assertEquals(1, checks("int shortOne(int a) { return a; }", "final class Other extends Base"));
        assertEquals(1, checks("int shortOne(int a) { return a; }", "final class Other implements Runnable"));
        assertEquals(1, checks("int shortOne(int a) { return a; }", "class Other"));
    }

    @Test
    void shouldCheckWhatIsLongOrGoesRound() throws Exception {
        assertEquals(2, checks("static int shortOne(int a) { while (a > 0) a -= 2; return a; }"));
        assertEquals(1, checks("static int shortOne(int a) { " + "a += a * 3;".repeat(40) + " return a; }"));
    }

    private long checks(String members) throws Exception {
        return checks(members, "class Other");
    }

    /** Checks in shortOne. */
    private long checks(String members, String declaration) throws Exception {
        byte[] bytes = Objects.requireNonNull(woven(BundleBuilder.bundle("guest", "1.0.0")
                .source("guest.Base", "public abstract class Base { int other; }")
                .source("guest.Other", declaration + " { public void run() {} " + members + " }"))
                .get("guest/Other.class"));
        MethodModel method = ClassFile.of().parse(bytes).methods().stream()
                .filter(each -> each.methodName().equalsString("shortOne")).findFirst().orElseThrow();
        return method.code().orElseThrow().elementStream()
                .filter(each -> each instanceof InvokeInstruction invoke
                        && invoke.owner().asSymbol().equals(OwnGate.TYPE))
                .count();
    }

    /** Long enough for the compilers to be done with them: what is left of the checks then is that they can be undone. */
    @ParameterizedTest
    @ValueSource(strings = {"while (true) { x++; }",
        "for (int i = 0; i < END; i++) for (int j = 0; j < END; j++) x += i ^ j;",
        "for (long i = 0; i < Long.MAX_VALUE; i++) x += (int) i;",
        "while (true) { for (int i = 0; i < 1000; i++) many[i] = x; x++; }"})
    void shouldEndCompiledLoops(String statements) throws Exception {
        Runnable guest = guest("static final int END = Integer.MAX_VALUE; int x; final int[] many = new int[1000];"
                + " public void run() { " + statements + " }");
        Watch watch = Warden.watch();
        watch.enter(Gate.of(guest.getClass()), TimeUnit.SECONDS.toNanos(1));
        assertThrows(Overstay.class, guest::run);
        watch.leave();
    }

    @Test
    void shouldEndAStaticInitialiserThatDoesNotEnd() throws Exception {
        Runnable guest = load(BundleBuilder.bundle("guest", "1.0.0")
                .source("guest.Guest", "public class Guest implements Runnable { public void run() { Other.go(); } }")
                .source("guest.Other", "class Other { static int x; static { while (x == 0) { x += 2; x -= 2; } }"
                        + " static void go() {} }"));
        assertThrows(Overstay.class, () -> visit(guest));
    }

    @Test
    void shouldLeaveOrdinaryCodeAsItIs() throws Exception {
        Runnable guest = guest(
                """
                        int x;
                        int fall(int n) { int sum = 0; for (int i = 0; i < n; i++) { if (i % 3 == 0) continue; sum += i; } return sum; }
                        String text(Object o) { return switch (o) { case String s when s.isEmpty() -> "empty"; case String s -> s;
                            case Integer i -> "i" + i; default -> "?"; }; }
                        int careful(String s) { try { return Integer.parseInt(s); } catch (NumberFormatException e) { return -1; }
                            finally { x++; } }
                        public void run() {
                            x = 0; long[][] two = new long[3][4];
                            two[2][3] = 5;
                            int[] copy = Arrays.copyOf(new int[] {1, 2, 3}, 5);
                            if (fall(10) != 27 || !text("").equals("empty") || !text(7).equals("i7") || careful("8") != 8
                                    || careful("x") != -1 || x != 2 || copy.length != 5 || two[2][3] != 5) {
                                throw new IllegalStateException(text(fall(10)) + x);
                            }
                        }""");
        visit(guest);
        guest.run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"new byte[1 << 21]", "new Object[1 << 21]", "new int[1 << 12][1 << 12]",
        "new int[1 << 21][]", "new ArrayList<>(1 << 30)", "new StringBuilder(1 << 30)",
        "java.nio.ByteBuffer.allocate(1 << 30)",
        "((java.util.function.Supplier<Object>) () -> { StringBuilder b = new StringBuilder();"
                + " b.setLength(1 << 30); return b; }).get()",
        "Arrays.copyOf(new byte[1], 1 << 30)", "new HashMap<>(1 << 30)",
        "((java.util.function.Supplier<Object>) () -> { BitSet b = new BitSet(); b.set(1 << 30); return b; }).get()",
        "new HashSet<>(" + LYING + ")", "new ArrayDeque<>(" + LYING + ")", "(" + LYING + ").toArray()",
        "new IdentityHashMap<>(new AbstractMap<Object, Object>() { public int size() { return 1 << 30; }"
                + " public Set<Map.Entry<Object, Object>> entrySet() { return Set.of(); } })",
        "new StringBuilder().append(new CharSequence() { public int length() { return 1 << 30; }"
                + " public char charAt(int i) { return 'a'; }"
                + " public CharSequence subSequence(int from, int to) { return this; } })"})
    void shouldRefuseWhatIsTooLarge(String expression) throws Exception {
        assertThrows(Oversize.class, guest("public void run() { Object o = " + expression + "; }")::run);
    }

    @Test
    void shouldEndWhatTakesMoreAndMoreMemory() throws Exception {
        Runnable guest = guest("""
                public void run() {
                    List<byte[]> kept = new ArrayList<>();
                    while (true) { kept.add(new byte[1 << 16]); }
                }""");
        Watch watch = Warden.watch();
        watch.enter(Gate.of(guest.getClass()), TimeUnit.SECONDS.toNanos(20));
        assertThrows(Overstay.class, guest::run);
        watch.leave();
    }

    /** Handlers that cover their own beginning, or each other's, would keep what is thrown there going round. */
    @Test
    void shouldEndHandlersThatCoverOneAnother() throws Exception {
        ClassDesc guest = ClassDesc.of("guest.Guest");
        byte[] bytes = ClassFile.of().build(guest, type -> type.withFlags(AccessFlag.PUBLIC)
                .withInterfaceSymbols(ClassDesc.of("java.lang.Runnable"))
                .withMethodBody(ConstantDescs.INIT_NAME, MethodTypeDesc.of(ConstantDescs.CD_void),
                        ClassFile.ACC_PUBLIC,
                        code -> code.aload(0).invokespecial(ConstantDescs.CD_Object, ConstantDescs.INIT_NAME,
                                MethodTypeDesc.of(ConstantDescs.CD_void)).return_())
                .withMethodBody("run", MethodTypeDesc.of(ConstantDescs.CD_void), ClassFile.ACC_PUBLIC,
                        CirclingHandlers::write));
        Runnable circling = load(BundleBuilder.bundle("guest", "1.0.0").entry("guest/Guest.class", bytes));
        assertThrows(Overstay.class, () -> visit(circling));
    }
}
