package org.netserv.signaling.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netserv.node.net.IpAddress;
import org.netserv.signaling.wire.Mri;
import org.netserv.signaling.wire.SessionId;

class RoutingTableTest {
    private static final int ROUNDS = 50_000;

    private record Key(Mri mri, SessionId session, int nslpId) {}

    @Test
    void shouldDoAsAMapDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RoutingTable table = new RoutingTable(random);
        Map<Key, RoutingState> expected = new HashMap<>();
        List<Key> keys = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            Key key = key(random);
            RoutingState state = expected.get(key);
            String at = "seed=" + seed + " round=" + i;
            assertSame(state, find(table, key), at);
            if (state != null && random.nextInt(3) != 0) {
                table.remove(state);
                expected.remove(key);
                assertNull(table.at(state.slot), at);
            } else if (state == null) {
                RoutingState added = table.add(key.mri, key.session.high(), key.session.low(), key.nslpId, true);
                expected.put(key, added);
                keys.add(key);
                assertSame(added, table.at(added.slot), at);
            }
            assertEquals(expected.size(), table.size(), at);
        }
        for (Key key : keys) {
            assertSame(expected.get(key), find(table, key), "seed=" + seed);
        }
        int[] seen = {0};
        table.forEach(state -> seen[0]++);
        assertEquals(expected.size(), seen[0]);
    }

    private static @Nullable RoutingState find(RoutingTable table, Key key) {
        return table.find(key.mri, key.session.high(), key.session.low(), key.nslpId);
    }

    private static Key key(Random random) {
        int bits = random.nextInt(64);
        Mri mri = random.nextBoolean() ? Mri.of(IpAddress.ofIpv4(bits), IpAddress.ofIpv4(7))
                : Mri.of(new IpAddress(1, bits), new IpAddress(2, 3));
        return new Key(mri.withDirection(random.nextBoolean()), new SessionId(random.nextInt(8), 3),
                random.nextInt(3));
    }
}
