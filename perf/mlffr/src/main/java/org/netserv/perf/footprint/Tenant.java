package org.netserv.perf.footprint;

import org.netserv.perf.router.Guest;
import org.netserv.perf.router.NodeControl;

/** A publisher of the node that is measured, and how it speaks to it. */
public record Tenant(Guest guest, NodeControl control) {}
