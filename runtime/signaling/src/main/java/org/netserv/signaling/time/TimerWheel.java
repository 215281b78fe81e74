package org.netserv.signaling.time;

import java.util.Arrays;

/**
 * Timers as numbers: starting, stopping and firing one costs a few array accesses, and none is an object. A timer that is
 * started again forgets its former end.
 *
 * <p>Each slot of the wheel is a list, linked both ways through arrays. Timers that end in a later turn stay in their slot.
 *
 * <p><b>Thread.</b> One.
 */
public final class TimerWheel {
    /** Told which timer has ended. */
    @FunctionalInterface
    public interface Handler {
        void expired(int timer);
    }

    private static final int NONE = -1;

    private final int tickMillis;
    private final int mask;
    private final int[] first;
    private final int due;
    private long tick;
    private int[] next;
    private int[] previous;
    /** The list that a timer is in, or none. */
    private int[] list;
    private long[] endTick;
    private int running;

    /**
     * @param tickMillis how exact timers are
     * @param slots of the wheel, a power of two
     * @param nowMillis the time that it starts at
     */
    public TimerWheel(int tickMillis, int slots, long nowMillis) {
        if (Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException("slots must be a power of two: slots=" + slots);
        }
        this.tickMillis = tickMillis;
        mask = slots - 1;
        due = slots;
        first = new int[slots + 1];
        Arrays.fill(first, NONE);
        tick = nowMillis / tickMillis;
        next = new int[0];
        previous = new int[0];
        list = new int[0];
        endTick = new long[0];
    }

    /** Makes room for timers 0 to {@code count} − 1. */
    public void reserve(int count) {
        int from = next.length;
        if (count > from) {
            int size = Math.max(count, from + (from >> 1));
            next = Arrays.copyOf(next, size);
            previous = Arrays.copyOf(previous, size);
            list = Arrays.copyOf(list, size);
            endTick = Arrays.copyOf(endTick, size);
            Arrays.fill(list, from, size, NONE);
        }
    }

    /** Starts the timer, or starts it anew. It never ends early. */
    public void start(int timer, long endMillis) {
        stop(timer);
        long end = Math.max(Math.ceilDiv(endMillis, (long) tickMillis), tick + 1);
        endTick[timer] = end;
        link(timer, (int) end & mask);
        running++;
    }

    /** Stops the timer if it runs. */
    public void stop(int timer) {
        if (list[timer] != NONE) {
            unlink(timer);
            running--;
        }
    }

    public boolean isRunning(int timer) {
        return list[timer] != NONE;
    }

    /** How many timers run. */
    public int running() {
        return running;
    }

    /** Fires what has ended by now. The handler may start and stop timers, also those that end at the same time. */
    public void advance(long nowMillis, Handler handler) {
        long now = nowMillis / tickMillis;
        if (now - tick > mask) {
            // The wheel has gone round: each slot once.
            for (int slot = 0; slot <= mask; slot++) {
                collect(slot, now);
            }
            tick = now;
        }
        while (tick < now) {
            tick++;
            collect((int) tick & mask, tick);
            fire(handler);
        }
        fire(handler);
    }

    private void collect(int slot, long now) {
        int timer = first[slot];
        while (timer != NONE) {
            int following = next[timer];
            if (endTick[timer] <= now) {
                unlink(timer);
                link(timer, due);
            }
            timer = following;
        }
    }

    private void fire(Handler handler) {
        while (first[due] != NONE) {
            int timer = first[due];
            unlink(timer);
            running--;
            handler.expired(timer);
        }
    }

    private void link(int timer, int into) {
        int head = first[into];
        next[timer] = head;
        previous[timer] = NONE;
        if (head != NONE) {
            previous[head] = timer;
        }
        first[into] = timer;
        list[timer] = into;
    }

    private void unlink(int timer) {
        if (previous[timer] == NONE) {
            first[list[timer]] = next[timer];
        } else {
            next[previous[timer]] = next[timer];
        }
        if (next[timer] != NONE) {
            previous[next[timer]] = previous[timer];
        }
        list[timer] = NONE;
    }
}
