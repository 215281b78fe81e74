/**
 * The command line: one class a subcommand, under {@link org.netserv.cli.Main}.
 *
 * <p>Answers go to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage.
 *
 * <p><b>Threads.</b> The main thread.
 */
package org.netserv.cli;
