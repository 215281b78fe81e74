package org.netserv.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.MessageBuilder;
import org.netserv.node.message.Method;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What the operator has done on a node: one message, which carries no signature. */
abstract class OperatorCommand implements Callable<Integer> {
    private final Method method;

    @Mixin
    private NodeAddress node = new NodeAddress();

    @Mixin
    private Output output = new Output();

    OperatorCommand(Method method) {
        this.method = method;
    }

    /** The module's id, or {@link ControlMessage#NO_MODULE}. */
    abstract String module();

    /** Adds headers. */
    void complete(MessageBuilder message) {}

    @Override
    public Integer call() throws IOException {
        ControlMessage message;
        try {
            MessageBuilder builder = new MessageBuilder(method, module());
            complete(builder);
            message = builder.build();
        } catch (IllegalArgumentException e) {
            throw new CliException(String.valueOf(e.getMessage()), e);
        }
        return Answers.print(node.send(message), output);
    }

    /** What is done with a publisher's modules. */
    abstract static class OnModules extends OperatorCommand {

        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        @Option(names = {"-u", "--user"}, paramLabel = "USER", required = true, description = "The publisher.")
        private String user = "";

        /** One of them, or all. */
        private static final class Which {
            @Parameters(paramLabel = "MODULE", description = "name_1.0.0, or name for every version")
            private @Nullable String module;

            @Option(names = "--all", description = "All modules of the publisher.")
            private boolean all;
        }

        OnModules(Method method) {
            super(method);
        }

        @Override
        String module() {
            return which.all || which.module == null ? ControlMessage.NO_MODULE : which.module;
        }

        @Override
        void complete(MessageBuilder message) {
            message.header("user", user);
        }
    }

    /** Removes modules. */
    @Command(name = "evict", mixinStandardHelpOptions = true, description = {
        "Remove a publisher's modules from a node, without its signature.",
        "For the operator: root or the node's own user."}, footer = {"", "Example:",
            "  netserv evict NetServ.apps.KeepAlive --user janedoe"})
    static final class Evict extends OnModules {
        Evict() {
            super(Method.EVICT);
        }
    }

    /** Has modules stand still. */
    @Command(name = "suspend", mixinStandardHelpOptions = true, description = {
        "Have a publisher's modules stand still: their packets go past the node, also after its next start, "
                + "and no other version takes their place. Their time to live runs on.",
        "For the operator: root or the node's own user."}, footer = {"", "Example:",
            "  netserv suspend --all --user janedoe"})
    static final class Suspend extends OnModules {
        Suspend() {
            super(Method.SUSPEND);
        }
    }

    /** Has modules go on. */
    @Command(name = "resume", mixinStandardHelpOptions = true, description = {
        "Have suspended modules go on.", "For the operator: root or the node's own user."}, footer = {"", "Example:",
            "  netserv resume --all --user janedoe"})
    static final class Resume extends OnModules {
        Resume() {
            super(Method.RESUME);
        }
    }

    /** Brings a former version back. */
    @Command(name = "rollback", mixinStandardHelpOptions = true, description = {
        "Bring a former version of a module back, until the end that the present one has. netserv status names those "
                + "that are kept.",
        "For the operator: root or the node's own user."}, footer = {"", "Example:",
            "  netserv rollback Example.Guard --user janedoe --to Example.Guard_1.0.0"})
    static final class Rollback extends OperatorCommand {

        @Parameters(paramLabel = "MODULE", description = "name, or name_1.0.0 of the present version")
        private String module = "";

        @Option(names = {"-u", "--user"}, paramLabel = "USER", required = true, description = "The publisher.")
        private String user = "";

        @Option(names = "--to", paramLabel = "MODULE", description = "Which version, as name_1.0.0 (default: the latest before the present one).")
        private @Nullable String version;

        Rollback() {
            super(Method.ROLLBACK);
        }

        @Override
        String module() {
            return module;
        }

        @Override
        void complete(MessageBuilder message) {
            message.header("user", user);
            if (version != null) {
                message.header("version", version);
            }
        }
    }

    /** Has the node read its configuration again. */
    @Command(name = "reload", mixinStandardHelpOptions = true, description = {
        "Have a node read its configuration again. Publishers that are the same there go on; the modules of others are "
                + "started anew. What needs the node's next start is named. A bad file changes nothing.",
        "For the operator: root or the node's own user."}, footer = {"", "Example:", "  netserv reload"})
    static final class Reload extends OperatorCommand {
        Reload() {
            super(Method.RELOAD);
        }

        @Override
        String module() {
            return ControlMessage.NO_MODULE;
        }
    }

    /** Has the node end. */
    @Command(name = "drain", mixinStandardHelpOptions = true, description = {
        "Have a node end: it takes no SETUP any more, lets go of its packets without the loss of one, and exits with 0. "
                + "Its modules are here again when it is started.",
        "For the operator: root or the node's own user."}, footer = {"", "Example:", "  netserv drain"})
    static final class Drain extends OperatorCommand {
        Drain() {
            super(Method.DRAIN);
        }

        @Override
        String module() {
            return ControlMessage.NO_MODULE;
        }
    }
}
