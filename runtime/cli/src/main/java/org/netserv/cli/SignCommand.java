package org.netserv.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.netserv.node.message.ControlMessage;
import org.netserv.node.message.ControlMessageException;
import org.netserv.node.message.ControlMessageParser;
import org.netserv.node.message.MessageWriter;
import org.netserv.node.message.Method;
import org.netserv.node.message.Nonce;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs a control message that somebody wrote. */
@Command(name = "sign", mixinStandardHelpOptions = true, description = {
    "Sign a control message: adds nonce and expires if they are missing, then the signature, and prints the result."}, footer = {
        "", "Example:", "  netserv sign --key janedoe.pem setup.txt > setup.signed"})
final class SignCommand implements Callable<Integer> {
    private static final long DEFAULT_LIFE_SECONDS = 600;

    @Parameters(paramLabel = "FILE", description = "the message; - for standard input")
    private Path file = Path.of("-");

    @Option(names = {"-k",
        "--key"}, required = true, paramLabel = "FILE", description = "The publisher's private key (PEM, PKCS #8).")
    private Path key = Path.of("");

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() throws IOException {
        ControlMessage message = fresh(read(file));
        ControlMessage signed = Signing.signer(key).sign(message);
        String text = MessageWriter.text(signed);
        output.print(Map.of("message", text), text);
        if (!output.json()) {
            output.out().println(); // the blank line is part of the message
            output.out().flush();
        }
        return ExitCode.OK;
    }

    /** Reads one message; a final blank line may be missing. */
    static ControlMessage read(Path file) throws IOException {
        return parse(bytes(file), file.toString());
    }

    static byte[] bytes(Path file) throws IOException {
        if (file.toString().equals("-")) {
            return System.in.readAllBytes();
        }
        InputErrors.requireFile(file, "a file to read");
        return Files.readAllBytes(file);
    }

    private static ControlMessage parse(byte[] bytes, String name) throws IOException {
        try {
            ControlMessage message = parse(bytes);
            if (message == null) {
                throw new CliException(name + " is empty: expected a control message");
            }
            return message;
        } catch (ControlMessageException e) {
            throw new CliException(name + ":" + e.line() + ": " + e.sentence(), e);
        }
    }

    /** Parses one message, whose final blank line may be missing; null if there is none. */
    static @Nullable ControlMessage parse(byte[] bytes) throws IOException, ControlMessageException {
        byte[] whole = new byte[bytes.length + 2];
        System.arraycopy(bytes, 0, whole, 0, bytes.length);
        whole[bytes.length] = '\n';
        whole[bytes.length + 1] = '\n';
        return new ControlMessageParser(new ByteArrayInputStream(whole)).read();
    }

    private static ControlMessage fresh(ControlMessage message) {
        ControlMessage fresh = message;
        if (fresh.value("expires").isEmpty()) {
            fresh = fresh.with("expires", Instant.now().plusSeconds(lifeSeconds(message))
                    .truncatedTo(ChronoUnit.SECONDS).toString());
        }
        return fresh.value("nonce").isEmpty() ? fresh.with("nonce", Nonce.random().toString()) : fresh;
    }

    private static long lifeSeconds(ControlMessage message) {
        String ttl = message.value("ttl");
        return message.method() == Method.SETUP && ttl.matches("[0-9]{1,9}") ? Long.parseLong(ttl)
                : DEFAULT_LIFE_SECONDS;
    }
}
