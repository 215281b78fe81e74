/** How long a SETUP takes, as a user's packets see it. */
package org.netserv.perf.deploy;
