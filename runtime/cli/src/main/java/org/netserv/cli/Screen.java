package org.netserv.cli;

import java.io.Console;

/** The terminal, for subcommands that show something again and again. */
final class Screen {
    /** Back to the top left corner, and everything behind it away. */
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private Screen() {}

    /** What empties it; nothing if the output goes elsewhere, or is JSON. */
    @SuppressWarnings("SystemConsoleNull") // from JDK 25 on it is null again where there is no terminal
    static String clear(Output output) {
        Console console = System.console();
        return !output.json() && console != null && console.isTerminal() ? CLEAR : "";
    }
}
