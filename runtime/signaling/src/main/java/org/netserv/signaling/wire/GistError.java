package org.netserv.signaling.wire;

import org.jspecify.annotations.Nullable;

/** What GIST nodes tell each other that went wrong. RFC 5971 §A.4.4. */
public enum GistError {
    UNKNOWN_VERSION(2, 1, 0), UNKNOWN_TYPE(2, 1, 1), INVALID_R_FLAG(2, 1, 2), INCORRECT_MESSAGE_LENGTH(2, 1,
            3), INVALID_E_FLAG(2, 1, 4), INVALID_C_FLAG(2, 1, 5), HOP_LIMIT_EXCEEDED(4, 2, 0), INCORRECT_ENCAPSULATION(
                    2, 3, 0), INCORRECTLY_DELIVERED(2, 4, 0), NO_ROUTING_STATE(2, 5, 0), UNKNOWN_NSLPID(4, 6,
                            0), ENDPOINT_FOUND(4, 7, 0), MESSAGE_TOO_LARGE(4, 8, 0), DUPLICATE_OBJECT(2, 9,
                                    0), UNRECOGNISED_OBJECT(2, 9, 1), MISSING_OBJECT(2, 9, 2), INVALID_OBJECT(2, 9,
                                            3), UNTRANSLATED_OBJECT(2, 9, 4), INVALID_EXTENSIBILITY_FLAGS(2, 9,
                                                    5), INCORRECT_OBJECT_LENGTH(2, 10, 0), VALUE_NOT_SUPPORTED(2, 10,
                                                            1), INVALID_FLAG_FIELD_COMBINATION(2, 10, 2), EMPTY_LIST(2,
                                                                    10, 3), INVALID_COOKIE(2, 10, 4), STACK_MISMATCH(2,
                                                                            10,
                                                                            5), INVALID_IP_TTL(4, 11, 0), MRI_TOO_WILD(
                                                                                    4, 12, 0), IP_VERSION_MISMATCH(4,
                                                                                            12,
                                                                                            1), INGRESS_FILTER_FAILURE(
                                                                                                    4, 12, 2);

    private static final GistError[] ALL = values();
    private static final int HEADER_CODE = 1;
    private static final int PERMANENT = 4;
    private static final int OBJECT_VALUE_CODE = 10;

    private final int errorClass;
    private final int code;
    private final int subcode;

    GistError(int errorClass, int code, int subcode) {
        this.errorClass = errorClass;
        this.code = code;
        this.subcode = subcode;
    }

    /** The error with this code and subcode, or null. */
    public static @Nullable GistError of(int code, int subcode) {
        for (GistError error : ALL) {
            if (error.code == code && error.subcode == subcode) {
                return error;
            }
        }
        return null;
    }

    /** 2 protocol error, 4 permanent failure. */
    public int errorClass() {
        return errorClass;
    }

    public int code() {
        return code;
    }

    public int subcode() {
        return subcode;
    }

    /** Whether the message could not be read as far as its objects: then the error names neither MRI nor session. */
    public boolean isHeaderError() {
        return code == HEADER_CODE;
    }

    /** Whether to send the same again would be of no use. */
    public boolean isPermanent() {
        return errorClass == PERMANENT;
    }

    boolean isObjectValueError() {
        return code == OBJECT_VALUE_CODE || this == MRI_TOO_WILD || this == IP_VERSION_MISMATCH
                || this == INGRESS_FILTER_FAILURE;
    }
}
