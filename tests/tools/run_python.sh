#!/usr/bin/env bash
# Runs the Python file named by its first argument, a path relative to the root; the rest are its arguments.
set -euo pipefail
exec python3 -B "$@"
