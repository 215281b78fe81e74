package org.netserv.node.controller;

import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netserv.node.log.PublisherLog;
import org.netserv.node.message.StatusCode;
import org.netserv.node.notify.ModuleEvent;
import org.netserv.node.notify.ModuleEvents;
import org.slf4j.event.Level;

/**
 * Says which modules of one publisher have come and gone: to the log, and to those who listen.
 *
 * <p><b>Thread.</b> Any, under the publisher's lock.
 */
final class News {
    private final String user;
    private final ModuleEvents listener;
    private final PublisherLog log;
    private final Clock clock;

    News(String user, PublisherLog log, ModuleEvents listener, Clock clock) {
        this.user = user;
        this.log = log;
        this.listener = listener;
        this.clock = clock;
    }

    /** A SETUP has installed it, in place of other versions if there were any. */
    void installed(Deployment deployment, List<Deployment> replaced) {
        log.say(Level.INFO, deployment.id(), "it is installed until " + deployment.ends());
        String until = "runs until " + deployment.ends();
        if (replaced.isEmpty()) {
            tell(ModuleEvent.Kind.INSTALLED, deployment, until);
            return;
        }
        String ids = replaced.stream().map(Deployment::id).collect(Collectors.joining(","));
        tell(ModuleEvent.Kind.UPGRADED, deployment, until + ", in place of " + ids);
        replaced.forEach(old -> tell(ModuleEvent.Kind.REPLACED, old, deployment.id() + " has taken its place"));
    }

    /** It is out of the packet path and stopped. */
    void gone(Deployment deployment, Departure why) {
        log.say(Level.INFO, deployment.id(), "it is removed: " + why.text());
        URI url = why.notification() != null ? why.notification() : deployment.terms().notification();
        tell(why.kind(), deployment, StatusCode.DONE, why.text(), url);
    }

    /** The version before it runs again. */
    void rolledBack(Deployment failed, StatusCode code, String why, Deployment back) {
        tell(ModuleEvent.Kind.ROLLED_BACK, failed, code, why + "; " + back.id() + " runs again",
                failed.terms().notification());
        tell(ModuleEvent.Kind.RESTORED, back, "runs until " + back.ends() + ", in place of " + failed.id());
    }

    private void tell(ModuleEvent.Kind kind, Deployment deployment, String detail) {
        tell(kind, deployment, StatusCode.DONE, detail, deployment.terms().notification());
    }

    private void tell(ModuleEvent.Kind kind, Deployment deployment, StatusCode code, String detail, @Nullable URI url) {
        listener.happened(new ModuleEvent(user, deployment.id(), kind, code, detail, clock.instant(), url));
    }
}
