package org.netserv.node.controller;

import java.time.Instant;

/**
 * One version of a module: the present one, or one before it that is kept so that it can be brought back.
 *
 * @param id symbolic name and version
 * @param origin what it is started from
 * @param since when it was installed
 * @param ends when its life ends
 */
record ModuleVersion(String id, Origin origin, Instant since, Instant ends) {}
