; The setup for one user, without administrator rights. build/windows/make_setup.py calls makensis on it.
;
; The program lies in the chosen folder as five entries (${ENTRY_*}); everything below them is in a list that the build
; makes and that is installed too. A new version is unpacked beside the old one (${STAGED}), and only when all of it is there
; do the entries change places, by renaming: what is interrupted or has no room leaves the old version as it was. What is
; removed is what such a list names, never a folder with what somebody else put there.
;
; Silent: /S. Further words: /D=FOLDER (last, without quotation marks), /LANG=ja or en, /MD=1, /DESKTOP=1, /DOWNGRADE=1.
; Exit codes: 0 done, 1 cancelled, 2 stopped while files were written, 3 the folder cannot be written, 4 its path is too
; long, 5 the program is running, 6 a newer version is installed, 7 no room on the disk, 8 Windows is too old.

Unicode true
Target amd64-unicode
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
!ifdef QUICK ; for the tests of the setup, where what comes out need not be small
  SetCompressor zlib
!else
  SetCompressor lzma ; not /SOLID: a sixth smaller, and it fills the temporary folder while it writes
  SetCompressorDictSize 64
!endif
CRCCheck on
!ifdef QUICK
  SetDatablockOptimize off
!endif
AllowSkipFiles off

!include product.nsh ; made by the build: what it is called, where the program folder is, how long its longest path is
!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include TextFunc.nsh
!include WinVer.nsh
!include WordFunc.nsh

!define ENTRY_PROGRAM "${WINDOWED}.exe"
!define ENTRY_CONSOLE "${CONSOLE}.exe"
!define ENTRY_PARTS "_internal"
!define ENTRY_UNINSTALL "uninstall.exe"
!define ENTRY_LIST "installed-files.txt"
!define STAGED "~new"
!define ASIDE "~old"
!define SETTINGS_KEY "Software\${FOLDER}"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${FOLDER}"
!define FILE_KIND "${FOLDER}.Markdown"
!define PACK_KIND "${FOLDER}.Pack"
!define LONGEST_PATH 259
!define SPARE_MB 20

Name "$(ProgramName)"
Caption "$(ProgramName) ${VERSION}"
BrandingText "$(ProgramName) ${VERSION}${LABEL}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\${FOLDER}"
InstallDirRegKey HKCU "${SETTINGS_KEY}" "InstallDir"
ShowInstDetails nevershow
ShowUninstDetails nevershow

VIProductVersion "${VERSION_NUMBERS}"
!macro VersionTexts LANGUAGE PRODUCT
  VIAddVersionKey /LANG=${LANGUAGE} "ProductName" "${PRODUCT}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileDescription" "${PRODUCT} ${VERSION} Setup${LABEL}"
  VIAddVersionKey /LANG=${LANGUAGE} "CompanyName" "${PUBLISHER}"
  VIAddVersionKey /LANG=${LANGUAGE} "LegalCopyright" "${COPYRIGHT}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "ProductVersion" "${VERSION}"
!macroend
!insertmacro VersionTexts 1041 "${NAME}"
!insertmacro VersionTexts 1033 "${ENGLISH_NAME}"

; What signs a file is called with its path, on the uninstaller and on the setup.
!ifdef SIGN
  !uninstfinalize '${SIGN} "%1"'
  !finalize '${SIGN} "%1"'
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${BANNER}"
!define MUI_UNWELCOMEFINISHPAGE_BITMAP "${BANNER}"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "$(WelcomeTitle)"
!define MUI_WELCOMEPAGE_TEXT "$(WelcomeText)"
!define MUI_COMPONENTSPAGE_SMALLDESC
!define MUI_FINISHPAGE_TITLE "$(FinishTitle)"
!define MUI_FINISHPAGE_TEXT "$(FinishText)"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${ENTRY_PROGRAM}"
!define MUI_FINISHPAGE_RUN_TEXT "$(FinishRun)"
!define MUI_FINISHPAGE_NOREBOOTSUPPORT
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MUI_PAGE_COMPONENTS
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE LeaveFolderPage
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
; The first one is for whoever has neither.
!insertmacro MUI_LANGUAGE "Japanese"
!insertmacro MUI_LANGUAGE "English"
!include texts.nsh

Var Previous ; the folder of the version that is installed, or ""
Var Offered ; 1 when .md was offered before and taken

; Says why it cannot go on, and ends with an exit code.
!macro Refuse CODE TEXT
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

!include files.nsh

Section "$(SectionProgram)" SectionProgram
  SectionIn RO
  ${If} ${Silent}
    Call LookAtFolder
    ${If} $R9 != 0
      SetErrorLevel $R9
      Quit
    ${EndIf}
  ${EndIf}
  Call WaitUntilClosed
  Call MendHalfFinished
  ; Everything is written beside what is there; .onInstFailed is called where that cannot be done.
  DetailPrint "$(Unpacking)"
  SetOutPath "$INSTDIR\${STAGED}"
  File "${LIST}"
  !include contents.nsh ; made by the build: each folder and file
  WriteUninstaller "$INSTDIR\${STAGED}\${ENTRY_UNINSTALL}"
  SetOutPath "$TEMP" ; a folder in which somebody stands cannot be renamed
  ${IfNot} ${FileExists} "$INSTDIR\${STAGED}\${ENTRY_UNINSTALL}"
    Call .onInstFailed
    !insertmacro Refuse 2 "$(NotWritten)"
  ${EndIf}
  Call WaitUntilClosed
  Call ChangePlaces
  Call RemovePrevious
  WriteRegStr HKCU "${SETTINGS_KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${SETTINGS_KEY}" "Version" "${VERSION_NUMBERS}"
  WriteRegStr HKCU "${SETTINGS_KEY}" "Language" "$LANGUAGE"
  Call RegisterUninstaller
  Call RegisterPacks
SectionEnd

Section "$(SectionStartMenu)" SectionStartMenu
  Call RemoveLinks
  SetOutPath "$INSTDIR" ; where the link starts the program
  CreateShortcut "$SMPROGRAMS\$(ProgramName).lnk" "$INSTDIR\${ENTRY_PROGRAM}" "" "$INSTDIR\${ENTRY_PROGRAM}" 0 \
    SW_SHOWNORMAL "" "$(LinkComment)"
SectionEnd

Section /o "$(SectionDesktop)" SectionDesktop
  SetOutPath "$INSTDIR"
  CreateShortcut "$DESKTOP\$(ProgramName).lnk" "$INSTDIR\${ENTRY_PROGRAM}" "" "$INSTDIR\${ENTRY_PROGRAM}" 0 \
    SW_SHOWNORMAL "" "$(LinkComment)"
SectionEnd

; One of the programs in "Open with"; what opens .md files by itself stays what it was.
Section /o "$(SectionMarkdown)" SectionMarkdown
  WriteRegStr HKCU "Software\Classes\${FILE_KIND}" "" "$(MarkdownFile)"
  WriteRegStr HKCU "Software\Classes\${FILE_KIND}\DefaultIcon" "" "$INSTDIR\${ENTRY_PROGRAM},0"
  WriteRegStr HKCU "Software\Classes\${FILE_KIND}\shell\open\command" "" '"$INSTDIR\${ENTRY_PROGRAM}" gui "%1"'
  WriteRegStr HKCU "Software\Classes\.md\OpenWithProgids" "${FILE_KIND}" ""
  WriteRegStr HKCU "${SETTINGS_KEY}" "Markdown" "1"
  ${RefreshShellIcons}
SectionEnd

Section "-no Markdown"
  ${IfNot} ${SectionIsSelected} ${SectionMarkdown}
    Call RemoveFileKind
  ${EndIf}
SectionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionProgram} "$(AboutProgram)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionStartMenu} "$(AboutStartMenu)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionDesktop} "$(AboutDesktop)"
  !insertmacro MUI_DESCRIPTION_TEXT ${SectionMarkdown} "$(AboutMarkdown)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END

!include begin.nsh ; after the sections, which it names

Section "un.$(SectionProgram)" UnSectionProgram
  SectionIn RO
  Call un.WaitUntilClosed
  StrCpy $R0 "$INSTDIR\${STAGED}"
  Call un.RemoveListed
  StrCpy $R0 "$INSTDIR\${ASIDE}"
  Call un.RemoveListed
  StrCpy $R0 "$INSTDIR"
  Call un.RemoveListed
  Call un.RemoveLinks
  Delete "$DESKTOP\${NAME}.lnk"
  Delete "$DESKTOP\${ENGLISH_NAME}.lnk"
  Call un.RemoveFileKind
  Call un.RemovePacks
  DeleteRegKey HKCU "${UNINSTALL_KEY}"
  DeleteRegKey HKCU "${SETTINGS_KEY}"
SectionEnd

; What a person added goes only where that was asked for.
Section /o "un.$(SectionData)" UnSectionData
  StrCpy $R0 "$LOCALAPPDATA\${FOLDER}"
  ${If} ${FileExists} "$R0\casebook.db"
  ${OrIf} ${FileExists} "$R0\settings.json"
  ${OrIf} ${FileExists} "$R0\logs\kb-app.log"
    RMDir /r "$R0"
  ${EndIf}
SectionEnd

!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${UnSectionProgram} "$(AboutProgram)"
  !insertmacro MUI_DESCRIPTION_TEXT ${UnSectionData} "$(AboutData)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END

Function un.onInit
  ReadRegStr $0 HKCU "${SETTINGS_KEY}" "Language"
  ${If} $0 != ""
    StrCpy $LANGUAGE $0
  ${EndIf}
  ${GetParameters} $R1
  ${GetOptions} $R1 "/PURGE=" $0
  ${If} $0 == 1
    !insertmacro SelectSection ${UnSectionData}
  ${EndIf}
FunctionEnd
