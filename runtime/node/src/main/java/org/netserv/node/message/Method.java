package org.netserv.node.message;

import org.jspecify.annotations.Nullable;

/** What a control message asks for: the first word of its start line. */
public enum Method {
    /** Install a module, or extend its time to live. */
    SETUP,
    /** Remove a module. */
    REMOVE,
    /** Ask about a module. */
    PROBE,
    /** The operator asks for the node's state; on the control socket alone, unsigned. */
    STATUS;

    /** Whether the message speaks for a publisher and must carry a signature. */
    public boolean isSigned() {
        return this != STATUS;
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
