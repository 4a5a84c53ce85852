/* python.exe: hands the command line over to python311.dll, which lies beside it. */
#include <windows.h>

typedef int (*python_main)(int count, wchar_t **words);

int wmain(int count, wchar_t **words) {
    HMODULE library = LoadLibraryW(L"python311.dll");
    python_main start = library ? (python_main)(void *)GetProcAddress(library, "Py_Main") : NULL;
    return start ? start(count, words) : 101;
}
