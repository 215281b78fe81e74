/**
 * The search for a router's rates, in the manner of MLRsearch: short trials narrow the bounds of all targets at once, long
 * trials confirm, and the whole is repeated so that each rate comes with its spread.
 *
 * <p>Knows nothing of rigs and routers: a trial is something that {@link org.netserv.perf.search.Trials} carries out.
 *
 * <p><b>Thread.</b> The caller's, alone.
 *
 * <p><b>Source.</b> RFC 2544 §26.1, RFC 9004, draft-ietf-bmwg-mlrsearch.
 */
package org.netserv.perf.search;
