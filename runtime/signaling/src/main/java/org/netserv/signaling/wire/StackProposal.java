package org.netserv.signaling.wire;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The stacks of transports that a node offers for a messaging association, the best first.
 *
 * @param profiles each one's protocols from top to bottom
 */
public record StackProposal(List<List<Integer>> profiles) {
    /** Protocols of a profile. RFC 5971 §5.7. */
    public static final int FORWARDS_TCP = 1;
    public static final int TLS = 2;

    /** A profile of TCP alone. */
    public static final List<Integer> TCP_PROFILE = List.of(FORWARDS_TCP);
    /** A profile of TLS over TCP. */
    public static final List<Integer> TLS_PROFILE = List.of(TLS, FORWARDS_TCP);

    private static final int MOST = 0xFF;

    /** Refuses what has no place on the wire. */
    public StackProposal {
        profiles = profiles.stream().map(List::copyOf).toList();
        boolean valid = !profiles.isEmpty() && profiles.size() <= MOST;
        for (List<Integer> profile : profiles) {
            valid &= !profile.isEmpty() && profile.size() <= MOST;
            valid &= profile.stream().allMatch(protocol -> protocol >= 0 && protocol <= MOST);
        }
        if (!valid) {
            throw new IllegalArgumentException("profiles=" + profiles);
        }
    }

    /** The proposal of a message that has one. */
    public static StackProposal of(MessageView view) {
        return read(view.memory(), view.valueAt(ObjectType.STACK_PROPOSAL));
    }

    static StackProposal read(MemorySegment memory, long at) {
        List<List<Integer>> profiles = new ArrayList<>();
        long profile = at + StackLayout.PROFILES;
        for (int i = Wire.u8(memory, at); i > 0; i--) {
            int layers = Wire.u8(memory, profile);
            List<Integer> protocols = new ArrayList<>(layers);
            for (int layer = 1; layer <= layers; layer++) {
                protocols.add(Wire.u8(memory, profile + layer));
            }
            profiles.add(protocols);
            profile += Wire.padded(1 + layers);
        }
        return new StackProposal(profiles);
    }

    int lengthBytes() {
        return StackLayout.PROFILES + profiles.stream().mapToInt(profile -> Wire.padded(1 + profile.size())).sum();
    }

    void write(MemorySegment out, long at) {
        out.asSlice(at, lengthBytes()).fill((byte) 0);
        Wire.set8(out, at, profiles.size());
        long next = at + StackLayout.PROFILES;
        for (List<Integer> profile : profiles) {
            Wire.set8(out, next, profile.size());
            for (int layer = 0; layer < profile.size(); layer++) {
                Wire.set8(out, next + 1 + layer, profile.get(layer));
            }
            next += Wire.padded(1 + profile.size());
        }
    }
}
