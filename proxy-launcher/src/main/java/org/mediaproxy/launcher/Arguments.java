package org.mediaproxy.launcher;

/**
 * What the command line asks for.
 *
 * @param help print the usage and every setting, and nothing else
 * @param version print versions, and nothing else
 * @param checkConfig build the proxy but do not start it
 * @param demo run the in-process origin too
 * @param health ask the daemon that runs whether it is ready, and nothing else
 */
record Arguments(boolean help, boolean version, boolean checkConfig, boolean demo, boolean health) {

    /** An empty command line: run the daemon. */
    static final Arguments NONE = new Arguments(false, false, false, false, false);
}
