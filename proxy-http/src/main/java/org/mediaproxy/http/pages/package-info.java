/**
 * Files on the stream port: the built-in player pages, and the folder of {@code PROXY_STATIC_FILES}. All reading happens
 * on a few threads of its own, so that no event loop waits for a disk.
 */
@NullMarked
package org.mediaproxy.http.pages;

import org.jspecify.annotations.NullMarked;
