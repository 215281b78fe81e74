package org.netserv.isolation.hostile;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;

/** Code that javac does not make: each of two handlers covers where the other begins, so that what is thrown goes round. */
public final class CirclingHandlers {

    private CirclingHandlers() {}

    /** Writes it; it does not return. */
    public static void write(CodeBuilder code) {
        Label begin = code.newBoundLabel();
        code.aconst_null().athrow();
        Label first = code.newBoundLabel();
        code.athrow();
        Label second = code.newBoundLabel();
        code.athrow();
        Label end = code.newBoundLabel();
        code.exceptionCatchAll(begin, second, second).exceptionCatchAll(second, end, first);
    }
}
