# shellcheck shell=sh disable=SC2119,SC2120,SC2154
# What ./mediaproxy, ./test and ./bench share: finding or installing a JDK, Maven, npm and Debian packages.
# Sourced, with $here set to the project's folder. Says what it does on standard error only.

# Prints the major version of the Java in the given home, or nothing. The file `release` tells it without starting a JVM.
java_major() {
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    elif [ -x "$1/bin/java" ]; then
        "$1/bin/java" -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p'
    fi
}

# Sets JAVA_HOME to the first Java 17 or newer that has the given program (java, javac), and java_version to its major
# version: what JAVA_HOME names, then what the path has, then what is in the usual folder. False if there is none.
find_java() {
    for program in ${JAVA_HOME:+"$JAVA_HOME/bin/$1"} "$(command -v "$1" || true)" /usr/lib/jvm/*/bin/"$1"; do
        [ -x "$program" ] || continue
        home=$(dirname "$(dirname "$(readlink -f "$program")")")
        major=$(java_major "$home")
        if [ "${major:-0}" -ge 17 ]; then
            JAVA_HOME=$home
            java_version=$major
            export JAVA_HOME java_version
            return 0
        fi
    done
    return 1
}

# Prints those of the given Debian packages that are not installed.
missing_packages() {
    for package in "$@"; do
        status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=
        [ "$status" = installed ] || printf '%s ' "$package"
    done
}

# The oldest JDK that is offered and will do. Without package lists it is the one of Debian 12.
jdk_package() {
    for version in 17 21 25; do
        if apt-cache show "openjdk-$version-jdk-headless" >/dev/null 2>&1; then
            echo "openjdk-$version-jdk-headless"
            return
        fi
    done
    echo openjdk-17-jdk-headless
}

# Installs Debian packages as root; else prints the line to type, and ends the script.
install_packages() {
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "These Debian packages are missing: $*" >&2
        echo "As root: apt-get update && apt-get install -y --no-install-recommends $*" >&2
        exit 1
    fi
    echo "installing $*" >&2
    mkdir -p "$here/target"
    if ! apt_install "$@" >"$here/target/packages.log" 2>&1 </dev/null; then
        tail -n 30 "$here/target/packages.log" >&2
        echo "The packages could not be installed; the whole log is $here/target/packages.log" >&2
        exit 1
    fi
}

# In a subshell, so that its traps end with it.
apt_install() (
    # Servers are installed to be started by tests, never by Debian.
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' >"$policy"
        chmod 755 "$policy"
        trap 'rm -f "$policy"' EXIT
        trap 'exit 1' HUP INT TERM
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
)

update_package_lists() {
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        mkdir -p "$here/target"
        # A list that cannot be had now may not be needed: the installation will tell.
        apt-get -o DPkg::Lock::Timeout=300 update >"$here/target/packages.log" 2>&1 </dev/null || true
    fi
}

# Makes sure of a JDK, of Maven, of npm, which the build fetches the players' libraries with, and of the given Debian
# packages.
need() {
    missing=$(missing_packages "$@")
    jdk=
    find_java javac || jdk=yes
    command -v mvn >/dev/null || missing="maven $missing"
    # Node may come from elsewhere, with a package of another name that may not go together with Debian's.
    command -v node >/dev/null || missing="nodejs $missing"
    command -v npm >/dev/null || missing="npm $missing"
    if [ -n "$jdk$missing" ]; then
        update_package_lists
        # shellcheck disable=SC2086 # a list of words
        install_packages ${jdk:+"$(jdk_package)"} $missing
    fi
    if ! find_java javac; then
        echo "No JDK 17 or newer is found; JAVA_HOME can name one." >&2
        exit 1
    fi
}
