package org.netserv.perf.search;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Trial;

/**
 * What a search found.
 *
 * @param ndr highest rate without loss; null if there is none
 * @param pdr highest rate with at most 0.5 % of loss; null if there is none
 * @param mrr packets per second received while as many as possible are offered; null if no trial counted
 * @param maxOffered packets per second that the generator reached; 0 if no trial counted
 * @param trials all trials, in order
 * @param complete whether the search came to its end
 * @param remark what a reader must know; empty if nothing
 */
public record SearchResult(@Nullable Estimate ndr, @Nullable Estimate pdr, @Nullable Estimate mrr, double maxOffered,
        List<Trial> trials, boolean complete, String remark) {}
