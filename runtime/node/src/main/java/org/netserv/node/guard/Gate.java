package org.netserv.node.guard;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MutableCallSite;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What woven code passes wherever it could go round in circles; shut while one of its threads is to leave.
 *
 * <p>It is a call site so that an open one costs nothing: compilers take the target of a call site for a constant, leave
 * the look at it out, and the JVM throws away what they made when the target changes. Threads are in that code until their
 * next safepoint poll; the JVM is launched so that counted loops have one as well. Whoever changes the target waits until
 * all threads that run Java code have been at a poll.
 *
 * <p>One is for all bundles of a publisher: their classes call each other, and what is thrown away when it is shut is no
 * other publisher's.
 *
 * <p><b>Thread.</b> Any, but for {@link #shut} and {@link #open()}: the warden's.
 */
public final class Gate extends MutableCallSite {
    /** The target while it is open. Woven code compares with it; nothing calls it. */
    public static final MethodHandle OPEN = MethodHandles.zero(void.class);

    private static final MethodHandle SHUT = MethodHandles.dropReturn(MethodHandles.zero(int.class));
    private static final Map<ClassLoader, Gate> GATES = Collections.synchronizedMap(new WeakHashMap<>());

    /** Open. */
    public Gate() {
        super(OPEN);
    }

    /** Makes this the gate of all classes of a loader. To be called before any of them is used. */
    public void assign(ClassLoader loader) {
        GATES.put(loader, this);
    }

    /** The gate of a class: the one that its loader was assigned, else one of the loader's own. */
    public static Gate of(Class<?> type) {
        return of(type.getClassLoader());
    }

    /** The gate of a loader's classes. */
    public static Gate of(@Nullable ClassLoader loader) {
        return GATES.computeIfAbsent(loader, any -> new Gate());
    }

    void shut() {
        change(SHUT);
    }

    void open() {
        change(OPEN);
    }

    private void change(MethodHandle target) {
        if (!getTarget().equals(target)) {
            setTarget(target);
        }
    }
}
