package org.netserv.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures comparisons, one after the other. A method and its reference follow each other at once, so that what else goes
 * on on a machine meets both alike.
 */
final class Campaign {
    private final Effort effort;
    private final List<RunResult> results = new ArrayList<>();

    Campaign(Effort effort) {
        this.effort = effort;
    }

    /**
     * Measures one comparison.
     *
     * <p><b>Errors.</b> {@link RunnerException} if a benchmark throws or its JVM dies.
     */
    List<Measured> run(Comparison comparison) throws RunnerException {
        List<Measured> rows = new ArrayList<>();
        for (String method : comparison.methods()) {
            Collection<RunResult> found = new Runner(options(comparison, method)).run();
            if (found.size() != 1) {
                throw new RunnerException("expected one result, got " + found.size());
            }
            for (RunResult result : found) {
                results.add(result);
                rows.add(Measured.of(method, result));
            }
        }
        return rows;
    }

    private Options options(Comparison comparison, String method) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + Pattern.quote(comparison.type() + "." + method) + "$").verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true).addProfiler(CpuShareProfiler.class)
                .addProfiler(GCProfiler.class);
        comparison.parameters().forEach(options::param);
        effort.applyTo(options);
        return options.build();
    }

    /** All results so far, as JMH writes them. */
    void writeJson(Path file) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
            if (out.checkError()) {
                throw new IOException("cannot write " + file);
            }
        }
    }
}
