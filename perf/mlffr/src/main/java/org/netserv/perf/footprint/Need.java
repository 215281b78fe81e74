package org.netserv.perf.footprint;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a node has taken of its host at one moment.
 *
 * @param rss bytes of memory that are mapped and there, shared ones included
 * @param pss the same, with shared pages divided by the number of those who share them
 * @param heap bytes of its heap in use right after a collection
 * @param metaspace bytes of its metaspace in use
 * @param threads of the process
 * @param files descriptors
 * @param journal bytes of the files in the journal's folder
 * @param state bytes of all files below the state folder but the counters, which have their size from the start
 */
public record Need(long rss, long pss, long heap, long metaspace, long threads, long files, long journal, long state) {

    /** By the names that results have. */
    public Map<String, Long> map() {
        Map<String, Long> map = new LinkedHashMap<>();
        map.put("rss-bytes", rss);
        map.put("pss-bytes", pss);
        map.put("heap-bytes", heap);
        map.put("metaspace-bytes", metaspace);
        map.put("threads", threads);
        map.put("files", files);
        map.put("journal-bytes", journal);
        map.put("state-bytes", state);
        return map;
    }
}
