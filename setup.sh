#!/bin/sh
# Makes the environment; called by the Makefile with what to make: uv, environment LOCK, or test-tools.
set -eu
PYTHON=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

as_root() {  # apt may be used by root, or by a user who may become root without being asked
    if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo -n "$@"; else return 1; fi
}

apt_install() {
    command -v apt-get >/dev/null || return 1
    as_root apt-get update -qq >/dev/null || true
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

has_library() { "$PYTHON" -c 'import ctypes.util, sys; sys.exit(not ctypes.util.find_library(sys.argv[1]))' "$1"; }

uv() {
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "Python 3.11 or newer is needed; $("$PYTHON" -V) was found."; exit 2; }
    say "Installing uv, which installs everything else ..."
    rm -rf .uv
    "$PYTHON" -m venv .uv 2>/dev/null || { rm -rf .uv; apt_install python3-venv && "$PYTHON" -m venv .uv; } \
        || { say "Python's venv module is missing: ask IT for the package python3-venv."; exit 2; }
    .uv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.lock
    touch .uv/bin/uv
}

environment() {
    say "Installing the libraries named in $1 ..."
    [ -x .venv/bin/python ] || .uv/bin/uv venv -q --python "$PYTHON" .venv
    .uv/bin/uv pip sync -q -p .venv --require-hashes "$1"
    .uv/bin/uv pip install -q -p .venv --no-deps --no-build-isolation -e .
    has_library pangoft2-1.0 && has_library harfbuzz-subset || {
        say "Installing Pango, which sets the briefing's type ..."
        apt_install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
    } || say "Pango is missing, so the PDF cannot be printed: ask IT for the packages libpangoft2-1.0-0 and libharfbuzz-subset0."
    command -v tesseract >/dev/null || {
        say "Installing Tesseract, which reads scanned pages ..."
        apt_install tesseract-ocr
    } || say "Tesseract is missing, so scanned pages will be listed and not read: ask IT for the package tesseract-ocr."
}

test_tools() {
    [ -x /usr/bin/chromium ] || {
        say "Installing Chromium, in which the tests open the correction page ..."
        apt_install chromium
    } || { say "The tests need the package chromium."; exit 2; }
    command -v pdftotext >/dev/null || apt_install poppler-utils || { say "The tests need the package poppler-utils."; exit 2; }
}

case $1 in
    uv) uv ;;
    environment) environment "$2" ;;
    test-tools) test_tools ;;
esac
