package org.netserv.node.path;

import java.util.List;

/** Modules that a packet meets, in order. <b>Thread.</b> Immutable. */
final class Chain {
    private final int id;
    private final ModuleSlot[] modules;

    Chain(int id, List<ModuleSlot> modules) {
        this.id = id;
        this.modules = modules.toArray(ModuleSlot[]::new);
    }

    /** Its number within its filter table. */
    int id() {
        return id;
    }

    int size() {
        return modules.length;
    }

    ModuleSlot module(int i) {
        return modules[i];
    }
}
