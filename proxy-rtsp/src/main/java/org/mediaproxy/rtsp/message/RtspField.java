package org.mediaproxy.rtsp.message;

/**
 * One header field.
 *
 * @param name as it was written; names are compared without case
 * @param value without the blanks around it; bytes as Latin-1 characters; a folded one is joined by single spaces
 * @param start where the value begins in the message's bytes
 * @param end where it ends
 */
public record RtspField(String name, String value, int start, int end) {}
