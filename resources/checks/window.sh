#!/usr/bin/env bash
# The window as a user meets it: on an X server of its own with a window manager, by mouse and keyboard. Looks at colours on the screen and
# at the layout that is remembered. Exit status 1 when something is not as it should be.
set -uo pipefail
cd "$(dirname "$0")/../.."
for tool in Xvfb openbox xdotool import convert; do
    command -v $tool >/dev/null || { echo "window.sh: $tool is not installed (Debian: apt-get install xvfb openbox xdotool imagemagick)" >&2; exit 1; }
done
home=$(mktemp -d)
export XDG_CONFIG_HOME=$home/config XDG_STATE_HOME=$home/state
display=$((90 + $$ % 900))
Xvfb ":$display" -screen 0 1600x1000x24 >/dev/null 2>&1 &
server=$!
export DISPLAY=:$display
program=
finish() {
    [ -z "$program" ] || kill "$program" 2>/dev/null
    kill "$server" 2>/dev/null
    rm -rf "$home"
}
trap finish EXIT
fail() {
    echo "window.sh: $*" >&2
    import -window root "${TMPDIR:-/tmp}/lucid86-window.png" 2>/dev/null && echo "window.sh: the screen is in ${TMPDIR:-/tmp}/lucid86-window.png" >&2
    exit 1
}

# Waits until a command succeeds, for so many seconds.
wait_for() { # seconds, what, command...
    local seconds=$1 what=$2 i
    shift 2
    for ((i = 0; i < seconds * 4; i++)); do
        "$@" && return
        sleep 0.25
    done
    fail "$what: not in $seconds s"
}
colour_at() { import -window root -crop "1x1+$1+$2" -depth 8 txt:- 2>/dev/null | grep -o '#[0-9A-F]\{6\}' | head -n 1; }
is() { [ "$(colour_at "$1" "$2")" = "$3" ]; }
geometry() { eval "$(xdotool getwindowgeometry --shell "$window")"; }

sleep 1
openbox >/dev/null 2>&1 &
./lucid86 >"$home/log" 2>&1 &
program=$!
found() { window=$(xdotool search --onlyvisible --name '^Lucid86$' | head -n 1) && [ -n "$window" ]; }
wait_for 90 "the window opens" found
geometry
left=$X top=$Y
# A place on the guest's screen, in its margin, where the menu is blue.
x=$((left + 60)) y=$((top + 150))
wait_for 60 "the guest's menu is on its screen" is $x $y '#0000AA'

# Keys reach the guest: lesson 2 has a black screen.
xdotool mousemove $((left + 300)) $((top + 300)) click 1
sleep 0.5
xdotool key 2
wait_for 20 "a key that was typed reaches the guest" is $x $y '#000000'
# Ctrl+Alt gives the keyboard back; then Escape is not the guest's any more.
xdotool key ctrl+alt
sleep 0.5
xdotool key Escape
sleep 1
is $x $y '#000000' || fail "Ctrl+Alt does not take the keyboard back"

# Full screen and back: the guest's screen covers the corner of the host's.
xdotool key ctrl+shift+Return
black() { is 2 2 '#000000' && is 1597 2 '#000000' && ! is $((left + 900)) $((top + 10)) '#0D1117'; }
wait_for 10 "full screen" black
xdotool key ctrl+shift+Return
sleep 1

# A tab is dragged from the lower left dock into that of the disassembly: the layout that is remembered has it there.
drag() { # from x y to x y, in the window
    xdotool mousemove --window "$window" "$1" "$2" mousedown 1
    sleep 0.3
    for i in 1 2 3 4 5 6 7 8; do
        xdotool mousemove --window "$window" $(($1 + ($3 - $1) * i / 8)) $(($2 + ($4 - $2) * i / 8))
        sleep 0.1
    done
    sleep 0.3
    xdotool mouseup 1
    sleep 1
}
drag 60 550 1100 80
# Another is dragged out of the window: it gets a window of its own.
drag 60 550 1340 600
torn() { [ -n "$(xdotool search --onlyvisible --name Memory)" ]; }
wait_for 10 "a tab that is dragged out gets a window" torn

# The window manager closes the window: the program ends, and has remembered its layout.
xdotool windowactivate --sync "$window" key alt+F4
gone() { ! kill -0 "$program" 2>/dev/null; }
wait_for 60 "the program ends with its window" gone
wait "$program"
status=$?
program=
[ $status = 0 ] || fail "the program ended with status $status"
layout=$XDG_STATE_HOME/lucid86/layouts/learn
grep -q 'tabs code registers' "$layout" || fail "the tab that was dragged is not where it was dropped: $(cat "$layout")"
grep -A 2 '^float' "$layout" | grep -q memory || fail "the window that was torn off is not remembered: $(cat "$layout")"
echo "window.sh: keys, capture, full screen, dragging, tearing off and closing work"
