package org.netserv.perf.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.KeyScheme;

class FootprintTableTest {
    private static final String HEAD = "| | measured | aim |\n|---|--:|--:|\n";

    private static Need need(long megabytes, long threads) {
        return new Need(megabytes << 20, (megabytes - 10) << 20, megabytes << 17, megabytes << 16, threads, 70, 1024,
                4096);
    }

    @Test
    void shouldLeaveOutWhatWasNotMeasured() {
        assertEquals(HEAD, FootprintTable.of(new Findings()));
    }

    @Test
    void shouldShowStartAndIdleNodeBesideTheirAims() {
        Findings findings = new Findings();
        findings.startSeconds(List.of(1.5, 1.25, 2.0, 1.0));
        findings.idle(new Findings.Idle(need(160, 30), 0.0123));
        assertEquals(HEAD + """
                | start to first packet, 10 modules, s; median [range] of 4 | 1.38 [1.00–2.00] | 1.5 |
                | idle, 2 modules: RSS, MB | 160 | 150 |
                | the same as PSS, MB | 150 | – |
                | its heap after a collection, MB | 20 | – |
                | its CPU time, % of a core | 1.23 | 1 |
                """, FootprintTable.of(findings));
    }

    @Test
    void shouldTellWhatAPublisherTakesFromWhatAFurtherModuleDoes() {
        Findings findings = new Findings();
        findings.scale(new Findings.Scale(10, 110, need(100, 30), need(140, 50), need(240, 250), 1.5, 3.0,
                List.of(new Findings.Rates(200_000, 190_000), new Findings.Rates(180_000, 180_000),
                        new Findings.Rates(220_000, 198_000))));
        assertEquals(HEAD + """
                | 110 modules of 10 publishers: time to install, s | 5 | – |
                | a SETUP of a publisher's first module, ms | 150 | – |
                | a SETUP of another, ms | 30 | – |
                | RSS: empty, with all of them, MB | 100, 240 | – |
                | RSS of a publisher with a module, KB | 4096 | – |
                | RSS of each further module, KB | 1024 | – |
                | heap of a publisher with a module, KB | 512 | – |
                | heap of each further module, KB | 128 | – |
                | metaspace of a publisher with a module, KB | 256 | – |
                | metaspace of each further module, KB | 64 | – |
                | threads: empty, with all of them | 30, 250 | – |
                | a module's traffic, it alone, kpps | 200 [180–220] | – |
                | a module's traffic, with all others, kpps | 190 [180–198] | – |
                | ratio of the two | 0.95 [0.90–1.00] | 0.95 |
                """, FootprintTable.of(findings));
    }

    @Test
    void shouldHaveNoFurtherModuleWhereEachPublisherHasOne() {
        Findings findings = new Findings();
        findings.scale(new Findings.Scale(10, 10, need(100, 30), need(140, 50), need(140, 50), 1.5, 0, List.of()));
        assertEquals(-1, FootprintTable.of(findings).indexOf("another"));
        assertEquals(-1, FootprintTable.of(findings).indexOf("further"));
    }

    @Test
    void shouldShowSignaturesByScheme() {
        Findings findings = new Findings();
        findings.verifyNanos(Map.of(KeyScheme.ECDSA_P256, 400_400.0, KeyScheme.ED25519, 150_000.0));
        assertEquals(HEAD + """
                | verify a signature, ED25519, µs | 150 | 300 |
                | verify a signature, ECDSA_P256, µs | 400 | 300 |
                """, FootprintTable.of(findings));
    }

    @Test
    void shouldShowEachLookAtWhatModulesLeaveBehind() {
        Findings findings = new Findings();
        findings.churn(new Findings.Churn(3600, 181.2, List.of(need(160, 30), need(162, 31), need(161, 30))));
        assertEquals(HEAD + "\n" + """
                | 3,600 SETUPs in 181 s that expired, after | RSS, MB | heap, MB | metaspace, MB | threads | files |\
                 journal, KB | state, KB |
                |--:|--:|--:|--:|--:|--:|--:|--:|
                | 0 | 160 | 20.0 | 10.0 | 30 | 70 | 1 | 4 |
                | 1,800 | 162 | 20.3 | 10.1 | 31 | 70 | 1 | 4 |
                | 3,600 | 161 | 20.1 | 10.1 | 30 | 70 | 1 | 4 |
                """, FootprintTable.of(findings));
    }
}
