#!/bin/sh
# Puts the program of this folder into the menu of whoever runs this; `--remove` takes it out again. Needs no administrator.
# The folder stays where it is: move it to its place first. Notes and cases lie elsewhere and are never touched.
set -eu
case ${XDG_DATA_HOME:-} in /*) share=$XDG_DATA_HOME ;; *) share=$HOME/.local/share ;; esac # a relative one counts as none
entry=$share/applications/@slug@.desktop
icon=$share/icons/hicolor/scalable/apps/@slug@.svg
type=$share/mime/packages/@slug@.xml
bin=$HOME/.local/bin
command=$bin/@console@
work=

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in ja*) japanese=yes ;; *) japanese= ;; esac

say() { # in Japanese or in English
    if [ -n "$japanese" ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi
}

usage() {
    say "使い方：
  install-for-me.sh           このフォルダーの@name@を、自分のメニューに置く（アイコン、ファイルの種類、コマンド @console@ も）
  install-for-me.sh --remove  置いたものを外す（このフォルダーとデータは残る）" \
        "Usage:
  install-for-me.sh           put @english_name@ of this folder into your menu (with icon, kind of file, command @console@)
  install-for-me.sh --remove  take all that out again (this folder and your data stay)"
}

ending() { # whatever stops the work is said by what stopped it, above this
    code=$?
    if [ -n "$work" ]; then rm -rf -- "$work"; fi
    if [ "$code" -ne 0 ]; then
        say "終わりまでできませんでした。原因は上の行にあります。" "This could not be finished; the line above says why." >&2
        exit 1
    fi
}

quoted() { # what a desktop entry quotes: a backslash in it is written four times, the other three with one before them
    sed -e 's/[\\]/\\\\\\\\/g' -e 's/["`$]/\\\\&/g' -e 's/%/%%/g'
}

unquoted() { # the way back
    sed -e 's/%%/%/g' -e 's/\\\\\(["`$]\)/\1/g' -e 's/\\\\\\\\/\\/g'
}

folder_of_entry() { # the folder whose program the menu starts; nothing where that is none of ours
    if [ -f "$entry" ]; then sed -n 's|^Exec="\(.*\)/@windowed@" gui %F$|\1|p' "$entry" | unquoted; fi
}

leads_nowhere() { [ -L "$command" ] && [ ! -e "$command" ]; }

folder_of_command() { # the folder whose program the command starts; nothing where that is none of ours
    target=$(readlink -- "$command" 2>/dev/null) || return 0
    case $target in */@console@) target=${target%/*} ;; *) return 0 ;; esac
    case $target in /*) ;; *) target=$bin/$target ;; esac
    if leads_nowhere || [ -x "$target/@windowed@" ]; then printf '%s\n' "$target"; fi
}

refresh() {
    # A menu without them reads the folders itself, and what they say (also on stdout) is not about this program.
    update-desktop-database "$share/applications" >/dev/null 2>&1 || true
    update-mime-database "$share/mime" >/dev/null 2>&1 || true
}

take_out() {
    owner=$(folder_of_entry)
    if [ -e "$entry" ] && [ "$owner" != "$here" ] && { [ -z "$owner" ] || [ -e "$owner/@windowed@" ]; }; then
        say "メニューの項目は別のもの（${owner:-$entry}）なので、残しました。" \
            "The menu entry belongs to something else (${owner:-$entry}) and was kept."
    else
        rm -f -- "$entry" "$icon" "$type"
        say "メニューの項目、アイコン、ファイルの種類はもうありません。" "Menu entry, icon and kind of file are gone."
    fi
    owner=$(folder_of_command)
    if [ "$owner" = "$here" ] || { [ -n "$owner" ] && leads_nowhere; }; then
        rm -f -- "$command"
        say "コマンド @console@ を外しました。" "The command @console@ was taken out."
    elif [ -e "$command" ] || [ -L "$command" ]; then
        say "コマンドは別のもの（${owner:-$command}）なので、残しました。" \
            "The command belongs to something else (${owner:-$command}) and was kept."
    fi
    refresh
}

put_in() {
    mkdir -p -- "$share/applications" "${icon%/*}" "${type%/*}" "$bin"
    # All is written beside its place first, and moved when all of it is there.
    work=$(mktemp -d "$share/.@slug@.XXXXXX")
    place=$(printf '%s' "$here" | quoted)
    PLACE="\"$place/@windowed@\" gui %F" awk '/^Exec=/ { print "Exec=" ENVIRON["PLACE"]; next } { print }' \
        "$here/share/@slug@.desktop" >"$work/entry"
    cp -- "$here/share/@slug@.svg" "$work/icon"
    cp -- "$here/share/@slug@.xml" "$work/type"
    ln -s -- "$here/@console@" "$work/command"
    put_entry
    link_command
    refresh
    say "プログラムはこのフォルダーのままです：$here（移したら、もう一度実行してください）" \
        "The program stays in this folder: $here (run this again after moving it)"
}

put_entry() {
    if { [ -e "$entry" ] || [ -L "$entry" ]; } && [ -z "$(folder_of_entry)" ]; then
        say "メニューには置きませんでした：$entry という別のものがあるので、残しました。" \
            "No menu entry: $entry is something else and was kept."
        return
    fi
    mv -f -- "$work/icon" "$icon"
    mv -f -- "$work/type" "$type"
    mv -f -- "$work/entry" "$entry"
    say "メニューに@name@を置きました：$entry" "@english_name@ is in your menu: $entry"
    say "アイコンとファイルの種類：$icon、$type" "Icon and kind of file: $icon, $type"
}

link_command() {
    if { [ -e "$command" ] || [ -L "$command" ]; } && [ -z "$(folder_of_command)" ]; then
        say "コマンドは置きませんでした：$command という別のものがあるので、残しました。" \
            "No command: $command is something else and was kept."
        return
    fi
    mv -f -- "$work/command" "$command"
    say "コマンド：$command" "Command: $command"
    case :$PATH: in
        *":$bin:"*) ;;
        *)
            say "$bin が PATH にありません。ログインし直すと、コマンド @console@ が使えるようになります（ならなければ PATH に加えてください）。" \
                "$bin is not on your PATH. Log in anew to use the command @console@ (if that is not enough, add it to PATH)."
            ;;
    esac
}

case $#,${1:-} in
    0,) job=put_in ;;
    1,--remove) job=take_out ;;
    1,--help | 1,-h)
        usage
        exit
        ;;
    *)
        say "知らない指定です：$*（使い方は --help）" "Not understood: $* (--help shows the usage)" >&2
        exit 2
        ;;
esac
here=$(readlink -f -- "$0")
here=${here%/*}
if [ ! -f "$here/share/@slug@.desktop" ] || [ ! -x "$here/@windowed@" ]; then
    say "$here に@name@がありません。" "There is no @english_name@ in $here." >&2
    exit 1
fi
trap ending EXIT
trap 'exit 1' HUP INT TERM
$job
