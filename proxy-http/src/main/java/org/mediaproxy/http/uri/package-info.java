/**
 * URIs inside playlists and MPDs: what they lead to, how they resolve, and how one is changed without touching the bytes
 * around it. Pure: knows the JDK only.
 */
@NullMarked
package org.mediaproxy.http.uri;

import org.jspecify.annotations.NullMarked;
