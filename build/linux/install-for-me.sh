#!/bin/sh
# Puts the program of this folder into the menu of whoever runs this; `--remove` takes it out again. Needs no administrator.
# The folder stays where it is: move it to its place first. Notes and cases lie elsewhere and are never touched.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
share=${XDG_DATA_HOME:-"$HOME/.local/share"}
entry=$share/applications/@slug@.desktop
icon=$share/icons/hicolor/scalable/apps/@slug@.svg
type=$share/mime/packages/@slug@.xml
command=$HOME/.local/bin/@console@

is_ours() { # whether the command is a link to a program of this kind, in this folder or where it was before
    case $(readlink -- "$command" 2>/dev/null) in */@slug@-*/@console@ | "$here/@console@") true ;; *) false ;; esac
}

refresh() {
    update-desktop-database "$share/applications" 2>/dev/null || true # a menu without it reads the folder itself
    update-mime-database "$share/mime" 2>/dev/null || true
}

if [ "${1:-}" = --remove ]; then
    rm -f -- "$entry" "$icon" "$type"
    if is_ours; then rm -f -- "$command"; fi
    refresh
    exit
fi
mkdir -p "$share/applications" "$share/icons/hicolor/scalable/apps" "$share/mime/packages" "$HOME/.local/bin"
# What a desktop entry quotes: a backslash in it is written four times, the other three with one before them.
quoted=$(printf '%s' "$here" | sed -e 's/[\\]/\\\\\\\\/g' -e 's/["`$]/\\\\&/g' -e 's/%/%%/g')
PLACE="\"$quoted/@windowed@\" gui %F" awk '/^Exec=/ { print "Exec=" ENVIRON["PLACE"]; next } { print }' \
    "$here/share/@slug@.desktop" >"$entry"
cp -- "$here/share/@slug@.svg" "$icon"
cp -- "$here/share/@slug@.xml" "$type"
if is_ours || { [ ! -e "$command" ] && [ ! -L "$command" ]; }; then ln -sfn "$here/@console@" "$command"; fi
refresh
