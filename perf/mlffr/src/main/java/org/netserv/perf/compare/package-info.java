/**
 * Says what changed between two runs, and whether it is more than their spread.
 *
 * <p>A rank test over the repeated values of a rate decides, at a stated level; no fixed percentage does. Values of one run
 * are closer to one another than those of two runs of the same thing may be: what two runs in a row differ by is the
 * yardstick for what a test of two runs can be believed.
 *
 * <p><b>Thread.</b> Any.
 *
 * <p><b>Source.</b> Mann and Whitney 1947; the interval is that of Hodges and Lehmann 1963, which belongs to the same test.
 */
package org.netserv.perf.compare;
