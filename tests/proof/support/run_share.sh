#!/usr/bin/env bash
# A share of one kind of proof as a test: run_share.sh [--caught] BINARY FLAG…
# With --caught the flags turn a deliberate fault on, which has to be found: exit status 1, and failures in the last
# line.
set -uo pipefail
caught=
[[ $1 == --caught ]] && { caught=1; shift; }
output=$("$@")
status=$?
printf '%s\n' "$output"
if [[ -z $caught ]]; then
  exit "$status"
fi
if [[ $status -eq 1 && ${output##*$'\n'} =~ \"failures\":\ [1-9] ]]; then
  echo "the deliberate fault was found"
  exit 0
fi
echo "the deliberate fault was NOT found: exit status $status"
exit 1
