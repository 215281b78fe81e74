package org.netserv.isolation.hostile;

import java.util.List;
import org.netserv.isolation.hostile.Attempt.End;

/** Attempts to keep threads, memory and locks from others. */
final class Exhausting {
    private static final String OVERSTAY = "org.netserv.node.guard.Overstay";

    private Exhausting() {}

    static List<Attempt> time() {
        return new Corpus("time")
                .onPacket("loop for ever", "while (true) { x++; }", "", End.STOPPED, OVERSTAY)
                .onPacket("loop and catch everything",
                        "while (true) { try { never(); } catch (Throwable t) { x++; } }", "", End.STOPPED, OVERSTAY)
                .onPacket("loop in finally", "while (true) { try { never(); } finally { continue; } }", "", End.STOPPED,
                        OVERSTAY)
                .onPacket("loop in a lambda that the JDK calls",
                        "new ArrayList<>(List.of(1)).forEach(i -> { while (true) x++; }); return Verdict.ACCEPT;", "",
                        End.STOPPED, OVERSTAY)
                .onPacket("let the JDK loop over an endless iterator",
                        """
                                new Iterator<Integer>() { public boolean hasNext() { return true; } public Integer next() { return 1; }
                                }.forEachRemaining(i -> {}); return Verdict.ACCEPT;""",
                        "", End.STOPPED, OVERSTAY)
                .onPacket("recurse exponentially", "deep(0); return Verdict.ACCEPT;",
                        "int deep(int n) { return n > 900 ? 1 : deep(n + 1) + deep(n + 1); }", End.STOPPED, OVERSTAY)
                .onPacket("recurse without end", "return each(packet);", "", End.FAULT, "java.lang.StackOverflowError")
                .onPacket("recurse without end, and again",
                        "while (true) { try { fall(); } catch (StackOverflowError e) { x++; } }",
                        "int fall() { return fall() + 1; }", End.STOPPED, OVERSTAY)
                .onPacket("loop in a class initialiser", "return Late.VERDICT;",
                        "static class Late { static Verdict VERDICT; static { while (VERDICT == null) x++; } }",
                        End.START_FAILS, "it did not return within 10000 ms")
                .add("let handlers cover one another", Forged.circlingHandlers(), End.STOPPED, OVERSTAY)
                .refused("compose a function with itself",
                        "java.util.function.Function<Object, Object> f = x -> x; for (int i = 0; i < 60; i++) f = f.andThen(f);",
                        "java.util.function.Function.andThen")
                .refused("sleep", "Thread.sleep(100_000);", "java.lang.Thread.sleep")
                .refused("park", "java.util.concurrent.locks.LockSupport.park();",
                        "java.util.concurrent.locks.LockSupport.park")
                .refused("match a regular expression for ever",
                        "java.util.regex.Pattern.compile(\"(a+)+b\").matcher(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac\").matches();",
                        "java.util.regex.Pattern.compile")
                .refused("match one by String", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaac\".matches(\"(a+)+b\");",
                        "java.lang.String.matches")
                .refused("take a large power", "java.math.BigInteger.TWO.pow(Integer.MAX_VALUE);",
                        "java.math.BigInteger")
                .refused("sum a stream of all numbers", "java.util.stream.LongStream.range(0, Long.MAX_VALUE).sum();",
                        "java.util.stream.LongStream.range")
                .refused("search a list that is only a number",
                        "Collections.nCopies(Integer.MAX_VALUE, 1).contains(2);",
                        "java.util.Collections.nCopies")
                .refused("compare each with each in the JDK", "new ArrayList<>(List.of(1)).removeAll(List.of(2));",
                        "java.util.ArrayList.removeAll")
                .onPacket("search a long string for a long string",
                        """
                                StringBuilder s = new StringBuilder(); for (int i = 0; i < 30_000; i++) s.append('a');
                                return s.toString().indexOf(s.substring(0, 15_000) + "b") < 0 ? Verdict.ACCEPT : Verdict.DROP;""",
                        "", End.FAULT, "org.netserv.node.guard.Oversize")
                .refused("format into a wide field", "String.format(\"%2147483647d\", 1);", "java.lang.String.format")
                .attempts();
    }

    static List<Attempt> threads() {
        return new Corpus("threads")
                .refused("start threads", "while (true) new Thread(() -> {}).start();", "new java.lang.Thread")
                .refused("start virtual threads", "Thread.startVirtualThread(() -> {});",
                        "java.lang.Thread.startVirtualThread")
                .refused("make an executor", "java.util.concurrent.Executors.newCachedThreadPool();",
                        "java.util.concurrent.Executors.newCachedThreadPool")
                .refused("occupy the common pool", "java.util.concurrent.CompletableFuture.runAsync(() -> {});",
                        "java.util.concurrent.CompletableFuture.runAsync")
                .refused("sort in the common pool", "Arrays.parallelSort(new int[1 << 20]);",
                        "java.util.Arrays.parallelSort")
                .refused("make the JDK's timers", "new java.util.Timer();", "new java.util.Timer")
                .inStart("run a timer itself", "Object t = context.after(1 << 30, () -> {}); ((Runnable) t).run();",
                        End.START_FAILS, "java.lang.ClassCastException")
                .inStart("make timers without end", "while (true) context.every(1, () -> {});", End.START_FAILS,
                        "at most 1024 timers")
                .inStart("start more threads than it may",
                        "for (int i = 0;; i++) context.thread(\"t\" + i, self -> self.sleep(1 << 30));",
                        End.START_FAILS,
                        "the publisher has as many threads as it may")
                .inStart("loop in a thread of its own",
                        "int[] x = new int[1]; context.thread(\"loop\", self -> { while (true) x[0]++; });",
                        End.NO_EFFECT, "goes on")
                .inStart("loop in a thread of its own, and catch everything", """
                        int[] x = new int[1];
                        context.thread("loop", self -> {
                            while (true) { try { while (true) x[0]++; } catch (Throwable t) { x[0]++; } }
                        });""", End.NO_EFFECT, "goes on")
                .onPacket("make a timer on a packet thread", "context.after(1, () -> x++); return Verdict.ACCEPT;", "",
                        End.FAULT, "java.lang.IllegalStateException")
                .onPacket("start a thread on a packet thread",
                        "context.thread(\"t\", self -> x++); return Verdict.ACCEPT;", "", End.FAULT,
                        "java.lang.IllegalStateException")
                .onPacket("wait for the disk on a packet thread", """
                        try { context.storage().put("k", new byte[1]); return Verdict.ACCEPT; }
                        catch (java.io.IOException e) { return Verdict.DROP; }""", "", End.FAULT,
                        "java.lang.IllegalStateException")
                .refused("leave a class loader behind at a thread",
                        "Thread.currentThread().setContextClassLoader(null);",
                        "java.lang.Thread.currentThread")
                .refused("leave a thread local behind", "new ThreadLocal<byte[]>().set(new byte[9]);",
                        "new java.lang.ThreadLocal")
                .attempts();
    }

    static List<Attempt> locks() {
        return new Corpus("locks and waiting")
                .refused("lock what all share", "synchronized (Object.class) { while (true) {} }", "is synchronized")
                .refused("lock an interned string", "synchronized (\"netserv\") { while (true) {} }", "is synchronized")
                .add("lock by a method", Corpus.module(
                        "public void start(ModuleContext c) { go(); } static synchronized void go() {}"),
                        End.REFUSED, "is synchronized")
                .add("lock and never unlock", Forged.lockForEver(), End.REFUSED, "is synchronized")
                .refused("wait for ever", "new Object().wait();", "java.lang.Object.wait")
                .add("wait for itself at stop", Corpus.module("""
                        public void start(ModuleContext c) {}
                        public void stop() throws Exception { new java.util.concurrent.CountDownLatch(1).await(); }"""),
                        End.REFUSED, "java.util.concurrent.CountDownLatch")
                .add("never return from stop", Corpus.module("""
                        int x;
                        public void start(ModuleContext c) {}
                        public void stop() { while (true) x++; }"""), End.NO_EFFECT, "goes on")
                .refused("wait for each other inside a Hashtable",
                        "new Hashtable<Object, Object>().computeIfAbsent(1, key -> { while (true) {} });",
                        "java.util.Hashtable")
                .refused("hold the lock of a stream", "new java.io.DataOutputStream(null).write(1);",
                        "java.io.DataOutputStream")
                .refused("hold the lock of random numbers", "new Random().nextGaussian();",
                        "java.util.Random.nextGaussian")
                .refused("hold the lock of an error", "new Exception().initCause(new Exception());",
                        "java.lang.Exception.initCause")
                .add("be a key that is asked under a lock", Corpus.start("")
                        .header("Import-Package", "org.netserv.api,javax.crypto,javax.crypto.spec")
                        .source("guest.Key", """
                                class Key extends javax.crypto.spec.SecretKeySpec {
                                    Key() { super(new byte[1], "x"); }
                                    public byte[] getEncoded() { while (true) {} }
                                }"""), End.REFUSED, "extends javax.crypto.spec.SecretKeySpec")
                .refused("take a lock of java.util.concurrent",
                        "new java.util.concurrent.locks.ReentrantLock().lock();",
                        "java.util.concurrent.locks.ReentrantLock")
                .add("run as a finalizer", Corpus.module(
                        "public void start(ModuleContext c) {} protected void finalize() { while (true) {} }"),
                        End.REFUSED, "is a finalizer")
                .refused("run as a cleaner", "java.lang.ref.Cleaner.create();", "java.lang.ref.Cleaner.create")
                .refused("run at shutdown", "Runtime.getRuntime().addShutdownHook(null);",
                        "java.lang.Runtime.getRuntime")
                .refused("leave a class loader behind at a class",
                        "new ClassValue<Object>() { protected Object computeValue(Class<?> c) { return this; } }.get(String.class);",
                        "java.lang.ClassValue")
                .attempts();
    }

    static List<Attempt> memory() {
        return new Corpus("memory")
                .onPacket("keep more and more", "while (true) kept.add(new byte[1 << 19]);",
                        "final List<byte[]> kept = new ArrayList<>();", End.STOPPED, OVERSTAY)
                .onPacket("keep some memory for each packet", "kept.add(new byte[1 << 19]); return Verdict.ACCEPT;",
                        "final List<byte[]> kept = new ArrayList<>();", End.STOPPED, "retained-heap")
                .onPacket("ask for a large array", "return new byte[1 << 30] == null ? null : Verdict.ACCEPT;", "",
                        End.FAULT, "org.netserv.node.guard.Oversize")
                .onPacket("ask for a large array of arrays",
                        "return new long[1 << 15][1 << 15] == null ? null : Verdict.ACCEPT;", "", End.FAULT,
                        "org.netserv.node.guard.Oversize")
                .refused("ask for a large collection by a method reference",
                        "java.util.function.IntFunction<Object> f = ArrayList::new; f.apply(1 << 30);",
                        "as a method reference")
                .refused("ask for an array of many dimensions", "Object o = new int[99][99][99][99];",
                        "array of 4 dimensions")
                .onPacket("ask for a large collection",
                        "return new ArrayList<>(1 << 30).isEmpty() ? Verdict.ACCEPT : null;", "", End.FAULT,
                        "org.netserv.node.guard.Oversize")
                .onPacket("ask for room by a size that lies", """
                        return new HashSet<>(new AbstractCollection<Object>() {
                            public int size() { return 1 << 30; }
                            public Iterator<Object> iterator() { return List.of().iterator(); }
                        }).isEmpty() ? Verdict.ACCEPT : null;""", "", End.FAULT, "org.netserv.node.guard.Oversize")
                .onPacket("ask for room by a length that lies", """
                        return new StringBuilder().append(new CharSequence() {
                            public int length() { return 1 << 30; }
                            public char charAt(int i) { return 'a'; }
                            public CharSequence subSequence(int from, int to) { return this; }
                        }).isEmpty() ? null : Verdict.ACCEPT;""", "", End.FAULT, "org.netserv.node.guard.Oversize")
                .add("ask for room by a lambda that lies", Corpus.module("""
                        interface Text extends CharSequence {
                            default char charAt(int i) { return 'a'; }
                            default CharSequence subSequence(int from, int to) { return this; }
                        }
                        public void start(ModuleContext c) { Text t = () -> 1 << 30; new StringBuilder(t); }"""),
                        End.REFUSED, "makes a lambda of a length()")
                .onPacket("describe lists within lists", """
                        Object o = 1; for (int i = 0; i < 22; i++) o = List.of(o, o);
                        return o.toString().isEmpty() ? null : Verdict.ACCEPT;""", "", End.STOPPED, OVERSTAY)
                .refused("write bytes with long separators", "HexFormat.ofDelimiter(\"abcdefgh\");",
                        "java.util.HexFormat.ofDelimiter")
                .refused("write lines with long separators", "Base64.getMimeEncoder(4, new byte[1 << 20]);",
                        "java.util.Base64.getMimeEncoder")
                .onPacket("double a string", "String s = \"ab\"; while (true) s = s + s;", "", End.STOPPED, OVERSTAY)
                .onPacket("double a string builder",
                        "StringBuilder s = new StringBuilder(\"ab\"); while (true) s.append(s);", "", End.STOPPED,
                        OVERSTAY)
                .onPacket("double a list", "List<Object> l = new ArrayList<>(List.of(1)); while (true) l.addAll(l);",
                        "",
                        End.STOPPED, OVERSTAY)
                .refused("repeat a string", "\"ab\".repeat(1 << 30);", "java.lang.String.repeat")
                .refused("replace to more", "\"aaaa\".replace(\"a\", \"bbbbbbbb\");", "java.lang.String.replace")
                .refused("fill the pool of strings", "for (int i = 0;; i++) (\"s\" + i).intern();",
                        "java.lang.String.intern")
                .onPacket("allocate for each packet, and drop it",
                        "for (int i = 0; i < 1000; i++) last = new byte[1 << 19]; return Verdict.ACCEPT;",
                        "byte[] last;", End.STOPPED, OVERSTAY)
                .attempts();
    }
}
