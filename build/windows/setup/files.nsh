; What happens to files: unpacking, changing places, removing. Used by the setup and, with "un.", by the uninstaller.

; Calls MACRO with each entry of the program folder, the program itself at the end.
!macro EachEntry MACRO
  !insertmacro ${MACRO} "${ENTRY_PARTS}"
  !insertmacro ${MACRO} "${ENTRY_CONSOLE}"
  !insertmacro ${MACRO} "${ENTRY_UNINSTALL}"
  !insertmacro ${MACRO} "${ENTRY_LIST}"
  !insertmacro ${MACRO} "${ENTRY_PROGRAM}"
!macroend

; Sets $R8 to 1 when a program of folder $R0 is running: Windows lets nobody write to what it runs.
!macro AskWhetherRunning ENTRY
  ${If} ${FileExists} "$R0\${ENTRY}"
    ClearErrors
    FileOpen $R7 "$R0\${ENTRY}" a
    ${If} ${Errors}
      StrCpy $R8 1
    ${Else}
      FileClose $R7
    ${EndIf}
  ${EndIf}
!macroend

!macro FileFunctions UN
  Function ${UN}WaitUntilClosed
    again:
    StrCpy $R8 0
    StrCpy $R0 "$INSTDIR"
    !insertmacro AskWhetherRunning "${ENTRY_PROGRAM}"
    !insertmacro AskWhetherRunning "${ENTRY_CONSOLE}"
    ${If} $R8 == 1
      MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(IsRunning)" /SD IDCANCEL IDRETRY again
      SetErrorLevel 5
      Quit
    ${EndIf}
  FunctionEnd

  ; Removes from folder $R0 what its list names, then the list and the folder, if nothing else is in it.
  Function ${UN}RemoveListed
    ClearErrors
    FileOpen $R1 "$R0\${ENTRY_LIST}" r
    ${IfNot} ${Errors}
      ${Do}
        ClearErrors
        FileReadUTF16LE $R1 $R2
        ${If} ${Errors}
          ${Break}
        ${EndIf}
        ${TrimNewLines} "$R2" $R2
        StrCpy $R3 $R2 2
        StrCpy $R4 $R2 "" 2
        ${If} $R3 == "F "
          Delete "$R0\$R4"
        ${ElseIf} $R3 == "D "
          RMDir "$R0\$R4"
        ${EndIf}
      ${Loop}
      FileClose $R1
    ${EndIf}
    Delete "$R0\${ENTRY_UNINSTALL}"
    Delete "$R0\${ENTRY_LIST}"
    RMDir "$R0"
  FunctionEnd

  Function ${UN}RemoveLinks
    Delete "$SMPROGRAMS\${NAME}.lnk"
    Delete "$SMPROGRAMS\${ENGLISH_NAME}.lnk"
  FunctionEnd

  Function ${UN}RemoveFileKind
    DeleteRegKey HKCU "Software\Classes\${FILE_KIND}"
    DeleteRegValue HKCU "Software\Classes\.md\OpenWithProgids" "${FILE_KIND}"
    DeleteRegKey /ifempty HKCU "Software\Classes\.md\OpenWithProgids"
    DeleteRegKey /ifempty HKCU "Software\Classes\.md"
    DeleteRegValue HKCU "${SETTINGS_KEY}" "Markdown"
  FunctionEnd
!macroend
!insertmacro FileFunctions ""
!insertmacro FileFunctions "un."

Function un.RemovePacks
  ReadRegStr $0 HKCU "Software\Classes\.dxpack" ""
  ${If} $0 == "${PACK_KIND}"
    DeleteRegKey HKCU "Software\Classes\.dxpack"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${PACK_KIND}"
FunctionEnd

; Brings an entry back that a setup had put aside before it was interrupted.
!macro BringBack ENTRY
  ${If} ${FileExists} "$INSTDIR\${ASIDE}\${ENTRY}"
    Rename "$INSTDIR\${ENTRY}" "$INSTDIR\${STAGED}\${ENTRY}"
    Rename "$INSTDIR\${ASIDE}\${ENTRY}" "$INSTDIR\${ENTRY}"
  ${EndIf}
!macroend

; The program is the first to be put aside and the last to be put in place: where it stands, the change was whole.
Function MendHalfFinished
  ${If} ${FileExists} "$INSTDIR\${ASIDE}\${ENTRY_PROGRAM}"
  ${AndIfNot} ${FileExists} "$INSTDIR\${ENTRY_PROGRAM}"
    CreateDirectory "$INSTDIR\${STAGED}"
    !insertmacro EachEntry BringBack
  ${EndIf}
  StrCpy $R0 "$INSTDIR\${STAGED}"
  Call RemoveListed
  StrCpy $R0 "$INSTDIR\${ASIDE}"
  Call RemoveListed
FunctionEnd

!macro PutAside ENTRY
  ${If} ${FileExists} "$INSTDIR\${ENTRY}"
    Rename "$INSTDIR\${ENTRY}" "$INSTDIR\${ASIDE}\${ENTRY}"
  ${EndIf}
!macroend

!macro PutInPlace ENTRY
  Rename "$INSTDIR\${STAGED}\${ENTRY}" "$INSTDIR\${ENTRY}"
!macroend

Function ChangePlaces
  CreateDirectory "$INSTDIR\${ASIDE}"
  ClearErrors
  !insertmacro PutAside "${ENTRY_PROGRAM}"
  !insertmacro EachEntry PutAside
  ${IfNot} ${Errors}
    !insertmacro EachEntry PutInPlace
  ${EndIf}
  ${If} ${Errors}
    !insertmacro EachEntry BringBack
    StrCpy $R0 "$INSTDIR\${STAGED}"
    Call RemoveListed
    RMDir "$INSTDIR\${ASIDE}"
    !insertmacro Refuse 5 "$(InUse)"
  ${EndIf}
  RMDir "$INSTDIR\${STAGED}"
  StrCpy $R0 "$INSTDIR\${ASIDE}"
  Call RemoveListed
FunctionEnd

; Another folder was chosen than last time: the version there goes, what is not of it stays.
Function RemovePrevious
  ${If} $Previous != ""
  ${AndIf} $Previous != "$INSTDIR"
    StrCpy $R0 "$Previous"
    Call RemoveListed
  ${EndIf}
FunctionEnd

Function .onInstFailed
  SetOutPath "$TEMP" ; the folder that was just written to, in which the setup stands, could not be removed
  StrCpy $R0 "$INSTDIR\${STAGED}"
  Call RemoveListed
  RMDir "$INSTDIR"
FunctionEnd
