package org.netserv.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Sentences for what the system says about files: Java's own are often the bare path. */
final class InputErrors {
    private InputErrors() {}

    /** What is wrong, with the file's name. */
    static String sentence(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + ": there is no such file or folder";
            case AccessDeniedException denied -> denied.getFile() + ": permission denied";
            case FileAlreadyExistsException there -> there.getFile() + " exists already";
            case FileSystemException other -> other.getFile() + ": " + other.getReason();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }

    /** Refuses a folder, about which the system's own error does not say which. */
    static void requireFile(Path file, String expected) {
        if (Files.isDirectory(file)) {
            throw new CliException(file + " is a folder: expected " + expected);
        }
    }
}
