/**
 * The daemon: command line, environment, signals, exit codes. It runs whatever modules are on the class path and names
 * no class of theirs.
 */
@NullMarked
package org.mediaproxy.launcher;

import org.jspecify.annotations.NullMarked;
