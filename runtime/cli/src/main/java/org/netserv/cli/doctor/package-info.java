/** What a host must have for a node, how to see it, and how to get it. */
package org.netserv.cli.doctor;
