package org.netserv.node.sandbox;

import java.util.List;
import java.util.Map;
import org.netserv.node.message.Dependency;

/**
 * What a SETUP says of a module to its container.
 *
 * @param symbolicName the bundle's symbolic name, as the module id has it
 * @param version the bundle's version, or empty if the id has none
 * @param properties handed to the module
 * @param dependencies modules or building blocks that must be there
 */
public record ModuleSettings(String symbolicName, String version, Map<String, String> properties,
        List<Dependency> dependencies) {
    /** Takes copies. */
    public ModuleSettings {
        properties = Map.copyOf(properties);
        dependencies = List.copyOf(dependencies);
    }
}
