; What is looked at before anything is written.

Function .onInit
  ${GetParameters} $R1
  ${GetOptions} $R1 "/LANG=" $0
  ${If} $0 == "ja"
    StrCpy $LANGUAGE 1041
  ${ElseIf} $0 == "en"
    StrCpy $LANGUAGE 1033
  ${EndIf}
  ${IfNot} ${AtLeastBuild} 17763
    !insertmacro Refuse 8 "$(TooOld)"
  ${EndIf}
  ReadRegStr $Previous HKCU "${SETTINGS_KEY}" "InstallDir"
  ReadRegStr $Offered HKCU "${SETTINGS_KEY}" "Markdown"
  ${GetOptions} $R1 "/MD=" $0
  ${If} $0 == 1
  ${OrIf} $Offered == 1
    !insertmacro SelectSection ${SectionMarkdown}
  ${EndIf}
  ${GetOptions} $R1 "/DESKTOP=" $0
  ${If} $0 == 1
    !insertmacro SelectSection ${SectionDesktop}
  ${EndIf}
  Call AskBeforeDowngrade
FunctionEnd

Function AskBeforeDowngrade
  ReadRegStr $R0 HKCU "${SETTINGS_KEY}" "Version"
  ${If} $R0 == ""
    Return
  ${EndIf}
  ${VersionCompare} "$R0" "${VERSION_NUMBERS}" $0
  ${GetOptions} $R1 "/DOWNGRADE=" $2
  ${If} $0 == 1 ; the one that is installed is newer
  ${AndIf} $2 != 1
    MessageBox MB_YESNO|MB_ICONEXCLAMATION|MB_DEFBUTTON2 "$(IsNewer)" /SD IDNO IDYES goOn
    SetErrorLevel 6
    Quit
    goOn:
  ${EndIf}
FunctionEnd

; Sets $R9 to 0 when the program can be written to the folder, else to the exit code, after it was said why not.
Function LookAtFolder
  StrCpy $R9 0
  StrLen $0 "$INSTDIR\${STAGED}\"
  IntOp $0 $0 + ${LONGEST_INSIDE}
  ${If} $0 > ${LONGEST_PATH}
    StrCpy $R9 4
    MessageBox MB_OK|MB_ICONSTOP "$(TooLong)" /SD IDOK
    Return
  ${EndIf}
  ClearErrors
  CreateDirectory "$INSTDIR"
  FileOpen $1 "$INSTDIR\~probe" w
  ${If} ${Errors}
    StrCpy $R9 3
    MessageBox MB_OK|MB_ICONSTOP "$(ReadOnly)" /SD IDOK
    Return
  ${EndIf}
  FileClose $1
  Delete "$INSTDIR\~probe"
  Call LookAtRoom
FunctionEnd

Function LookAtRoom
  SectionGetSize ${SectionProgram} $R2 ; kilobytes
  IntOp $R2 $R2 / 1024
  IntOp $R2 $R2 + ${SPARE_MB}
  System::Call 'kernel32::GetDiskFreeSpaceExW(w "$INSTDIR", *l .R3, p 0, p 0) i .R4'
  ${If} $R4 == 0
    Return ; a drive that does not say how much it has
  ${EndIf}
  System::Int64Op $R3 / 1048576
  Pop $R3
  ${If} $R3 < $R2
    RMDir "$INSTDIR" ; if it is empty
    StrCpy $R9 7
    MessageBox MB_OK|MB_ICONSTOP "$(NoRoom)" /SD IDOK
  ${EndIf}
FunctionEnd

Function LeaveFolderPage
  Call LookAtFolder
  ${If} $R9 != 0
    Abort ; the page stays
  ${EndIf}
FunctionEnd

; Files with new cases are of no other program, so they open with this one.
Function RegisterPacks
  WriteRegStr HKCU "Software\Classes\${PACK_KIND}" "" "$(PackFile)"
  WriteRegStr HKCU "Software\Classes\${PACK_KIND}\DefaultIcon" "" "$INSTDIR\${ENTRY_PROGRAM},0"
  WriteRegStr HKCU "Software\Classes\${PACK_KIND}\shell\open\command" "" '"$INSTDIR\${ENTRY_PROGRAM}" gui "%1"'
  WriteRegStr HKCU "Software\Classes\.dxpack" "" "${PACK_KIND}"
FunctionEnd

; What Windows lists among the installed programs.
Function RegisterUninstaller
  SectionGetSize ${SectionProgram} $0
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayName" "$(ProgramName)"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${ENTRY_PROGRAM},0"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${ENTRY_UNINSTALL}"'
  WriteRegStr HKCU "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${ENTRY_UNINSTALL}" /S'
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "EstimatedSize" $0
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL_KEY}" "NoRepair" 1
FunctionEnd
