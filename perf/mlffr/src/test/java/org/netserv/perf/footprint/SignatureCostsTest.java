package org.netserv.perf.footprint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netserv.node.message.KeyScheme;
import org.netserv.rig.RigException;

class SignatureCostsTest {

    @Test
    void shouldReadALineForEachScheme() {
        assertEquals(Map.of(KeyScheme.ED25519, 120_500.0, KeyScheme.RSA_PSS, 80_000.0),
                SignatureCosts.parse("ED25519 120500.0\nRSA_PSS 80000.0\n"));
    }

    @Test
    void shouldRefuseAnythingElse() {
        assertThrows(RigException.class, () -> SignatureCosts.parse("Picked up JAVA_TOOL_OPTIONS: -Xint\n"));
        assertThrows(RigException.class, () -> SignatureCosts.parse("ED25519 soon\n"));
    }
}
