#!/bin/sh
# Creates .venv and node_modules, once: `sh local/setup.sh python` and `sh local/setup.sh node`. Says in one
# sentence what is missing. PYTHON=... chooses the interpreter. Runs in the project's folder.
set -eu

NEEDED_MB=2500  # .venv and node_modules with what pip and npm need meanwhile

fail() {
    echo "$1" >&2
    exit 1
}

require_space() {
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "$free" -ge "$NEEDED_MB" ] ||
        fail "Only $free MB are free on this disk and setting up takes $NEEDED_MB MB: free some space and try again."
}

# Running it is the test: a version manager's shim exists for versions that are not active, and Debian splits
# the standard library.
works() {
    "$1" -c 'import sys, ensurepip, venv, ssl, sqlite3; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' \
        >/dev/null 2>&1
}

has_headers() {
    "$1" -c 'import pathlib, sys, sysconfig
sys.exit(not (pathlib.Path(sysconfig.get_path("include")) / "Python.h").exists())' >/dev/null 2>&1
}

# Prints every place where a suitable Python may be, one a line.
candidates() {
    for name in python3.12 python3.11 python3 python; do
        echo "$PATH" | tr ':' '\n' | while IFS= read -r folder; do
            [ ! -x "$folder/$name" ] || echo "$folder/$name"
        done
    done
    for root in "${PYENV_ROOT:-$HOME/.pyenv}/versions" "$HOME/.local/share/uv/python"; do
        for found in "$root"/*3.12*/bin/python3.12 "$root"/*3.11*/bin/python3.11; do
            [ ! -x "$found" ] || echo "$found"
        done
    done
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        works "$PYTHON" || fail "PYTHON=$PYTHON is not a working Python 3.11 or 3.12 with venv, ssl and sqlite3: choose another."
        has_headers "$PYTHON" || fail "PYTHON=$PYTHON has no C headers (Python.h): install its development package (python3-dev)."
        echo "$PYTHON"
        return
    fi
    without_headers=
    list=$(candidates)
    while IFS= read -r candidate; do
        if [ -n "$candidate" ] && works "$candidate"; then
            if has_headers "$candidate"; then
                echo "$candidate"
                return
            fi
            without_headers=$candidate
        fi
    done <<EOF
$list
EOF
    [ -z "$without_headers" ] ||
        fail "$without_headers has no C headers (Python.h): install its development package (python3-dev), or name another Python with PYTHON=..."
    fail "No working Python 3.11 or 3.12 was found: install one (with venv), or name it with PYTHON=/path/to/python."
}

find_compiler() {
    for compiler in "${CC:-}" cc gcc clang; do
        if [ -n "$compiler" ] && command -v "${compiler%% *}" >/dev/null 2>&1; then
            return
        fi
    done
    fail "No C compiler was found and the AMQP library is compiled at install: install gcc or clang (Debian: apt install build-essential)."
}

set_up_python() {
    python=$(find_python)
    find_compiler
    require_space
    if ! works .venv/bin/python; then
        echo "Creating .venv with $python"
        rm -rf .venv
        "$python" -m venv .venv
    fi
    echo "Installing the Python packages (a few minutes the first time)"
    mkdir -p .local
    log=.local/pip.log
    .venv/bin/python -m pip install --disable-pip-version-check -q -r requirements-dev.txt -c constraints.txt >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        fail "pip could not install the packages (see above, and all of it in $log): put right what it names and try again."
    }
}

set_up_node() {
    # Only a full setup comes here, and it goes on with Python: better said now than after the download.
    works .venv/bin/python || python=$(find_python)
    find_compiler
    version=$(node --version 2>/dev/null) ||
        fail "Node.js was not found and Azurite runs on it: install Node.js 20 or later."
    major=${version#v}
    [ "${major%%.*}" -ge 20 ] ||
        fail "Node.js $version is too old for Azurite: install Node.js 20 or later."
    command -v npm >/dev/null 2>&1 || fail "npm was not found, which installs Azurite: install it (it comes with Node.js)."
    require_space
    echo "Installing Azurite"
    mkdir -p .local
    log=.local/npm.log
    npm ci --ignore-scripts --no-progress --loglevel=error >"$log" 2>&1 || {
        tail -n 15 "$log" >&2
        fail "npm could not install Azurite (see above): put right what it names and try again."
    }
}

case "${1:-}" in
    python) set_up_python ;;
    node) set_up_node ;;
    *) fail "usage: sh local/setup.sh python|node" ;;
esac
