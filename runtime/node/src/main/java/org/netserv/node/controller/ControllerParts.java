package org.netserv.node.controller;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Collection;
import java.util.function.Supplier;
import org.netserv.node.config.Configuration;
import org.netserv.node.message.RequestParser;

/**
 * What a {@link Controller} is made of.
 *
 * @param nodeId the node's id
 * @param requests reads messages as the node supports them
 * @param publishers all that the operator has configured
 * @param freshness what is asked of signed messages
 * @param guard which remembers them
 * @param fetcher which brings JARs
 * @param fetchDirectory where JARs lie while they are checked
 * @param status the node's state as JSON
 * @param end has the node end, when the operator wants it so
 * @param clock the wall clock
 */
record ControllerParts(String nodeId, RequestParser requests, Collection<PublisherModules> publishers,
        Configuration.Freshness freshness,
        ReplayGuard guard, Fetcher fetcher, Path fetchDirectory, Supplier<String> status, Runnable end, Clock clock) {}
