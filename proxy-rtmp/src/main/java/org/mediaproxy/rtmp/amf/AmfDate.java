package org.mediaproxy.rtmp.amf;

/**
 * A date (AMF0 §2.13).
 *
 * @param epochMillis milliseconds since 1970-01-01 UTC, any double
 * @param zone minutes as sent, -32768 to 32767; reserved, receivers ignore it
 */
public record AmfDate(double epochMillis, short zone) {}
