package org.netserv.signaling.nslp.wire;

/** Numbers of objects; those of headers are in {@link HeaderTypes}. */
final class ObjectTypes {
    static final int REQUEST_ID = 0x001;
    static final int MODULE_ID = 0x002;
    static final int ENCLOSED = 0x003;
    static final int OTHER_HEADER = 0x004;
    static final int STACK_ENTRY = 0x100;
    static final int NODE_ID = 0x101;
    static final int ADDRESSES = 0x102;
    static final int RESULT = 0x103;
    static final int DETAIL = 0x104;
    static final int PROBE_DATA = 0x105;

    private ObjectTypes() {}
}
