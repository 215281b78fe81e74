package org.netserv.node.path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CpuCreditTest {

    @Test
    void shouldAllowBurstAndNoMore() {
        CpuCredit credit = new CpuCredit(1_000);
        credit.settle(1, CpuCredit.FIRST_NANOS + 1_000);
        assertFalse(credit.isOverdrawn());
        assertEquals(1, credit.settle(1, 1_001));
        assertTrue(credit.isOverdrawn());
        assertEquals(0, credit.settle(1, 0));
        assertFalse(credit.isOverdrawn());
    }

    @Test
    void shouldKeepNoMoreThanBurst() {
        CpuCredit credit = new CpuCredit(1_000);
        credit.settle(0, CpuCredit.FIRST_NANOS);
        assertFalse(credit.isOverdrawn());
        credit.settle(1_000_000, 0);
        credit.settle(0, CpuCredit.BURST_NANOS);
        assertFalse(credit.isOverdrawn());
        credit.settle(0, 1);
        assertTrue(credit.isOverdrawn());
    }

    /** A module that takes four times what it may is given a quarter of the packets. */
    @Test
    void shouldGiveSlowModuleItsShare() {
        CpuCredit credit = new CpuCredit(1_000);
        long given = 0;
        long batches = 100_000;
        for (int n = 0; n < batches; n++) {
            boolean run = !credit.isOverdrawn();
            given += run ? 1 : 0;
            credit.settle(64, run ? 64 * 4_000 : 0);
        }
        long ahead = CpuCredit.FIRST_NANOS / (64 * 4_000) + 1;
        assertTrue(given >= batches / 4 && given <= batches / 4 + ahead, "given=" + given);
    }

    @Test
    void shouldNeverEndWhenThereIsNoLimit() {
        CpuCredit credit = new CpuCredit(Long.MAX_VALUE);
        for (int n = 0; n < 100; n++) {
            credit.settle(64, 1_000_000_000);
            assertEquals(false, credit.isOverdrawn());
        }
    }
}
