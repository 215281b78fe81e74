/**
 * SPI of the sandboxes: where publishers' code runs. The node trusts nothing that comes out of one.
 */
package org.netserv.node.sandbox;
