/* ProcessPrng, which libraries written in Rust take their random numbers from and Wine 8 does not have. */
#include <windows.h>

BOOLEAN WINAPI SystemFunction036(PVOID bytes, ULONG count); /* the name that RtlGenRandom has in the library */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T count) {
    return SystemFunction036(bytes, (ULONG)count);
}
