#!/usr/bin/env bash
# Everything that the commands of the Makefile need, installed once: scripts/setup.sh run|demo|check|test
#
#   run    what the bot needs                      Python packages, ffmpeg, espeak-ng
#   demo   the same, and speech for the samples    + flite
#   check  what ruff, mypy and import-linter need  Python packages for development, nothing from apt
#   test   everything that the tests start         + redis, PostgreSQL, Chromium, podman ...
#
# Says what it installs and why, never asks, and has nothing to do the second time. Packages come from apt where apt may
# be used (root, or sudo without a password); elsewhere one sentence says what to install by hand, and work goes on.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# program (or /file, or deb:package) | apt package | what it is for
FOR_RUN='ffmpeg|ffmpeg|reads and converts recordings
espeak-ng|espeak-ng|reads texts aloud'
FOR_DEMO="$FOR_RUN
flite|flite|speaks the sample recordings"
FOR_TEST="$FOR_DEMO
redis-server|redis-server|the tests start one of their own
/usr/lib/postgresql/*/bin/initdb|postgresql|the tests start one of their own
chromium|chromium|the tests click through the page
deb:fonts-noto-color-emoji|fonts-noto-color-emoji|the pictures of the page show the buttons' signs
podman|podman|the photo tests run containers
runc|runc|runs podman's containers
deb:busybox-static|busybox-static|what the test containers are made of"

SETUP=.setup
VENV=.venv

main() {
    local purpose=${1:-}
    case $purpose in
        run)   requirements=requirements.txt;     programs=$FOR_RUN ;;
        demo)  requirements=requirements.txt;     programs=$FOR_DEMO ;;
        check) requirements=requirements-dev.txt; programs='' ;;
        test)  requirements=requirements-dev.txt; programs=$FOR_TEST ;;
        *)     echo "Usage: scripts/setup.sh run|demo|check|test" >&2; exit 2 ;;
    esac
    mkdir -p "$SETUP"
    if command -v flock >/dev/null; then
        exec 9>"$SETUP/lock"
        flock 9 # two commands at once: the second waits
    fi
    install_programs "$programs"
    install_python_packages "$requirements"
}

# --- programs ---

install_programs() {
    local packages=() program package reason
    while IFS='|' read -r program package reason; do
        if [ -n "$program" ] && ! is_there "$program"; then
            echo "Missing: $package ($reason)."
            packages+=("$package")
        fi
    done <<<"$1"
    [ ${#packages[@]} -eq 0 ] || apt_install "${packages[@]}" || say_by_hand "${packages[@]}"
}

is_there() {
    case $1 in
        /*)     compgen -G "$1" >/dev/null ;;
        deb:*)  ! command -v dpkg-query >/dev/null ||
                [ "$(dpkg-query -W -f '${db:Status-Status}' "${1#deb:}" 2>/dev/null)" = installed ] ;;
        *)      command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ] ;;
    esac
}

say_by_hand() {
    echo "Going on without what is missing of: $*. To add it by hand: sudo apt-get install -y $*"
}

apt_install() {
    local become=() failed="$SETUP/apt-failed"
    command -v apt-get >/dev/null || return 1
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || return 1
        become=(sudo -n)
    fi
    if [ "$(cat "$failed" 2>/dev/null)" = "$*" ]; then
        echo "apt could not install this the last time; remove $failed to let it try again."
        return 1
    fi
    echo "Installing with apt: $* (a few minutes at most)."
    if apt_get update && apt_get install $(known_to_apt "$@"); then
        [ "$(known_to_apt "$@")" = "$*" ] && return
        echo "This system's apt does not know all of that (Ubuntu, for example, has no Chromium package)."
    fi
    echo "$*" >"$failed"
    return 1
}

known_to_apt() {
    local package known=()
    for package in "$@"; do
        apt-cache show "$package" >/dev/null 2>&1 && known+=("$package")
    done
    echo "${known[*]}"
}

# The lock is waited for, because a fresh machine often updates itself at this moment.
apt_get() {
    local log="$SETUP/apt.log"
    "${become[@]}" env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 apt-get -y -q --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold \
        "$@" </dev/null >"$log" 2>&1 9>&- || { tail -n 5 "$log"; return 1; }
}

# --- Python ---

install_python_packages() {
    local stamp wanted
    stamp="$VENV/.installed-$1"
    wanted=$(cat "$1" "${BASH_SOURCE[0]}" | sha256sum)
    if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$VENV/bin/python" -c '' 2>/dev/null; then
        return
    fi
    make_venv
    echo "Installing the Python packages of $1 into $VENV (a minute or two the first time)."
    "$VENV/bin/python" -m pip install --quiet --no-input --disable-pip-version-check -r "$1" </dev/null 9>&-
    echo "$wanted" >"$stamp"
}

make_venv() {
    if is_good_python "$VENV/bin/python" && "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    local python
    python=$(find_python) || {
        echo "Missing: python3-venv (makes the virtual environment)."
        apt_install python3 python3-venv || true
        python=$(find_python) || {
            echo "No Python 3.11 or newer with its venv module was found: sudo apt-get install -y python3 python3-venv" >&2
            exit 1
        }
    }
    install_compiler "$python"
    echo "Making the virtual environment $VENV with $("$python" --version)."
    "$python" -m venv --clear "$VENV"
}

find_python() {
    local name
    for name in python3.13 python3.12 python3.11 python3 /usr/bin/python3; do
        if is_good_python "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

is_good_python() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# The trial engine (pocketsphinx) has ready wheels for Python 3.11 to 3.13; elsewhere pip compiles it.
install_compiler() {
    case "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])') $(uname -m)" in
        "3.11 "* | "3.13 "* | "3.12 x86_64") return ;;
    esac
    if ! command -v g++ >/dev/null || ! "$1" -c 'import sysconfig, os, sys
sys.exit(not os.path.exists(sysconfig.get_path("include") + "/Python.h"))'; then
        echo "Missing: g++ python3-dev (one Python package has no ready wheel for $("$1" --version) and is compiled)."
        apt_install g++ python3-dev || say_by_hand g++ python3-dev
    fi
}

main "$@"
