package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RehearsalTest {

    /** What has not been rehearsed is compiled when it happens: each of these is some of the packet path's code. */
    @Test
    void shouldHaveAllHappenThatModulesMayDo() {
        Map<String, Long> counters = Rehearsal.rehearse();
        for (String name : new String[]{"path.w0.malformed", "path.w0.fragments", "path.w0.unmatched",
            "module.one.decides.w0.dropped", "module.one.decides.w0.consumed", "module.one.decides.w0.replied",
            "module.one.decides.w0.modified", "module.one.decides.w0.faults", "module.other.has-many.w0.over_packets",
            "module.other.is-slow.w0.over_cpu", "module.other.samples.w0.packets",
            "module.other.is-wasteful.w0.over_memory",
            "traced", "offloaded"}) {
            assertTrue(counters.getOrDefault(name, 0L) > 0, name);
        }
        assertEquals(1L, counters.get("module.other.late.w0.overstays"));
    }
}
