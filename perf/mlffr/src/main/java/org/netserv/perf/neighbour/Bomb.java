package org.netserv.perf.neighbour;

import java.util.List;

/**
 * A module that is let in, and then does its worst.
 *
 * @param name short, {@code [a-z-]+}
 * @param what it does
 * @param body of the class that implements Module, in Java
 */
public record Bomb(String name, String what, String body) {

    /** All of them. */
    public static List<Bomb> all() {
        return List.of(
                onPacket("none", "lets its packets pass: what a module costs that does nothing", ""),
                onPacket("loop", "loops for ever on a packet", "while (true) x++;"),
                onPacket("catch-all", "does, and catches whatever is thrown at it",
                        "while (true) { try { while (true) x++; } catch (Throwable t) { x--; } }"),
                onPacket("loop-later",
                        "behaves for 5,000 packets, until it is out of quarantine, and then loops for ever",
                        "if (++packets > 5000) while (true) x++;"),
                onPacket("slow-later", "behaves for 5,000 packets, and then takes a millisecond or more for each",
                        "if (++packets > 5000) for (int i = 0; i < 5_000_000; i++) x += i ^ x;"),
                onPacket("recursion", "recurses to the end of its stack, again and again",
                        "while (true) { try { fall(0); } catch (StackOverflowError e) { x++; } }"),
                onPacket("deadline", "takes a large part of its deadline for each packet",
                        "for (int i = 0; i < 5_000_000; i++) x += i ^ x;"),
                onPacket("garbage", "allocates 500 MB for each packet, and drops them",
                        "for (int i = 0; i < 1000; i++) last = new byte[1 << 19];"),
                onPacket("garbage-below", "allocates 1 MB for each packet, and drops it", "last = new byte[1 << 20];"),
                onPacket("hoard", "keeps 50 MB of each packet",
                        "for (int i = 0; i < 100; i++) kept.add(new byte[1 << 19]);"),
                onPacket("hoard-slowly", "keeps 64 KB of each packet", "kept.add(new byte[1 << 16]);"),
                onPacket("string", "doubles a string for ever", "String s = \"ab\"; while (true) s = s + s;"),
                onPacket("faults", "throws at each packet, from deep down", "down(500);"),
                onPacket("log", "logs a thousand lines at each packet",
                        "for (int i = 0; i < 1000; i++) context.log().info(\"boom \" + i);"),
                onPacket("emit", "emits a thousand packets at each", """
                        byte[] out = new byte[64]; packet.copyTo(0, out, 0, Math.min(64, packet.length()));
                        for (int i = 0; i < 1000; i++) context.emitter().emit(out, 0, 64);"""),
                onTimer("timer-loop", "loops for ever in timers, a new one each millisecond",
                        "context.every(1, () -> { while (true) x++; });"),
                onTimer("timers", "has a thousand timers that fire each millisecond",
                        "for (int i = 0; i < 1000; i++) context.every(1, () -> { for (int n = 0; n < 100_000; n++) x += n ^ x; });"),
                onTimer("timer-garbage", "allocates 50 MB each millisecond in a timer",
                        "context.every(1, () -> { for (int i = 0; i < 100; i++) last = new byte[1 << 19]; });"),
                onTimer("threads", "loops for ever in as many threads as it may have",
                        "for (int i = 0; i < 4; i++) context.thread(\"t\" + i, self -> { while (true) x++; });"),
                onTimer("thread-garbage", "allocates as fast as it can in a thread",
                        "context.thread(\"t\", self -> { while (true) last = new byte[1 << 19]; });"),
                onTimer("storage", "writes 1 MB each millisecond", """
                        context.every(1, () -> { try { context.storage().put("k" + (x++ & 255), new byte[1 << 20]); }
                            catch (java.io.IOException e) { x--; } });"""));
    }

    private static Bomb onPacket(String name, String what, String statements) {
        return new Bomb(name, what, body("context.register(this::each);", statements));
    }

    private static Bomb onTimer(String name, String what, String statements) {
        return new Bomb(name, what, body(statements, ""));
    }

    private static String body(String start, String each) {
        return """
                ModuleContext context;
                final List<byte[]> kept = new ArrayList<>();
                volatile byte[] last;
                int packets;
                int x;
                public void start(ModuleContext given) { context = given; %s }
                private Verdict each(Packet packet) { if (x != 0x7fffffff) { %s } return Verdict.ACCEPT; }
                int fall(int n) { return fall(n + 1) + 1; }
                int down(int n) { if (n == 0) throw new IllegalStateException("boom"); return down(n - 1) + 1; }
                """.formatted(start, each);
    }

    /** Its id as a module. */
    public String id() {
        return "Bomb." + name + "_1.0.0";
    }
}
