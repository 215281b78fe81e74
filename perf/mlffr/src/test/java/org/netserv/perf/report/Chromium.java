package org.netserv.perf.report;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** A browser without a window, with a profile of its own that goes with it, and nothing that it would fetch by itself. */
final class Chromium {
    private static final int PNG_SIGNATURE = 8;

    private final Path folder;

    /**
     * What a screenshot shows, as far as a test needs it.
     *
     * @param background brightness of the corner at the top left, 0 to 255
     * @param drawn part of the picture's bytes that are not as their neighbours
     */
    record Picture(int background, double drawn) {}

    /** @param folder for profiles and pictures */
    Chromium(Path folder) {
        this.folder = folder;
    }

    /** The document as the browser has it after loading. */
    String dom(Path page, int width) throws IOException, InterruptedException {
        return run(width, 900, List.of("--dump-dom"), page);
    }

    Picture screenshot(Path page, int width, boolean dark)
            throws IOException, InterruptedException, DataFormatException {
        Path file = Files.createTempFile(folder, "page", ".png");
        run(width, 3000, List.of("--blink-settings=preferredColorScheme=" + (dark ? 0 : 1), "--hide-scrollbars",
                "--screenshot=" + file), page);
        return decode(ByteBuffer.wrap(Files.readAllBytes(file)));
    }

    private String run(int width, int height, List<String> options, Path page)
            throws IOException, InterruptedException {
        Path profile = Files.createTempDirectory(folder, "profile");
        List<String> command = new ArrayList<>(List.of(program().toString(), "--headless", "--no-sandbox",
                "--disable-gpu",
                "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--user-data-dir=" + profile, "--window-size=" + width + "," + height));
        command.addAll(options);
        command.add(page.toUri().toString());
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("chromium exited with " + process.exitValue());
            }
            return output;
        } finally {
            process.destroyForcibly();
            remove(profile);
        }
    }

    private static Path program() {
        for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
            for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
                Path program = Path.of(directory, name);
                if (Files.isExecutable(program)) {
                    return program;
                }
            }
        }
        throw new AssertionError("there is no chromium: install the package of this name");
    }

    private static void remove(Path profile) throws IOException {
        try (Stream<Path> files = Files.walk(profile)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The first pixel stands in a PNG as it is, whatever the filter of its row; equal neighbours become zeros. */
    private static Picture decode(ByteBuffer png) throws DataFormatException {
        png.position(PNG_SIGNATURE);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        while (png.remaining() >= 12) {
            byte[] content = new byte[png.getInt()];
            int type = png.getInt();
            png.get(content);
            png.getInt();
            if (type == 0x49444154) {
                packed.writeBytes(content);
            }
        }
        Inflater inflater = new Inflater();
        inflater.setInput(packed.toByteArray());
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        long drawn = 0;
        int background = -1;
        for (int length = inflater.inflate(buffer); length > 0; length = inflater.inflate(buffer)) {
            background = background < 0 ? buffer[1] & 0xff : background;
            for (int i = 0; i < length; i++) {
                drawn += buffer[i] == 0 ? 0 : 1;
            }
            total += length;
        }
        inflater.end();
        return new Picture(background, (double) drawn / Math.max(1, total));
    }
}
