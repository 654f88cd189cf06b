/* SPDX-License-Identifier: MIT */
/* Gives the files that are named to a fuzz target, each once: the corpus as a test, with any
 * compiler, and what was found as a program for the debugger. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

/* All of the file, for free(), of exactly its size, so that a sanitizer sees a read behind it. NULL
 * with errno set. */
static uint8_t *read_file(const char *path, size_t *count)
{
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return NULL;
    char *text = NULL;
    size_t size = 0;
    ssize_t length = getdelim(&text, &size, EOF, file);
    fclose(file);
    *count = length > 0 ? (size_t)length : 0;
    uint8_t *bytes = malloc(*count > 0 ? *count : 1);
    if (bytes != NULL)
        memcpy(bytes, text, *count);
    free(text);
    return bytes;
}

int main(int count, char **paths)
{
    for (int i = 1; i < count; i++) {
        size_t size;
        uint8_t *bytes = read_file(paths[i], &size);
        if (bytes == NULL) {
            perror(paths[i]);
            return 3;
        }
        /* Said first, and at once: after a crash it is the last that was said. */
        printf("%s\n", paths[i]);
        fflush(stdout);
        LLVMFuzzerTestOneInput(bytes, size);
        free(bytes);
    }
    return 0;
}
