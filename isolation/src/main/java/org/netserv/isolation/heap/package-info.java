/**
 * How much of the heap publishers' modules keep: the objects that are reached from their own, walked one by one. A thread for
 * it runs here, never a packet thread. It depends on nothing but the sandbox SPI, and runs none of the publishers' code.
 */
package org.netserv.isolation.heap;
