package org.netserv.node.replay;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netserv.node.counters.NodeCounters;
import org.netserv.node.path.PathShare;
import org.netserv.node.plane.ForwardingPlane;
import org.netserv.node.plane.PlaneException;

/** Makes {@link ReplayPlane}s: plane {@code replay} with the options {@code in} and {@code out}, both files. */
public final class ReplayProvider implements ForwardingPlane.Provider {
    static final String NAME = "replay";
    static final String IN = "in";
    static final String OUT = "out";

    /** For {@link java.util.ServiceLoader}. */
    public ReplayProvider() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ForwardingPlane.Workers workers(Map<String, String> options) {
        return new ForwardingPlane.Workers(1, 0);
    }

    @Override
    public ReplayPlane open(Map<String, String> options, PathShare path, NodeCounters counters)
            throws PlaneException {
        for (String option : options.keySet()) {
            if (!option.equals(IN) && !option.equals(OUT)) {
                throw new PlaneException("plane replay has no option \"" + option + "\": expected in and out");
            }
        }
        Path in = Path.of(required(options.get(IN), IN));
        Path out = Path.of(required(options.get(OUT), OUT));
        try {
            return new ReplayPlane(in, out, path, counters);
        } catch (PcapException e) {
            throw new PlaneException(String.valueOf(e.getMessage()), e);
        } catch (NoSuchFileException e) {
            throw new PlaneException("there is no file or folder " + e.getFile(), e);
        } catch (IOException e) {
            throw new PlaneException("cannot replay " + in + " to " + out + ": " + e.getMessage(), e);
        }
    }

    private static String required(@Nullable String value, String option) throws PlaneException {
        if (value == null || value.isEmpty()) {
            throw new PlaneException("plane replay lacks its option \"" + option + "\": expected a pcap file");
        }
        return value;
    }
}
