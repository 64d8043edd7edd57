package org.mediaproxy.rtmp.amf;

/** The two AMF0 values that hold nothing; they stand where Java would have null (AMF0 §2.7, §2.8). */
public enum AmfNull {
    /** Marker 0x05. */
    NULL,
    /** Marker 0x06; also what the marker 0x0D, unsupported, is read as. */
    UNDEFINED
}
