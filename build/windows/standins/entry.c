/* The entry point of the stand-ins, which are linked without a C library. */
int __stdcall DllMain(void *module, unsigned reason, void *reserved) {
    (void)module, (void)reason, (void)reserved;
    return 1;
}
