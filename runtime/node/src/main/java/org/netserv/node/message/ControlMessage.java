package org.netserv.node.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A well formed control message: nothing is known yet about who sent it, or whether its values make sense.
 *
 * @param method what is asked for
 * @param module the second word of the start line as it was written; {@code *} where none is meant, or all
 * @param headers in their order, each name once
 */
public record ControlMessage(Method method, String module, List<Header> headers) {

    /** The version token that ends a start line. */
    public static final String VERSION = "NETSERV/0.1";
    /** The most bytes that a message may have as text, its blank line included. */
    public static final int MAX_BYTES = 16_380;
    /** The most headers that a message may have. */
    public static final int MAX_HEADERS = 64;
    /** What stands for a module where none is meant. */
    public static final String NO_MODULE = "*";

    /** Refuses what the text form could not carry. */
    public ControlMessage {
        headers = List.copyOf(headers);
        if (headers.size() > MAX_HEADERS) {
            throw new IllegalArgumentException("headers=" + headers.size());
        }
        Set<String> names = HashSet.newHashSet(headers.size());
        for (Header header : headers) {
            if (!names.add(header.name())) {
                throw new IllegalArgumentException("two headers named " + header.name());
            }
        }
        switch (method.target()) {
            case MODULE -> ModuleId.parse(module);
            case NODE -> {
                if (!module.equals(NO_MODULE)) {
                    throw new IllegalArgumentException(
                            Names.quote(module) + " is not what " + method + " takes: expected " + NO_MODULE);
                }
            }
            case MODULE_OR_ALL -> {
                if (!module.equals(NO_MODULE)) {
                    ModuleId.parse(module);
                }
            }
        }
    }

    /** The module that is meant. <b>Errors.</b> {@link IllegalStateException} if it is none, or all. */
    public ModuleId moduleId() {
        if (module.equals(NO_MODULE)) {
            throw new IllegalStateException("method=" + method + " module=" + module);
        }
        return ModuleId.parse(module);
    }

    /** The header of that lower-case name, or null. */
    public @Nullable Header header(String name) {
        for (Header header : headers) {
            if (header.name().equals(name)) {
                return header;
            }
        }
        return null;
    }

    /** The value of the header of that lower-case name; empty if there is none. */
    public String value(String name) {
        Header header = header(name);
        return header == null ? "" : header.value();
    }

    /** The same message with this header at its end, in place of one of the same name. */
    public ControlMessage with(String name, String value) {
        List<Header> changed = new ArrayList<>(headers);
        changed.removeIf(header -> header.name().equals(name));
        changed.add(new Header(name, value, 0));
        return new ControlMessage(method, module, changed);
    }
}
