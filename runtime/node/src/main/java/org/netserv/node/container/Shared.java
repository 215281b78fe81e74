package org.netserv.node.container;

import java.util.concurrent.Semaphore;

/**
 * What the modules of one publisher share.
 *
 * @param store their folder on disk
 * @param threads threads that they may still ask for
 */
record Shared(PublisherStore store, Semaphore threads) {}
