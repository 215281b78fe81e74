/** Far ends of a router's links, for the tests of planes: other modules add them to their test sources. */
package org.netserv.dataplane.testing;
