; Every text of ours, in Japanese and in English.
!macro Text NAME JAPANESE ENGLISH
  LangString ${NAME} ${LANG_JAPANESE} "${JAPANESE}"
  LangString ${NAME} ${LANG_ENGLISH} "${ENGLISH}"
!macroend

!insertmacro Text ProgramName "${NAME}" "${ENGLISH_NAME}"
!insertmacro Text LinkComment "${SUMMARY}" "${ENGLISH_SUMMARY}"
!insertmacro Text WelcomeTitle "${NAME} ${VERSION} のセットアップ" "Setup of ${ENGLISH_NAME} ${VERSION}"
!insertmacro Text WelcomeText \
  "${NAME}をこのパソコンに入れます。管理者の権限は要りません。あなたのユーザーだけが使えます。$\r$\n$\r$\n\
前の版があれば、書き込んだメモや事例はそのままに、プログラムだけを新しくします。$\r$\n$\r$\n\
プログラムが開いているときは、先に閉じてください。" \
  "This puts ${ENGLISH_NAME} on this computer, for you alone. No administrator rights are needed.$\r$\n$\r$\n\
Where an earlier version is installed, only the program is replaced; your notes and cases stay as they are.$\r$\n$\r$\n\
If the program is open, please close it first."
!insertmacro Text SectionProgram "プログラム（必須）" "Program (required)"
!insertmacro Text SectionStartMenu "スタートメニューに入れる" "Entry in the start menu"
!insertmacro Text SectionDesktop "デスクトップにアイコンを置く" "Icon on the desktop"
!insertmacro Text SectionMarkdown ".md ファイルの「プログラムから開く」に加える" "Offer it for opening .md files"
!insertmacro Text SectionData "書き込んだメモ・事例・設定も消す" "Delete notes, own cases and settings too"
!insertmacro Text AboutProgram "本体と、同梱の事例・辞書。" "The program with its library and dictionary."
!insertmacro Text AboutStartMenu "スタートメニューから起動できるようにします。" "So that it can be started from the start menu."
!insertmacro Text AboutDesktop "デスクトップから起動できるようにします。" "So that it can be started from the desktop."
!insertmacro Text AboutMarkdown \
  "右クリックの「プログラムから開く」で選べるようにします。いつも開くプログラムは変えません。" \
  "It is listed under $\"Open with$\". What opens these files by itself stays as it is."
!insertmacro Text AboutData \
  "消すと元に戻せません。印を付けなければ残り、次に入れたときにまた使えます。" \
  "This cannot be undone. Without the tick everything stays, and is there when you install again."
!insertmacro Text MarkdownFile "Markdown ファイル" "Markdown file"
!insertmacro Text PackFile "${NAME} の収録事例" "Cases for ${ENGLISH_NAME}"
!insertmacro Text Unpacking "ファイルを書き込んでいます…" "Writing files..."
!insertmacro Text FinishTitle "${NAME} が使えるようになりました" "${ENGLISH_NAME} is ready"
!insertmacro Text FinishText \
  "「完了」を押すとセットアップを終わります。$\r$\n$\r$\nやめたくなったら、Windows の「設定」→「アプリ」から取り除けます。\
書き込んだものは、消すと選ばないかぎり残ります。" \
  "Press Finish to close this setup.$\r$\n$\r$\nYou can remove the program in the settings of Windows under Apps. What you \
wrote stays, unless you choose to delete it."
!insertmacro Text FinishRun "${NAME} を起動する" "Start ${ENGLISH_NAME}"
!insertmacro Text IsRunning \
  "${NAME} が開いているため、続けられません。$\r$\n対処：プログラムの画面を閉じてから「再試行」を押してください。" \
  "${ENGLISH_NAME} is open, so this cannot go on.$\r$\nPlease close its window and press Retry."
!insertmacro Text IsNewer \
  "これより新しい版（$R0）が入っています。古い版（${VERSION}）に戻すと、新しい版で書き込んだデータを開けないことがあります。$\r$\n\
先にバックアップを取っておくことをお勧めします。古い版に戻しますか。" \
  "A newer version ($R0) is installed. Going back to ${VERSION}, you may be unable to open what was written with it.$\r$\n\
It is wise to make a backup first. Go back to the older version?"
!insertmacro Text TooOld \
  "この Windows には入れられません。原因：Windows 10 バージョン 1809 より古い版です。対処：Windows を更新してください。" \
  "It cannot be installed on this Windows, which is older than Windows 10 version 1809. Please update Windows."
!insertmacro Text TooLong \
  "このフォルダーには入れられません。原因：フォルダーの名前が長すぎ、中のファイルの場所が 260 文字に収まりません。\
対処：もっと短い名前のフォルダーを選んでください。" \
  "It cannot be installed in this folder: its path is too long for files in it to stay below 260 characters. Please choose \
a folder with a shorter path."
!insertmacro Text ReadOnly \
  "このフォルダーには書き込めません：$INSTDIR$\r$\n対処：書き込めるフォルダーを選んでください。" \
  "This folder cannot be written: $INSTDIR$\r$\nPlease choose one that can."
!insertmacro Text NoRoom \
  "ディスクの空きが足りません。必要：$R2 MB、空き：$R3 MB。$\r$\n対処：空きを増やすか、別のドライブのフォルダーを選んでください。\
前の版があれば、そのまま使えます。" \
  "There is not enough room on the disk: $R2 MB are needed, $R3 MB are free.$\r$\nPlease make room or choose a folder on \
another drive. An earlier version goes on working."
!insertmacro Text NotWritten \
  "ファイルを書き込めませんでした。ディスクの空きと、フォルダーに書き込めるかを確かめてください。前の版があれば、そのまま使えます。" \
  "The files could not be written. Please look whether the disk is full or the folder cannot be written. An earlier version \
goes on working."
!insertmacro Text InUse \
  "プログラムのファイルがほかで使われているため、入れ替えられませんでした。前の版はそのまま使えます。$\r$\n\
対処：プログラムを閉じ、フォルダーを開いている画面も閉じて、もう一度実行してください。" \
  "Files of the program are in use, so they could not be replaced; the earlier version goes on working.$\r$\nPlease close \
the program and every window that shows its folder, and start this setup again."
