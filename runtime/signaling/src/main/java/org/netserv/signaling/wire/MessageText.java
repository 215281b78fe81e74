package org.netserv.signaling.wire;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A message as lines for people, field by field. */
public final class MessageText {
    private static final int NAME_COLUMNS = 18;

    private final StringBuilder text = new StringBuilder(512);

    private MessageText() {}

    /** The message; each line ends with a newline, and all but the first are indented. */
    public static String of(GistMessage message) {
        return of(message, message.forwarded().stream().map(RawObject::of).toList());
    }

    /** The same, with all objects of unknown types that stood in it, those too that are to be ignored. */
    public static String of(GistMessage message, List<RawObject> unknown) {
        MessageText text = new MessageText().message(message);
        unknown.forEach(object -> text.field("unknown object", object));
        return text.text.toString();
    }

    /** The same of what cannot be read: what is wrong, the header, and the objects as they are. */
    public static String of(MessageView view, String fault) {
        MessageText text = new MessageText();
        text.text.append("Message with a fault, ").append(view.lengthBytes()).append(" bytes\n");
        text.field("fault", fault);
        int header = Math.min(MessageHeader.BYTES, view.lengthBytes());
        if (header > 0) {
            text.field("header", Octets.owning(Wire.bytes(view.memory(), view.start(), header)));
        }
        for (RawObject object : RawObject.of(view)) {
            ObjectType known = ObjectType.of(object.type());
            text.field(known == null ? "unknown object" : name(known), known == null ? object : object.value());
        }
        return text.text.toString();
    }

    private MessageText message(GistMessage message) {
        text.append(name(message.type())).append(message.contextFree() ? " (context free)" : "").append(", NSLPID ")
                .append(message.nslpId()).append(", hops ").append(message.hops()).append(", flags ")
                .append(flags(message.flags())).append('\n');
        field("NAT traversal", message.natTraversal());
        field("flow", message.mri());
        field("session", message.sessionId());
        if (message.networkInfo() != null) {
            sender(message.networkInfo());
        }
        field("query cookie", message.queryCookie());
        field("responder cookie", message.responderCookie());
        if (message.stackProposal() != null) {
            proposal(message.stackProposal());
        }
        if (message.stackConfig() != null) {
            config(message.stackConfig());
        }
        if (message.error() != null) {
            error(message.error());
        }
        field("hello", message.helloId());
        if (message.nslpData() != null) {
            field("data", message.nslpData().length() + " bytes " + message.nslpData());
        }
        return this;
    }

    private void sender(NetworkInfo info) {
        field("sender", info.address() + ", identity " + info.identity());
        field("valid for", info.validityMillis() + " ms" + (info.ipTtl() == 0 ? "" : ", IP TTL " + info.ipTtl()));
    }

    private void proposal(StackProposal proposal) {
        for (int i = 0; i < proposal.profiles().size(); i++) {
            String layers = String.join(" over ",
                    proposal.profiles().get(i).stream().map(MessageText::protocol).toList());
            field("profile " + (i + 1), layers);
        }
    }

    private void config(StackConfig config) {
        field("hold time", config.holdMillis() + " ms");
        for (StackConfig.Option option : config.options()) {
            String where = option.profile() == 0 ? "all profiles" : "profile " + option.profile();
            String port = option.value().length() == Short.BYTES
                    ? ", port " + config.port(option.protocol(), option.profile()).orElse(0)
                    : "";
            field(protocol(option.protocol()), where + port + (option.disabled() ? ", not to be used" : ""));
        }
    }

    private void error(ErrorReport report) {
        GistError known = report.error();
        field("error", (known == null ? "unknown" : name(known)) + " (class " + report.errorClass() + ", code "
                + report.code() + "/" + report.subcode() + ")");
        field("about", report.header() + (report.qMode() ? ", Q-mode" : report.dMode() ? ", D-mode" : ", C-mode"));
        field("its session", report.sessionId());
        field("its flow", report.mri());
        report.details().forEach(detail -> field("detail " + detail.type(), detail.value()));
        field("comment", report.comment() == null ? null : printable(report.commentText()));
    }

    private void field(String name, @Nullable Object value) {
        if (value != null) {
            text.append("  ").append(name).repeat(' ', Math.max(1, NAME_COLUMNS - name.length())).append(value)
                    .append('\n');
        }
    }

    /** Who sends a comment decides what is in it: nothing that a terminal would obey. */
    private static String printable(String comment) {
        return comment.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "\uFFFD");
    }

    private static String protocol(int number) {
        return switch (number) {
            case StackProposal.FORWARDS_TCP -> "TCP";
            case StackProposal.TLS -> "TLS";
            default -> "protocol " + number;
        };
    }

    private static String flags(int flags) {
        String set = ((flags & MessageHeader.S) == 0 ? "" : "S") + ((flags & MessageHeader.R) == 0 ? "" : "R")
                + ((flags & MessageHeader.E) == 0 ? "" : "E");
        return set.isEmpty() ? "none" : set;
    }

    private static String name(ObjectType object) {
        return switch (object) {
            case MRI -> "flow";
            case SESSION_ID -> "session";
            case NETWORK_INFO -> "sender";
            case STACK_PROPOSAL -> "stack proposal";
            case STACK_CONFIG -> "stack config";
            case QUERY_COOKIE -> "query cookie";
            case RESPONDER_COOKIE -> "responder cookie";
            case NAT_TRAVERSAL -> "NAT traversal";
            case NSLP_DATA -> "data";
            case ERROR_REPORT -> "error";
            case HELLO_ID -> "hello";
        };
    }

    private static String name(Enum<?> constant) {
        String words = constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
