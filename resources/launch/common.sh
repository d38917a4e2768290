# Shared by the scripts at the top: finding a JDK, installing what is missing, building. Expects $here.

fail() {
    echo "lucid86: $*" >&2
    exit 1
}

# The first JDK of version 25 or newer in JAVA_HOME, on PATH, or where systems keep their JDKs.
find_jdk() {
    local candidate version
    for candidate in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v javac || echo /none/none/none)")")")" \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        [ -n "$candidate" ] && [ -x "$candidate/bin/javac" ] || continue
        # A JDK says its version in a file; asking Java itself takes a tenth of a second.
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$candidate/release" 2>/dev/null || true)
        [ -n "$version" ] ||
            version=$("$candidate/bin/java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = //p' || true)
        case "$version" in
            '' | *[!0-9]*) continue ;;
        esac
        if [ "$version" -ge 25 ]; then
            JAVA_HOME=$candidate
            JAVA=$candidate/bin/java
            export JAVA_HOME
            return
        fi
    done
    fail "no JDK of version 25 or newer found; install one (Debian: apt-get install temurin-25-jdk or openjdk-25-jdk) or set JAVA_HOME to it"
}

# Installs Debian packages when this is root on Debian; else says what to install. Arguments: why, packages.
install_packages() {
    local why=$1
    shift
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "lucid86: installing $* ($why)" >&2
        apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1 ||
            { apt-get update >/dev/null 2>&1 && apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1; } ||
            fail "could not install $* ($why); install them by hand"
    else
        fail "$why; install it first (Debian: sudo apt-get install $*)"
    fi
}

need_command() {
    command -v "$1" >/dev/null || install_packages "$3" "$2"
}

need_firmware() {
    local dir
    for dir in /usr/share/seabios /usr/share/qemu /usr/share/qemu-kvm /usr/local/share/qemu /opt/homebrew/share/qemu /opt/local/share/qemu; do
        if [ -e "$dir/bios-256k.bin" ] || [ -e "$dir/bios.bin" ]; then return; fi
    done
    install_packages "the PC's firmware, SeaBIOS, is not installed" seabios
}

need_gtk() {
    [ "$(uname)" = Linux ] || return 0
    if ! ldconfig -p 2>/dev/null | grep -q libgtk-3.so.0 || ! ldconfig -p | grep -q libXtst.so.6; then
        install_packages "the window needs GTK 3" libgtk-3-0 libxtst6 libfreetype6 fontconfig fonts-dejavu-core libxxf86vm1 libgl1
    fi
}

# Builds when anything that goes into the build is newer than the last build.
build_if_needed() {
    local stamp=$here/app/target/built
    if [ -e "$stamp" ] && [ -z "$(find "$here/pom.xml" "$here"/*/pom.xml "$here"/*/src/main -newer "$stamp" -print -quit)" ]; then return; fi
    echo "lucid86: building (the first time takes a minute)" >&2
    local log
    log=$(mktemp)
    if ! (cd "$here" && mvn -B -ntp -q package -DskipTests >"$log" 2>&1); then
        tail -n 30 "$log" >&2
        rm -f "$log"
        fail "the build failed"
    fi
    rm -f "$log"
    touch "$stamp"
}
