package org.netserv.node.message;

import java.util.regex.Pattern;

/** The names that messages and the configuration share, and how they are spelled. */
public final class Names {

    /** How a user's name is spelled, for people. */
    public static final String USER_RULE = "1 to 32 of a-z 0-9 . _ -, a letter or digit first";
    /** How a node's id is spelled, for people. */
    public static final String NODE_ID_RULE = "1 to 64 of A-Z a-z 0-9 . _ : -, a letter or digit first";

    private static final Pattern USER = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");
    private static final Pattern NODE_ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");
    private static final int QUOTED_CHARS = 80;

    private Names() {}

    /** Whether this can be the name of a user. */
    public static boolean isUser(String text) {
        return USER.matcher(text).matches();
    }

    /** Whether this can be the id of a node. */
    public static boolean isNodeId(String text) {
        return NODE_ID.matcher(text).matches();
    }

    /** The text in quotes, on one line and cut to a length fit for a sentence. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int end = text.length() <= QUOTED_CHARS ? text.length()
                : text.offsetByCodePoints(0,
                        Math.min(QUOTED_CHARS, text.codePointCount(0, text.length())));
        text.substring(0, end).codePoints().map(c -> Character.isISOControl(c) ? '?' : c)
                .forEach(quoted::appendCodePoint);
        return quoted.append(end < text.length() ? "…\"" : "\"").toString();
    }
}
