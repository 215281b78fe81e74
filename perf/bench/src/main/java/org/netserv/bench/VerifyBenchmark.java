package org.netserv.bench;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.netserv.apps.keepalive.KeepAliveResponder;
import org.netserv.apps.netmonitor.NetMonitor;
import org.netserv.isolation.verify.BundleVerifier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * {@link BundleVerifier} over a whole JAR: reads, verifies and weaves it; reference: reads it, and writes every class as it
 * is, instruction by instruction.
 *
 * <p>A time is that of a JAR, not of a packet.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VerifyBenchmark {
    private static final ClassTransform COPY = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);

    /** Which module's JAR. */
    @Param({"netmonitor", "keepalive"})
    public String jar;

    private BundleVerifier verifier;
    private Path file;

    /** Reads the list. */
    @Setup
    public void prepare() {
        verifier = new BundleVerifier();
        file = ModuleClasses.jar(switch (jar) {
            case "netmonitor" -> NetMonitor.class;
            case "keepalive" -> KeepAliveResponder.class;
            default -> throw new IllegalArgumentException("jar=" + jar);
        });
    }

    /** Verifies and weaves. */
    @Benchmark
    public Map<String, byte[]> verify() throws IOException {
        return verifier.verify(file, Set.of(), List.of()).woven();
    }

    /** Reads and writes. */
    @Benchmark
    public List<byte[]> reference() throws IOException {
        ClassFile classFile = ClassFile.of();
        List<byte[]> written = new ArrayList<>();
        for (byte[] bytes : ModuleClasses.original(file).values()) {
            written.add(classFile.transformClass(classFile.parse(bytes), COPY));
        }
        return written;
    }
}
