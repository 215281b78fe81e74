package org.netserv.node.container;

import java.util.concurrent.Semaphore;
import org.netserv.node.log.LineLimit;
import org.netserv.node.path.RateLimit;
import org.netserv.node.sandbox.ThreadPlacement;

/**
 * What the modules of one publisher have together.
 *
 * @param store what they keep
 * @param emitting how fast they may emit packets
 * @param threads threads that they may still ask for
 * @param placement where their threads run
 * @param lines how much they may log
 */
record PublisherShare(PublisherStore store, RateLimit emitting, Semaphore threads, ThreadPlacement placement,
        LineLimit lines) {}
