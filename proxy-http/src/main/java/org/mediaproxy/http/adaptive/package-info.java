/**
 * HLS and MPEG-DASH: playlists whose URIs lead back through any proxy, and segments that many clients ask for and one
 * origin is asked for once.
 */
@NullMarked
package org.mediaproxy.http.adaptive;

import org.jspecify.annotations.NullMarked;
