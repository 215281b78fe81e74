package org.netserv.node.message;

import org.jspecify.annotations.Nullable;

/**
 * What a control message asks for: the first word of its start line. A publisher's carry a signature; the operator's, on the
 * control socket alone, do not.
 */
public enum Method {
    /** Install a module, or extend its time to live. */
    SETUP(Target.MODULE, true),
    /** Remove a module. */
    REMOVE(Target.MODULE, true),
    /** Ask about a module. */
    PROBE(Target.MODULE, true),
    /** The operator asks for the node's state. */
    STATUS(Target.NODE, false),
    /** The operator removes a publisher's modules. */
    EVICT(Target.MODULE_OR_ALL, false),
    /** The operator has a publisher's modules stand still. */
    SUSPEND(Target.MODULE_OR_ALL, false),
    /** The operator has them go on. */
    RESUME(Target.MODULE_OR_ALL, false),
    /** The operator brings a former version of a module back. */
    ROLLBACK(Target.MODULE, false),
    /** The operator watches packets. */
    TRACE(Target.NODE, false),
    /** The operator has the node read its configuration again. */
    RELOAD(Target.NODE, false),
    /** The operator has the node end, without the loss of a packet. */
    DRAIN(Target.NODE, false);

    private final Target target;
    private final boolean signed;

    Method(Target target, boolean signed) {
        this.target = target;
        this.signed = signed;
    }

    /** What the second word of a start line may be. */
    enum Target {
        /** A module's id. */
        MODULE,
        /** {@link ControlMessage#NO_MODULE}: the node itself. */
        NODE,
        /** Either; then {@link ControlMessage#NO_MODULE} stands for all of a publisher's modules. */
        MODULE_OR_ALL
    }

    Target target() {
        return target;
    }

    /** Whether the message speaks for a publisher and must carry a signature. */
    public boolean isSigned() {
        return signed;
    }

    /** The method of that name, exactly; null if there is none. */
    static @Nullable Method named(String name) {
        for (Method method : values()) {
            if (method.name().equals(name)) {
                return method;
            }
        }
        return null;
    }
}
