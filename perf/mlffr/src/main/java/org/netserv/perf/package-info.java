/** The harness as a program: its subcommands, and the order in which a ladder is measured. */
package org.netserv.perf;
