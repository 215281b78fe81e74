package org.netserv.isolation.verify;

/**
 * Something that a class may not do.
 *
 * @param type the class, as Java names it
 * @param method where in it; empty if not in a method
 * @param sentence what is wrong, as the end of a sentence that begins with the place
 */
public record Violation(String type, String method, String sentence) {

    /** {@code guest.Entry.start uses java.lang.System.exit, which …}. */
    @Override
    public String toString() {
        return (method.isEmpty() ? type : type + "." + method) + " " + sentence;
    }
}
