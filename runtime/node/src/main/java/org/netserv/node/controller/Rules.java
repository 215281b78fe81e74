package org.netserv.node.controller;

import java.time.Clock;
import java.time.Duration;
import org.netserv.node.config.Configuration;

/**
 * What the configuration says of messages and fetches.
 *
 * @param freshness tells a message from its copy
 * @param maxTtl the longest life of a module
 * @param fetcher brings JARs
 * @param formerVersions that are kept when another takes their place
 */
record Rules(Freshness freshness, Duration maxTtl, Fetcher fetcher, int formerVersions) {
    static Rules of(Configuration configuration, ReplayGuard guard, Clock clock) {
        return new Rules(new Freshness(configuration.freshness(), guard, clock), configuration.freshness().maxTtl(),
                new Fetcher(configuration.fetch()), configuration.fetch().formerVersions());
    }
}
