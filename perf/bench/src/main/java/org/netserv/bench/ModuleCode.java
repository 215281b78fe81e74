package org.netserv.bench;

/** What of a sandbox is in a module that is measured. */
public enum ModuleCode {
    /** Nothing: its classes as they are, called directly. */
    PLAIN,
    /** Its classes as they are, called by a bundle's entry, which compilers leave as a call. */
    CALLED,
    /** That, and the guard in its classes: as a node runs it. */
    WOVEN
}
