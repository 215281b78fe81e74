/** What hostile modules try, as bundles, with how each must end: tests of the sandbox and of whole nodes play them. */
package org.netserv.isolation.hostile;
