/**
 * What the node tells machines over HTTP on the loopback addresses: metrics in Prometheus' text format, health, readiness. It
 * only reads; one virtual thread a request. It may depend on all of the node, and nothing but the node itself on it.
 */
package org.netserv.node.telemetry;
