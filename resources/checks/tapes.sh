#!/usr/bin/env bash
# Recordings, saved states and lockstep as one uses them from a shell: a run is recorded and replayed on another engine, a state goes on in
# another process, files that were damaged are refused in a line, two engines are compared. Exit status 1 when something is not as it should be.
set -uo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
    echo "tapes.sh: $*" >&2
    cat "$work/said" >&2
    exit 1
}
# Runs Lucid86 without a window; what it says goes to a file. Fails unless it ends with this status and says this.
expect() { # status, text, arguments...
    local status=$1 text=$2 got=0
    shift 2
    ./lucid86 -display none -speed max "$@" >"$work/said" 2>&1 </dev/null || got=$?
    [ "$got" = "$status" ] || fail "status $got, not $status: lucid86 $*"
    [ -z "$text" ] || grep -qF -- "$text" "$work/said" || fail "not said: $text"
    if [ "$status" = 1 ] && [ "$(wc -l <"$work/said")" != 1 ]; then fail "more than a line: lucid86 $*"; fi
}

cat >"$work/play" <<EOF
wait "lesson" on screen within 10s
savevm $work/menu.state at the menu
screenshot $work/menu.png
key 2
run for 200ms
screenshot $work/played.png
EOF
cat >"$work/go-on" <<EOF
assert nanos > 0n1000000
key 2
run for 200ms
screenshot $work/gone-on.png
EOF
expect 0 "recorded" -record "$work/run.rec" -script "$work/play"
expect 0 "replayed to the recorded state" -replay "$work/run.rec"
expect 0 "replayed to the recorded state" -replay "$work/run.rec" -engine interpret
cmp -s "$work/menu.png" "$work/played.png" && fail "the key did nothing"
expect 0 "" -loadvm "$work/menu.state" -script "$work/go-on"
cmp -s "$work/played.png" "$work/gone-on.png" || fail "the state does not go on as the run did"
expect 1 "is of another machine: RAM was 256 MiB and is 8 MiB" -m 8 -loadvm "$work/menu.state"
expect 1 "menu.state" -replay "$work/menu.state"
head -c 20000 "$work/run.rec" >"$work/cut.rec"
expect 1 "cut.rec" -replay "$work/cut.rec"
expect 0 "no difference in" -lockstep interpret,compile,1
