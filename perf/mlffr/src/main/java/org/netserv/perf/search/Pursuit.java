package org.netserv.perf.search;

/** One target's part of a round: which rate to judge next. From a start it strides, ever further, until it has both bounds. */
final class Pursuit {
    private final Target target;
    private final Bounds bounds = new Bounds();
    private final double start;
    private final double floor;
    private final double precision;
    private double stride;

    Pursuit(Target target, double start, double stride, double floor, double precision) {
        this.target = target;
        this.start = start;
        this.stride = stride;
        this.floor = floor;
        this.precision = precision;
    }

    Target target() {
        return target;
    }

    Bounds bounds() {
        return bounds;
    }

    /** Packets per second; 0 if nothing is left to judge. */
    double next(double ceiling) {
        double lower = bounds.lower();
        double upper = bounds.upper();
        if (ended(ceiling)) {
            return 0;
        }
        if (Double.isInfinite(upper)) {
            return Math.min(ceiling, lower == 0 ? start : lower * (1 + stride()));
        }
        return lower == 0 ? Math.max(floor, upper / (1 + stride())) : Math.sqrt(lower * upper);
    }

    /** How far the bounds are apart, as part of the lower one; infinite without one of them. */
    double gap() {
        return bounds.lower() == 0 ? Double.POSITIVE_INFINITY : bounds.upper() / bounds.lower() - 1;
    }

    boolean ended(double ceiling) {
        double lower = bounds.lower();
        double upper = bounds.upper();
        return gap() <= precision || upper <= floor * (1 + precision)
                || (Double.isInfinite(upper) && lower >= ceiling * (1 - precision));
    }

    /** Whether the generator ended it: it lost nothing, and could not be offered more. */
    boolean openAbove() {
        return Double.isInfinite(bounds.upper());
    }

    private double stride() {
        double now = stride;
        stride = Math.min(1, stride * 2);
        return now;
    }
}
