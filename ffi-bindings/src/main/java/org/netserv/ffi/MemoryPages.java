package org.netserv.ffi;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which pages memory of this process is made of, as the kernel says.
 *
 * <p><b>Source.</b> /proc/self/smaps, proc(5). Reading it takes milliseconds in a large process.
 *
 * @param pageBytes size of its pages; where they differ of the smallest
 * @param transparentBytes how much of it the kernel has put into transparent huge pages, which {@code pageBytes} does not count
 * @param reservedBytes how much of it is there of huge pages that the host has set aside; beyond the limit of a control group
 *     the rest is not, and touching it ends the process (SIGBUS)
 */
public record MemoryPages(long pageBytes, long transparentBytes, long reservedBytes) {
    private static final Path MAPS = Path.of("/proc/self/smaps");
    private static final int RADIX = 16;
    private static final long KIB = 1024;

    /** Those of some memory. */
    public static MemoryPages of(MemorySegment memory) {
        try (BufferedReader lines = Files.newBufferedReader(MAPS, StandardCharsets.ISO_8859_1)) {
            return of(lines, memory.address(), memory.address() + memory.byteSize());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MemoryPages of(BufferedReader lines, long start, long end) throws IOException {
        long smallest = Long.MAX_VALUE;
        long transparent = 0;
        long reserved = 0;
        boolean ours = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            int dash = line.indexOf('-');
            if (dash > 0 && Character.digit(line.charAt(0), RADIX) >= 0 && line.indexOf(' ') > dash) {
                long from = Long.parseUnsignedLong(line, 0, dash, RADIX);
                long to = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), RADIX);
                ours = Long.compareUnsigned(from, end) < 0 && Long.compareUnsigned(to, start) > 0;
            } else if (ours && line.startsWith("KernelPageSize:")) {
                smallest = Math.min(smallest, kilobytes(line));
            } else if (ours && line.startsWith("AnonHugePages:")) {
                transparent += kilobytes(line);
            } else if (ours && line.startsWith("Private_Hugetlb:")) {
                reserved += kilobytes(line);
            }
        }
        if (smallest == Long.MAX_VALUE) {
            throw new IllegalArgumentException("no memory at address=" + Long.toHexString(start));
        }
        // A neighbour with the same properties is in the same line.
        return new MemoryPages(smallest, Math.min(transparent, end - start), Math.min(reserved, end - start));
    }

    private static long kilobytes(String line) {
        return KIB * Long.parseLong(line.substring(line.indexOf(':') + 1).replace("kB", "").strip());
    }
}
