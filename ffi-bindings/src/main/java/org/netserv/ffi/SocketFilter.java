package org.netserv.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netserv.ffi.libc.raw.sock_filter;
import org.netserv.ffi.libc.raw.sock_fprog;

/**
 * A program of classic BPF, by which a socket tells what it wants: it loads parts of a packet, compares them, and returns how many
 * bytes of the packet come, 0 for none. The kernel checks it when it is attached.
 *
 * <p><b>Thread.</b> Immutable. <b>Source.</b> linux/filter.h, linux/bpf_common.h; Documentation/networking/filter.rst of Linux.
 */
public final class SocketFilter {
    /** Classes of instructions. */
    public static final int BPF_LD = 0;
    public static final int BPF_LDX = 1;
    public static final int BPF_ALU = 4;
    public static final int BPF_JMP = 5;
    public static final int BPF_RET = 6;
    public static final int BPF_MISC = 7;

    /** What is loaded: 4, 2 or 1 byte, in network order. */
    public static final int BPF_W = 0;
    public static final int BPF_H = 0x08;
    public static final int BPF_B = 0x10;

    /** From where: a number, a place in the packet, a place behind X, and four times the low half of a byte. */
    public static final int BPF_IMM = 0;
    public static final int BPF_ABS = 0x20;
    public static final int BPF_IND = 0x40;
    public static final int BPF_MSH = 0xa0;

    /** What is done with A, by a number or by X. */
    public static final int BPF_ADD = 0;
    public static final int BPF_AND = 0x50;
    public static final int BPF_LSH = 0x60;
    public static final int BPF_RSH = 0x70;
    public static final int BPF_K = 0;
    public static final int BPF_X = 0x08;
    /** X becomes A. */
    public static final int BPF_TAX = 0;

    /** Where it goes on: elsewhere, if A is a number, if it is greater, or if they have a bit in common. */
    public static final int BPF_JA = 0;
    public static final int BPF_JEQ = 0x10;
    public static final int BPF_JGT = 0x20;
    public static final int BPF_JSET = 0x40;

    /** Places outside of a packet: the index of its interface is at their sum. */
    public static final int SKF_AD_OFF = -0x1000;
    public static final int SKF_AD_IFINDEX = 8;

    /** The most that an instruction can jump over. */
    private static final int FARTHEST = 0xff;
    private static final int MOST = 4096;

    private record Instruction(int code, int number, int ifTrue, int ifFalse) {}

    private final List<Instruction> instructions;

    private SocketFilter(List<Instruction> instructions) {
        this.instructions = instructions;
    }

    /** A program without instructions yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** As the kernel takes it, in memory of the arena. */
    MemorySegment program(Arena arena) {
        MemorySegment array = sock_filter.allocateArray(instructions.size(), arena);
        for (int i = 0; i < instructions.size(); i++) {
            Instruction instruction = instructions.get(i);
            MemorySegment at = sock_filter.asSlice(array, i);
            sock_filter.code(at, (short) instruction.code);
            sock_filter.jt(at, (byte) instruction.ifTrue);
            sock_filter.jf(at, (byte) instruction.ifFalse);
            sock_filter.k(at, instruction.number);
        }
        MemorySegment program = sock_fprog.allocate(arena);
        sock_fprog.len(program, (short) instructions.size());
        sock_fprog.filter(program, array);
        return program;
    }

    /** Instructions one by one; jumps go forward, to labels. */
    public static final class Builder {
        private record Line(int code, int number, String ifTrue, String ifFalse) {}

        private static final String NEXT = "";

        private final List<Line> lines = new ArrayList<>();
        private final Map<String, Integer> labels = new HashMap<>();

        private Builder() {}

        /** An instruction that does not jump. */
        public Builder add(int code, int number) {
            lines.add(new Line(code, number, NEXT, NEXT));
            return this;
        }

        /** Goes on at a label if A is the number, else with the next instruction. */
        public Builder jumpIfEqual(int number, String label) {
            lines.add(new Line(BPF_JMP | BPF_JEQ | BPF_K, number, label, NEXT));
            return this;
        }

        /** Goes on at a label unless A is the number. */
        public Builder jumpUnlessEqual(int number, String label) {
            lines.add(new Line(BPF_JMP | BPF_JEQ | BPF_K, number, NEXT, label));
            return this;
        }

        /** Goes on at a label if A, unsigned, is greater than the number. */
        public Builder jumpIfGreater(int number, String label) {
            lines.add(new Line(BPF_JMP | BPF_JGT | BPF_K, number, label, NEXT));
            return this;
        }

        /** Goes on at a label if A has one of these bits. */
        public Builder jumpIfAny(int bits, String label) {
            lines.add(new Line(BPF_JMP | BPF_JSET | BPF_K, bits, label, NEXT));
            return this;
        }

        /** Goes on at a label. */
        public Builder jump(String label) {
            lines.add(new Line(BPF_JMP | BPF_JA, 0, label, NEXT));
            return this;
        }

        /** The next instruction is where this label is. */
        public Builder label(String label) {
            if (labels.put(label, lines.size()) != null) {
                throw new IllegalArgumentException("label=" + label);
            }
            return this;
        }

        /**
         * The program.
         *
         * <p><b>Errors.</b> {@link IllegalArgumentException} for a label that is not there, or not within reach.
         */
        public SocketFilter build() {
            if (lines.isEmpty() || lines.size() > MOST) {
                throw new IllegalArgumentException("instructions=" + lines.size());
            }
            List<Instruction> all = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                Line line = lines.get(i);
                boolean far = line.code == (BPF_JMP | BPF_JA);
                int ifTrue = distance(i, line.ifTrue, far ? MOST : FARTHEST);
                all.add(far ? new Instruction(line.code, ifTrue, 0, 0)
                        : new Instruction(line.code, line.number, ifTrue, distance(i, line.ifFalse, FARTHEST)));
            }
            return new SocketFilter(List.copyOf(all));
        }

        private int distance(int from, String label, int farthest) {
            if (label.equals(NEXT)) {
                return 0;
            }
            int distance = labels.getOrDefault(label, -1) - from - 1;
            if (distance < 0 || distance > farthest) {
                throw new IllegalArgumentException("label=" + label + " distance=" + distance);
            }
            return distance;
        }
    }
}
