package org.netserv.node.message;

import java.util.regex.Pattern;

/**
 * One header of a control message.
 *
 * @param name in lower case
 * @param value unfolded, without blanks at its ends
 * @param line where it began in the text, from 1; 0 if it was not read from text
 */
public record Header(String name, String value, int line) {

    /** The header that holds the signature, and that the signature does not cover. */
    public static final String SIGNATURE = "signature";

    private static final Pattern NAME = Pattern.compile("[a-z0-9.-]+");

    /** Refuses a name or value that text cannot carry. */
    public Header {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name=" + Names.quote(name));
        }
        if (!trim(value).equals(value) || indexOfControl(value) >= 0 || !isWellFormed(value)) {
            throw new IllegalArgumentException("value of " + name + "=" + Names.quote(value));
        }
    }

    /** The text without SP and HTAB at its ends. */
    static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /** SP or HTAB. */
    static boolean isBlank(int character) {
        return character == ' ' || character == '\t';
    }

    /** Where the first control character but HTAB is; -1 if nowhere. */
    static int indexOfControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i)) && text.charAt(i) != '\t') {
                return i;
            }
        }
        return -1;
    }

    private static boolean isWellFormed(String text) {
        return text.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
    }
}
