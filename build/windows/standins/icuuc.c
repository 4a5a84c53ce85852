/* The converters of ICU, a part of Windows since 10 1703 that Wine 8 lacks. Qt wants them for rare encodings only, and is
   told here that none is known. */
#define EXPORTED __declspec(dllexport)
#define NO_CONVERTER(name) EXPORTED long long name(void) { return 0; }

EXPORTED void *ucnv_open(const char *name, int *error) {
    (void)name;
    if (error)
        *error = 4; /* U_FILE_ACCESS_ERROR */
    return 0;
}

NO_CONVERTER(UCNV_FROM_U_CALLBACK_SUBSTITUTE)
NO_CONVERTER(UCNV_TO_U_CALLBACK_SUBSTITUTE)
NO_CONVERTER(ucnv_cbFromUWriteUChars)
NO_CONVERTER(ucnv_cbToUWriteUChars)
NO_CONVERTER(ucnv_close)
NO_CONVERTER(ucnv_countAvailable)
NO_CONVERTER(ucnv_fromUCountPending)
NO_CONVERTER(ucnv_fromUnicode)
NO_CONVERTER(ucnv_getAvailableName)
NO_CONVERTER(ucnv_getFromUCallBack)
NO_CONVERTER(ucnv_getMaxCharSize)
NO_CONVERTER(ucnv_getName)
NO_CONVERTER(ucnv_getStandardName)
NO_CONVERTER(ucnv_getToUCallBack)
NO_CONVERTER(ucnv_reset)
NO_CONVERTER(ucnv_setFromUCallBack)
NO_CONVERTER(ucnv_setToUCallBack)
NO_CONVERTER(ucnv_toUCountPending)
NO_CONVERTER(ucnv_toUnicode)
