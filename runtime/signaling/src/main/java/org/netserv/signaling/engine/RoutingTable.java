package org.netserv.signaling.engine;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.agrona.collections.IntArrayList;
import org.jspecify.annotations.Nullable;
import org.netserv.signaling.wire.MessageView;
import org.netserv.signaling.wire.Mri;

/**
 * All routing states, found by flow, direction, session and NSLP, straight from a received message.
 *
 * <p>Open addressing with linear probing. The hash is keyed with secrets of this node, so that nobody outside can choose
 * sessions that collide: a sum of products, whose chance to collide is 2^-32 for any two keys.
 *
 * <p><b>Thread.</b> One.
 */
final class RoutingTable {
    private static final int SMALLEST = 64;
    private static final int KEY_WORDS = 18;
    private static final int FIRST_MRI_WORD = 5;

    private final long[] secret = new long[KEY_WORDS + 1];
    private @Nullable RoutingState[] states = new @Nullable RoutingState[SMALLEST];
    private @Nullable RoutingState[] bySlot = new @Nullable RoutingState[SMALLEST];
    private final IntArrayList free = new IntArrayList();
    private int slots;
    private int size;

    RoutingTable(RandomGenerator random) {
        for (int i = 0; i < secret.length; i++) {
            secret[i] = random.nextLong();
        }
    }

    int size() {
        return size;
    }

    /** How many slots were ever in use at once. */
    int slots() {
        return slots;
    }

    /** The state that is in a slot. */
    @Nullable
    RoutingState at(int slot) {
        return bySlot[slot];
    }

    /** The state that a message belongs to which came to this node: the one that sends the other way. */
    @Nullable
    RoutingState findReceiving(MessageView view) {
        boolean sendsUpstream = !view.isUpstream();
        int hash = hash(view, sendsUpstream);
        int mask = states.length - 1;
        for (int i = hash & mask; states[i] != null; i = i + 1 & mask) {
            RoutingState state = states[i];
            if (state.hash == hash && isOf(state, view, sendsUpstream)) {
                return state;
            }
        }
        return null;
    }

    /** The state for what is sent along the flow, in the direction that the MRI has. */
    @Nullable
    RoutingState find(Mri mri, long sessionHigh, long sessionLow, int nslpId) {
        int hash = hash(mri, sessionHigh, sessionLow, nslpId);
        int mask = states.length - 1;
        for (int i = hash & mask; states[i] != null; i = i + 1 & mask) {
            RoutingState state = states[i];
            if (state.hash == hash && state.sessionLow == sessionLow && state.sessionHigh == sessionHigh
                    && state.nslpId == nslpId && state.mri.equals(mri)) {
                return state;
            }
        }
        return null;
    }

    /** Adds a state that is not there yet. */
    RoutingState add(Mri mri, long sessionHigh, long sessionLow, int nslpId, boolean querying) {
        if (2 * (size + 1) > states.length) {
            grow();
        }
        RoutingState state = new RoutingState(mri, sessionHigh, sessionLow, nslpId, querying,
                hash(mri, sessionHigh, sessionLow, nslpId));
        place(states, state);
        state.slot = free.isEmpty() ? slots++ : free.removeAt(free.size() - 1);
        if (state.slot == bySlot.length) {
            bySlot = Arrays.copyOf(bySlot, 2 * bySlot.length);
        }
        bySlot[state.slot] = state;
        size++;
        return state;
    }

    /** Takes a state out, and closes the gap that it leaves in its run. */
    void remove(RoutingState state) {
        int mask = states.length - 1;
        int gap = state.hash & mask;
        while (states[gap] != state) {
            gap = gap + 1 & mask;
        }
        for (int i = gap + 1 & mask; states[i] != null; i = i + 1 & mask) {
            RoutingState other = states[i];
            int home = other.hash & mask;
            if ((i - home & mask) >= (i - gap & mask)) {
                states[gap] = other;
                gap = i;
            }
        }
        states[gap] = null;
        bySlot[state.slot] = null;
        free.addInt(state.slot);
        size--;
    }

    /** Hands out each state; the consumer may remove it. */
    void forEach(Consumer<RoutingState> consumer) {
        for (int slot = 0; slot < slots; slot++) {
            RoutingState state = bySlot[slot];
            if (state != null) {
                consumer.accept(state);
            }
        }
    }

    private void grow() {
        @Nullable
        RoutingState[] larger = new @Nullable RoutingState[2 * states.length];
        for (RoutingState state : states) {
            if (state != null) {
                place(larger, state);
            }
        }
        states = larger;
    }

    private static void place(@Nullable RoutingState[] into, RoutingState state) {
        int mask = into.length - 1;
        int i = state.hash & mask;
        while (into[i] != null) {
            i = i + 1 & mask;
        }
        into[i] = state;
    }

    private static boolean isOf(RoutingState state, MessageView view, boolean sendsUpstream) {
        if (state.sessionLow != view.sessionLow() || state.sessionHigh != view.sessionHigh()
                || state.nslpId != view.nslpId() || state.mri.isUpstream() != sendsUpstream
                || state.mri.lengthWords() != view.mriWords()) {
            return false;
        }
        for (int i = 0; i < state.mri.lengthWords(); i++) {
            if (state.mri.keyWord(i) != view.mriKeyWord(i)) {
                return false;
            }
        }
        return true;
    }

    private int hash(MessageView view, boolean sendsUpstream) {
        long sum = head(view.sessionHigh(), view.sessionLow(), view.nslpId(), sendsUpstream);
        int words = view.mriWords();
        for (int i = 0; i < words; i++) {
            sum += secret[FIRST_MRI_WORD + i] * Integer.toUnsignedLong(view.mriKeyWord(i));
        }
        return (int) (sum >>> Integer.SIZE);
    }

    private int hash(Mri mri, long sessionHigh, long sessionLow, int nslpId) {
        long sum = head(sessionHigh, sessionLow, nslpId, mri.isUpstream());
        for (int i = 0; i < mri.lengthWords(); i++) {
            sum += secret[FIRST_MRI_WORD + i] * Integer.toUnsignedLong(mri.keyWord(i));
        }
        return (int) (sum >>> Integer.SIZE);
    }

    private long head(long sessionHigh, long sessionLow, int nslpId, boolean upstream) {
        return secret[KEY_WORDS] + secret[0] * (sessionHigh >>> Integer.SIZE)
                + secret[1] * (sessionHigh & 0xFFFF_FFFFL) + secret[2] * (sessionLow >>> Integer.SIZE)
                + secret[3] * (sessionLow & 0xFFFF_FFFFL) + secret[4] * (2L * nslpId + (upstream ? 1 : 0));
    }
}
