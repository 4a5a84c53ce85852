# Tries the setup that lies in dist on this Windows: what scenarios.py does under Wine, as far as it needs no second version.
$ErrorActionPreference = "Stop"
$setup = (Get-ChildItem dist\*-windows-setup.exe)[0].FullName
$zip = (Get-ChildItem dist\*-windows-portable.zip)[0].FullName
$folder = "C:\利用者\山田　太郎\事例 集"
$data = "$env:LOCALAPPDATA\DXCasebook"
$case = "kosai-line-chatbot"

function Expect([bool]$held, [string]$what) {
    if (-not $held) { throw "It does not hold that $what" }
    Write-Host "passed: $what"
}

function Install([string[]]$words) { (Start-Process $setup -ArgumentList (@("/S") + $words) -Wait -PassThru).ExitCode }

function Uninstall([string]$place, [string[]]$words) {
    Start-Process "$place\uninstall.exe" -ArgumentList (@("/S") + $words) -Wait
    $until = (Get-Date).AddSeconds(60) # it goes on in a copy of itself
    while ((Test-Path "$place\DXCasebook.exe") -and (Get-Date) -lt $until) { Start-Sleep -Milliseconds 300 }
}

function SelfTest([string]$place) {
    & "$place\kb-app.exe" self-test "$env:TEMP\self-test.json" | Out-Host
    $LASTEXITCODE
}

Expect ((Install "/D=$folder") -eq 0) "the setup installs into a folder with a Japanese name and spaces"
Expect ((SelfTest $folder) -eq 0) "the self-test passes on Qt's Windows platform"
& "$folder\kb-app.exe" note add $case "memo" | Out-Null
Expect (Test-Path "$data\casebook.db") "the data is in the user's own place"

$program = Start-Process "$folder\DXCasebook.exe" -PassThru
$program.WaitForInputIdle() | Out-Null
Start-Sleep -Seconds 5
Expect ((Install @()) -eq 5) "the setup refuses while the program is open"
$program.CloseMainWindow() | Out-Null
$program.WaitForExit(30000) | Out-Null

Expect ((Install @()) -eq 0) "the setup installs over what is there"
Expect ((& "$folder\kb-app.exe" note list $case | Out-String).Contains("memo")) "the data was kept"
Uninstall $folder @()
Expect (-not (Test-Path $folder)) "the uninstaller removes the program"
Expect (Test-Path "$data\casebook.db") "and keeps the data"

Expect ((Install @()) -eq 0) "the setup installs into the usual place"
$usual = "$env:LOCALAPPDATA\Programs\DXCasebook"
Uninstall $usual "/PURGE=1"
Start-Sleep -Seconds 5
Expect (-not (Test-Path $data)) "with /PURGE=1 the data goes too"

Expand-Archive $zip "$env:TEMP\portable"
$carried = "$env:TEMP\portable\DXCasebook"
Expect ((SelfTest $carried) -eq 0) "the portable program passes the self-test"
& "$carried\kb-app.exe" note add $case "memo" | Out-Null
Expect (Test-Path "$carried\data\casebook.db") "and keeps its data beside itself"
