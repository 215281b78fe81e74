package org.netserv.perf.compare;

import java.util.Arrays;
import java.util.List;

/**
 * The rank test of Mann and Whitney, two-sided, with the interval of the ratio that belongs to it. Exact: all
 * ways to deal the values are counted, ties included.
 *
 * @param p chance that values of the same distribution are at least so far apart
 * @param low lower end of the interval of the second values over the first
 * @param high its upper end
 * @param level of the interval: the smallest that reaches the level asked for, or the largest that so few values allow
 */
record RankTest(double p, double low, double high, double level) {

    /** Compares positive values; neither list is empty. */
    static RankTest of(List<Double> first, List<Double> second, double level) {
        double[] pooled = new double[first.size() + second.size()];
        for (int i = 0; i < pooled.length; i++) {
            pooled[i] = i < first.size() ? first.get(i) : second.get(i - first.size());
        }
        double[] ranks = ranks(pooled);
        double sum = 0;
        for (int i = 0; i < first.size(); i++) {
            sum += ranks[i];
        }
        return interval(first, second, level, exact(ranks, first.size(), sum));
    }

    /** Of each value among all; equal values share the mean of theirs. */
    private static double[] ranks(double[] pooled) {
        double[] sorted = pooled.clone();
        Arrays.sort(sorted);
        double[] ranks = new double[pooled.length];
        for (int i = 0; i < pooled.length; i++) {
            int below = 0;
            int equal = 0;
            for (double value : sorted) {
                below += value < pooled[i] ? 1 : 0;
                equal += value == pooled[i] ? 1 : 0;
            }
            ranks[i] = below + (equal + 1) / 2.0;
        }
        return ranks;
    }

    /** Part of all choices of {@code count} ranks whose sum is at least as far from the middle. Sums in halves, exactly. */
    private static double exact(double[] ranks, int count, double sum) {
        int total = 0;
        int[] halves = new int[ranks.length];
        for (int i = 0; i < ranks.length; i++) {
            halves[i] = (int) Math.round(ranks[i] * 2);
            total += halves[i];
        }
        double[][] ways = new double[count + 1][total + 1];
        ways[0][0] = 1;
        for (int half : halves) {
            for (int chosen = count; chosen > 0; chosen--) {
                for (int reached = total; reached >= half; reached--) {
                    ways[chosen][reached] += ways[chosen - 1][reached - half];
                }
            }
        }
        double middle = (double) total * count / ranks.length;
        double distance = Math.abs(sum * 2 - middle) - 1e-9;
        double far = 0;
        double all = 0;
        for (int reached = 0; reached <= total; reached++) {
            all += ways[count][reached];
            far += Math.abs(reached - middle) >= distance ? ways[count][reached] : 0;
        }
        return far / all;
    }

    /** The k-th smallest and largest of all ratios of a second value to a first. */
    private static RankTest interval(List<Double> first, List<Double> second, double level, double p) {
        double[] ratios = new double[first.size() * second.size()];
        int next = 0;
        for (double below : first) {
            for (double above : second) {
                ratios[next++] = above / below;
            }
        }
        Arrays.sort(ratios);
        double[] cumulated = cumulated(first.size(), second.size());
        int outside = 0;
        while (outside + 1 < (ratios.length + 1) / 2 && 2 * cumulated[outside + 1] <= 1 - level) {
            outside++;
        }
        return new RankTest(p, ratios[outside], ratios[ratios.length - 1 - outside], 1 - 2 * cumulated[outside]);
    }

    /** Chance that of two samples of one distribution no more than k pairs have the second value below the first. */
    private static double[] cumulated(int first, int second) {
        double[][] ways = new double[first + 1][first * second + 1];
        ways[0][0] = 1;
        // Adds the ranks' excess: the number of ways to choose `first` of the steps 0..second with repetition.
        for (int step = 0; step <= second; step++) {
            for (int chosen = 1; chosen <= first; chosen++) {
                for (int sum = step; sum < ways[0].length; sum++) {
                    ways[chosen][sum] += ways[chosen - 1][sum - step];
                }
            }
        }
        double[] cumulated = new double[first * second + 1];
        double total = 0;
        for (int i = 0; i < cumulated.length; i++) {
            total += ways[first][i];
            cumulated[i] = total;
        }
        for (int i = 0; i < cumulated.length; i++) {
            cumulated[i] /= total;
        }
        return cumulated;
    }
}
