/**
 * The few parts of SRT's packets (draft-sharabayko-srt-01 §3) that a proxy has to read, write or change in place. Knows
 * nothing of sessions, routes or settings.
 */
@NullMarked
package org.mediaproxy.srt.packet;

import org.jspecify.annotations.NullMarked;
