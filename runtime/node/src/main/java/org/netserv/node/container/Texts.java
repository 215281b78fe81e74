package org.netserv.node.container;

/**
 * Publishers' text, made fit for the node's log and answers: one line, bounded.
 *
 * <p><b>Thread.</b> A throwable's methods may be the publisher's: {@link #describe} runs on the module's own thread.
 */
final class Texts {
    static final int MAX_LENGTH = 1000;
    private static final int MAX_FRAMES = 6;
    private static final String NODE = Texts.class.getPackageName() + ".";

    private Texts() {}

    /** The text without control characters, shortened. */
    static String oneLine(String text) {
        int length = Math.min(text.length(), MAX_LENGTH);
        StringBuilder line = new StringBuilder(length + 1);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            line.append(Character.isISOControl(c) || c == '\u2028' || c == '\u2029' ? ' ' : c);
        }
        return text.length() > MAX_LENGTH ? line.append('…').toString() : line.toString();
    }

    /** Class and message of a throwable. */
    static String describe(Throwable thrown) {
        String name = thrown.getClass().getName();
        try {
            Throwable inInitializer = thrown instanceof ExceptionInInitializerError ? thrown.getCause() : null;
            if (inInitializer != null) {
                return oneLine(name + " by " + inInitializer);
            }
            String message = thrown.getMessage();
            return oneLine(message == null ? name : name + ": " + message);
        } catch (Throwable second) {
            return oneLine(name);
        }
    }

    /** Class, message and innermost frames of a throwable. */
    static String describeWithFrames(Throwable thrown) {
        StringBuilder text = new StringBuilder(describe(thrown));
        StackTraceElement[] frames = frames(thrown);
        for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
            if (frames[i].getClassName().startsWith(NODE)) {
                break; // what follows says nothing about the module
            }
            text.append(i == 0 ? " at " : " < ").append(frames[i]);
        }
        return oneLine(text.toString());
    }

    private static StackTraceElement[] frames(Throwable thrown) {
        try {
            return thrown.getStackTrace();
        } catch (Throwable second) {
            return new StackTraceElement[0];
        }
    }
}
