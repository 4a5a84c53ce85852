/* Colour profiles: Wine 8 stops the program in WcsCreateIccProfile. Qt reads the screen's profile with these four and does
   without it when they fail. */
#include <windows.h>
#define EXPORTED __declspec(dllexport)

EXPORTED HANDLE WINAPI OpenColorProfileW(void *profile, DWORD access, DWORD share, DWORD creation) {
    (void)profile, (void)access, (void)share, (void)creation;
    return NULL;
}

EXPORTED BOOL WINAPI CloseColorProfile(HANDLE profile) {
    (void)profile;
    return TRUE;
}

EXPORTED HANDLE WINAPI WcsCreateIccProfile(HANDLE profile, DWORD options) {
    (void)profile, (void)options;
    return NULL;
}

EXPORTED BOOL WINAPI GetColorProfileFromHandle(HANDLE profile, BYTE *bytes, DWORD *count) {
    (void)profile, (void)bytes, (void)count;
    return FALSE;
}
