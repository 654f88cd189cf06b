/* SPDX-License-Identifier: MIT */
/* An untrusted JSON file, read with bounded memory. */
#include "record/load.h"
#include "kit/text.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* The bytes bound what the strings of a document take, the values bound the rest: the two bytes of
 * "{}" become 200 in memory. Together they keep it under about 2 GiB. A repetition is about 1500
 * bytes and 40 values, so that 170 000 of them can be read. */
#define FILE_BYTES_MAX (256L << 20)
#define VALUES_MAX     (8L << 20)

int file_open_regular(const char *path, FILE **file, struct error *error)
{
    /* O_NONBLOCK, so that a FIFO in its place is refused instead of waited for. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    *file = NULL;
    if (fd >= 0 && fstat(fd, &status) == 0) {
        if (!S_ISREG(status.st_mode)) {
            close(fd);
            return error_set(error, EBADMSG, "cannot read %s: it is not a regular file", path);
        }
        *file = fdopen(fd, "r");
    }
    if (*file != NULL)
        return 0;
    int code = errno;
    if (fd >= 0)
        close(fd);
    return error_set_errno(error, code, "cannot read %s", path);
}

struct source {
    FILE *file;
    long bytes_left;
    long values_left;
    int error; /* errno of a failed read */
};

/* For json_load_callback. A value follows each '[', '{' and ','. Those inside strings are counted
 * too: the bound is wide enough. */
static size_t take(void *buffer, size_t bytes, void *data)
{
    struct source *source = data;
    const char *text = buffer;
    size_t got = fread(buffer, 1, bytes, source->file);
    if (got == 0 && ferror(source->file)) {
        source->error = errno;
        return (size_t)-1;
    }
    for (size_t i = 0; i < got; i++)
        source->values_left -= text[i] == '{' || text[i] == '[' || text[i] == ',';
    source->bytes_left -= (long)got;
    return source->bytes_left < 0 || source->values_left < 0 ? (size_t)-1 : got;
}

static int parse(struct source *source, const char *path, json_t **document, struct error *error)
{
    json_error_t wrong = { 0 };
    *document = json_load_callback(take, source, JSON_REJECT_DUPLICATES, &wrong);
    if (*document != NULL)
        return 0;
    if (source->error != 0)
        return error_set_errno(error, source->error, "cannot read %s", path);
    if (source->bytes_left < 0 || source->values_left < 0)
        return error_set(error, EBADMSG,
                         "%s is too large for results: at most %ld MiB and %ld values are read",
                         path, FILE_BYTES_MAX >> 20, VALUES_MAX);
    if (json_error_code(&wrong) == json_error_out_of_memory)
        return error_set_errno(error, ENOMEM, "cannot read %s", path);
    char *text = text_printable(wrong.text); /* it quotes the file */
    error_set(error, EBADMSG, "%s is not valid JSON: line %d, column %d: %s", path, wrong.line,
              wrong.column, text != NULL ? text : "");
    free(text);
    return EBADMSG;
}

int document_load(const char *path, json_t **document, struct error *error)
{
    struct source source = { .bytes_left = FILE_BYTES_MAX, .values_left = VALUES_MAX };
    int code = file_open_regular(path, &source.file, error);
    if (code != 0)
        return code;
    code = parse(&source, path, document, error);
    (void)fclose(source.file); /* only read from: nothing can be lost */
    return code;
}
