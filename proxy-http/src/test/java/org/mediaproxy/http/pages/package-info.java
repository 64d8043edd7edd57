/**
 * Tests of static files: the rules of HTTP as tables of cases, and the whole over loopback.
 */
@NullMarked
package org.mediaproxy.http.pages;

import org.jspecify.annotations.NullMarked;
