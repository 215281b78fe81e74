package org.netserv.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netserv.ffi.libc.raw.LibcRaw;

class CapabilitiesTest {

    @Test
    void shouldNumberThemAsC(@TempDir Path folder) throws IOException {
        if (!CCompiler.present()) {
            String missing = "gcc is not installed (Debian: apt-get install gcc libc6-dev linux-libc-dev)";
            if (LibcRaw.geteuid() == 0) {
                fail(missing);
            }
            abort(missing);
        }
        Map<String, Long> ours = new LinkedHashMap<>();
        for (int i = 0; i < Capabilities.NAMES.size(); i++) {
            ours.put(Capabilities.NAMES.get(i), (long) i);
        }
        assertEquals(ours,
                CCompiler.evaluate(folder, "capabilities", "#include <linux/capability.h>\n", ours.keySet()));
    }

    @Test
    void shouldNameWhatIsSet() {
        assertEquals(Set.of(), Capabilities.names(0));
        assertEquals(Set.of("CAP_NET_ADMIN", "CAP_NET_RAW"), Capabilities.names(0x3000));
        assertEquals(Set.of("CAP_CHOWN", "CAP_63"), Capabilities.names(0x8000000000000001L));
    }

    @Test
    void shouldReadThoseOfThisThread() {
        assertTrue(Capabilities.bounding().containsAll(Capabilities.effective()));
        assertTrue(Capabilities.bounding().containsAll(Capabilities.ambient()));
        if (LibcRaw.geteuid() == 0) {
            assertTrue(Capabilities.effective().contains("CAP_NET_ADMIN"));
        }
    }
}
