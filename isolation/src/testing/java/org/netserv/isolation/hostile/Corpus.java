package org.netserv.isolation.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.netserv.isolation.hostile.Attempt.End;
import org.netserv.testing.BundleBuilder;

/** Attempts, as they are collected. */
final class Corpus {
    private final List<Attempt> attempts = new ArrayList<>();
    private final String group;

    Corpus(String group) {
        this.group = group;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** Statements in its start that the list does not let pass. */
    Corpus refused(String aim, String statements, String because) {
        return add(aim, start(statements), End.REFUSED, because);
    }

    /** Statements in its start, as the class's body is otherwise empty. */
    Corpus inStart(String aim, String statements, End ends, String because) {
        return add(aim, start(statements), ends, because);
    }

    /** Statements that it executes for each packet, and members of its class. */
    Corpus onPacket(String aim, String statements, String members, End ends, String because) {
        return add(aim, module("""
                ModuleContext context;
                static int x;
                static int never() { while (true) { x++; } }
                public void start(ModuleContext given) { context = given; context.register(this::each); }
                private Verdict each(Packet packet) { %s }
                %s
                """.formatted(statements, members)), ends, because);
    }

    /** A module whose manifest or files are not as they should be. */
    Corpus bundle(String aim, UnaryOperator<BundleBuilder> change, String because) {
        return add(aim, change.apply(start("")), End.REFUSED, because);
    }

    /** Any bundle. */
    Corpus add(String aim, BundleBuilder bundle, End ends, String because) {
        attempts.add(new Attempt(group, aim, bundle, ends, because));
        return this;
    }

    static BundleBuilder start(String statements) {
        return module("public void start(ModuleContext context) throws Exception {" + statements + "}");
    }

    static BundleBuilder module(String body) {
        return BundleBuilder.module(Attempt.ID, "1.0.0", body);
    }
}
