package org.netserv.perf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netserv.perf.result.Cell;
import org.netserv.perf.result.Estimate;
import org.netserv.perf.result.Estimate.Bound;

class PassesTest {

    private static Cell cell(@Nullable Estimate ndr, boolean complete, String remark) {
        return new Cell("nfqueue", 1, 3, "64", null, 2, ndr, null, null, List.of(), List.of(), null, List.of(),
                complete,
                remark);
    }

    @Test
    void shouldKeepTheValuesOfAllPasses() {
        Cell merged = Passes.merge(List.of(cell(new Estimate(List.of(1.0, 2.0), Bound.EXACT), true, ""),
                cell(new Estimate(List.of(3.0), Bound.EXACT), true, "")));
        assertEquals(new Estimate(List.of(1.0, 2.0, 3.0), Bound.EXACT), merged.ndr());
        assertNull(merged.pdr());
    }

    @Test
    void shouldBeABoundIfOnePassCouldNotGoBeyond() {
        Cell merged = Passes.merge(List.of(cell(new Estimate(List.of(1.0), Bound.EXACT), true, ""),
                cell(new Estimate(List.of(1.0), Bound.AT_LEAST), true, "")));
        assertEquals(new Estimate(List.of(1.0, 1.0), Bound.AT_LEAST), merged.ndr());
    }

    @Test
    void shouldBePartialIfOnePassIs() {
        Cell merged = Passes.merge(List.of(cell(null, true, "a"), cell(null, false, "b")));
        assertFalse(merged.complete());
        assertEquals("Visit 1: a Visit 2: b", merged.remark());
        assertEquals("a", Passes.merge(List.of(cell(null, true, "a"), cell(null, true, "a"))).remark());
    }
}
