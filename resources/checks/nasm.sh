#!/usr/bin/env bash
# Assembles every NASM source and compares the result with the image, and the listing if there is one, beside it in the
# repository. With --write, stores what came out instead. Exit status 1 when anything differs.
set -uo pipefail
cd "$(dirname "$0")/../.."
write=${1:-}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
status=0

command -v nasm >/dev/null || { echo "nasm.sh: nasm is not installed (Debian: apt-get install nasm)" >&2; exit 1; }

same() { # made, stored, source
    if [ "$write" = --write ]; then
        cmp -s "$1" "$2" || { cp "$1" "$2" && echo "nasm.sh: wrote $2"; }
    elif ! cmp "$1" "$2" >&2; then
        echo "nasm.sh: $2 is not what nasm makes of $3; if the source is right, run resources/checks/nasm.sh --write" >&2
        status=1
    fi
}

assemble() { # source, image, listing or nothing
    local dir name
    dir=$(dirname "$1")
    name=$(basename "$1")
    # From the source's own directory, so that nothing in the output depends on where the repository is.
    if ! (cd "$dir" && nasm -f bin -w+all -w+error -o "$out/image" -l "$out/listing" "$name"); then
        echo "nasm.sh: $1 does not assemble" >&2
        status=1
        return
    fi
    same "$out/image" "$2" "$1"
    [ -z "${3:-}" ] || same "$out/listing" "$3" "$1"
}

assemble resources/src/main/asm/kernelboot.asm resources/src/main/resources/lucid86/boot/kernelboot.bin
lessons=resources/src/main/resources/lucid86/lessons
assemble resources/src/main/asm/lessons/disk.asm $lessons/boot.img $lessons/lessons.lst
assemble jit/src/test/resources/lucid86/jit/system/systest.asm jit/src/test/resources/lucid86/jit/system/systest.bin
for guest in jit/src/test/resources/guests/*.asm debugger/src/test/resources/guests/*.asm; do
    [ -e "$guest" ] || continue
    assemble "$guest" "${guest%.asm}.img"
done
assemble app/src/test/resources/sound/tone.asm app/src/test/resources/sound/tone.img
roms=debugger/src/test/resources/debugger
for rom in tour dma; do assemble $roms/$rom.asm $roms/$rom.img $roms/$rom.lst; done
exit $status
