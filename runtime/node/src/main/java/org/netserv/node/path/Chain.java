package org.netserv.node.path;

import java.util.List;

/** Modules that a packet meets, in order, and those that are shown copies of some. <b>Thread.</b> Immutable. */
final class Chain {
    private final int id;
    private final ModuleSlot[] modules;
    private final ModuleSlot[] samplers;
    private final int[] every;

    Chain(int id, List<ModuleSlot> modules, List<Sampler> samplers) {
        this.id = id;
        this.modules = modules.toArray(ModuleSlot[]::new);
        this.samplers = samplers.stream().map(Sampler::module).toArray(ModuleSlot[]::new);
        every = samplers.stream().mapToInt(Sampler::every).toArray();
    }

    /** A module that sees copies of 1 packet in so many. */
    record Sampler(ModuleSlot module, int every) {}

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

    /** How many modules see copies. */
    int samplers() {
        return samplers.length;
    }

    ModuleSlot sampler(int i) {
        return samplers[i];
    }

    /** Of how many packets sampler {@code i} sees one. */
    int every(int i) {
        return every[i];
    }
}
