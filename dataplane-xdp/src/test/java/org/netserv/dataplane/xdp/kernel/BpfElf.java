package org.netserv.dataplane.xdp.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** An object file for BPF: 64 bits, little-endian. <b>Source.</b> elf(5). */
final class BpfElf {
    private static final int SECTION_BYTES = 0x40;
    private static final int SYMBOL_BYTES = 24;
    private static final int RELOCATION_BYTES = 16;

    private final byte[] file;
    private final ByteBuffer elf;
    private final int sections;
    private final int count;

    private BpfElf(byte[] file) {
        this.file = file;
        elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        sections = (int) elf.getLong(0x28);
        count = elf.getShort(0x3c);
    }

    static BpfElf read(Path file) throws IOException {
        return new BpfElf(Files.readAllBytes(file));
    }

    /** What is in it; empty if there is none of that name. */
    byte[] section(String name) {
        for (int i = 0; i < count; i++) {
            if (sectionName(i).equals(name)) {
                return Arrays.copyOfRange(file, offset(i), offset(i) + size(i));
            }
        }
        return new byte[0];
    }

    /** What the instructions of a section refer to, by name, each with its place. */
    Set<String> relocations(String section) {
        ByteBuffer entries = ByteBuffer.wrap(section(".rel" + section)).order(ByteOrder.LITTLE_ENDIAN);
        Set<String> all = new TreeSet<>();
        for (int at = 0; at < entries.limit(); at += RELOCATION_BYTES) {
            all.add(String.format("%06x type %d %s", entries.getLong(at), entries.getInt(at + 8),
                    symbol(entries.getInt(at + 12))));
        }
        return all;
    }

    /** A section's own symbol has no name but the section's. */
    private String symbol(int index) {
        ByteBuffer symbol = ByteBuffer.wrap(section(".symtab")).order(ByteOrder.LITTLE_ENDIAN)
                .position(index * SYMBOL_BYTES).slice().order(ByteOrder.LITTLE_ENDIAN);
        String name = text(section(".strtab"), symbol.getInt(0));
        return (name.isEmpty() ? sectionName(symbol.getShort(6)) : name) + "+" + symbol.getLong(8);
    }

    private String sectionName(int index) {
        int names = elf.getShort(0x3e);
        return text(Arrays.copyOfRange(file, offset(names), offset(names) + size(names)), elf.getInt(entry(index)));
    }

    private int offset(int index) {
        return (int) elf.getLong(entry(index) + 0x18);
    }

    private int size(int index) {
        return (int) elf.getLong(entry(index) + 0x20);
    }

    private int entry(int index) {
        return sections + Objects.checkIndex(index, count) * SECTION_BYTES;
    }

    private static String text(byte[] strings, int at) {
        int end = at;
        while (strings[end] != 0) {
            end++;
        }
        return new String(strings, at, end - at, StandardCharsets.US_ASCII);
    }
}
