/** JSON text, by jackson-jr, which stays behind this package. */
package org.netserv.node.json;
