package org.mediaproxy.rtmp.amf;

/** Values that are there but not decoded. */
public enum AmfOpaque {
    /** The sender switched to AMF3 with the marker 0x11; the rest of the message cannot be read (AMF0 §3.1). */
    AMF3
}
