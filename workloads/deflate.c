/* SPDX-License-Identifier: MIT */
/* Idea:   compress a file as pigz does: cut it into blocks of 64 KiB, compress each by itself, but
 *         primed with the 32 KiB before it, and end each on a whole byte. So the results, one
 *         behind another, are one valid raw deflate stream.
 *
 * Costs:  some milliseconds a block, as the data will have it: zlib searches long where text
 *         nearly repeats itself. Results are large, which shows what bringing them home costs, and
 *         zlib allocates 256 KiB an item, so that threads meet in malloc.
 *
 * Answer: the stream, inflated, is the input, whose SHA-256 is recorded.
 *
 * Needs:  zlib libmd
 *
 * See:    Adler, https://github.com/madler/pigz; RFC 1951
 */
#define ZLIB_CONST /* next_in points to const */
#include "kit/io.h"
#include "workload.h"
#include <fcntl.h>
#include <inttypes.h>
#include <sha2.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

enum {
    BLOCK_BYTES = 64 * 1024,
    DICTIONARY_BYTES = 32 * 1024, /* as far back as deflate can refer */
    FLUSH_BYTES = 16,             /* a sync flush adds 6 at most to what compressBound promises */
    RAW = -15,                    /* window bits: 32 KiB, no zlib header */
    MEMORY_LEVEL = 8,             /* zlib's default */
};

enum { FILE_NAME, ITEMS, LEVEL };

static const struct tunable tunables[] = {
    [FILE_NAME] = { .name = "file", .text = "", .help = "what to compress; none: a made-up text" },
    [ITEMS] = { .name = "items",
                .max = 16384,
                .default_value = 12,
                .help = "blocks of 64 KiB in the made-up text; a file has its own" },
    [LEVEL] = { .name = "level",
                .max = 9,
                .default_value = 6,
                .help = "0 stores, 1 is fast, 9 is small" },
    { 0 }
};

struct text {
    size_t bytes;
    unsigned char *byte;
};

struct packed {
    uint64_t bytes; /* in use; those behind are zero */
    unsigned char byte[];
};

static int allocate_text(struct text *text, size_t bytes)
{
    text->byte = malloc(bytes > 0 ? bytes : 1);
    if (text->byte == NULL)
        return ENOMEM;
    text->bytes = bytes;
    return 0;
}

/* Words with Zipf's frequencies (the nth turns up about 1/n as often as the first, for the
 * magnitude of n is uniform), longer where rarer, of letters as frequent as in English: zlib takes
 * as long over it as over a book. Whole numbers alone: every machine makes the same text. */
static int make_text(struct text *text, size_t bytes)
{
    static const char alphabet[] = "eeeetttaaaooiinnssrrhhlldcumfpgw";
    int error = allocate_text(text, bytes);
    if (error != 0)
        return error;
    unsigned char *next = text->byte;
    unsigned char *end = next + bytes;
    for (uint64_t i = 0; next < end; i++) {
        uint64_t random = hash_mix(1, i);
        uint64_t magnitude = random % 10;
        uint64_t first = UINT64_C(1) << magnitude;
        uint64_t spelling = hash_mix(0, first + (random >> 8) % first);
        for (uint64_t left = 3 + magnitude / 2; left > 0 && next < end; left--) {
            *next++ = (unsigned char)alphabet[spelling % 32];
            spelling /= 32;
        }
        if (next < end)
            *next++ = random >> 60 == 0 ? '\n' : ' ';
    }
    return 0;
}

/* Reads, does not map: if a mapped file is cut short, an item gets SIGBUS. */
static int read_text(struct text *text, int fd, const char **reason)
{
    struct stat status;
    if (fstat(fd, &status) < 0)
        return errno;
    if (S_ISDIR(status.st_mode))
        return EISDIR;
    if (!S_ISREG(status.st_mode)) {
        *reason = "it is not a regular file, and exec'd workers must read it again";
        return EINVAL;
    }
    if (status.st_size == 0) {
        *reason = "it is empty";
        return ENODATA;
    }
    int error = allocate_text(text, (size_t)status.st_size);
    if (error != 0)
        return error;
    error = read_whole(fd, text->byte, text->bytes);
    if (error == ENODATA || error == EBADMSG)
        *reason = "it ends before its size says";
    return error;
}

static int load_text(struct text *text, const char *path, struct error *error)
{
    const char *reason = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO would wait for a writer */
    int code = fd < 0 ? errno : read_text(text, fd, &reason);
    fd_close(&fd);
    if (code != 0)
        error_set(error, code, "file=%s: %s", path, reason != NULL ? reason : strerror(code));
    return code;
}

static int create(struct input *input, struct error *error)
{
    const char *path = input->values[FILE_NAME].text;
    size_t made_bytes = (size_t)input->values[ITEMS].number * BLOCK_BYTES;
    struct text *text = calloc(1, sizeof *text);
    if (text == NULL)
        return ENOMEM;
    input->data = text;
    int code = *path != '\0' ? load_text(text, path, error) : make_text(text, made_bytes);
    if (code != 0)
        return code;

    input->items = (text->bytes + BLOCK_BYTES - 1) / BLOCK_BYTES;
    size_t packed_bytes = sizeof(struct packed) + compressBound(BLOCK_BYTES) + FLUSH_BYTES;
    size_t alignment = _Alignof(struct packed);
    input->result_bytes = (packed_bytes + alignment - 1) / alignment * alignment;
    return 0;
}

static void digest(const struct input *input, char *name, size_t name_bytes)
{
    const struct text *text = input->data;
    char hex[SHA256_DIGEST_STRING_LENGTH];
    SHA256Data(text->byte, text->bytes, hex);
    snprintf(name, name_bytes, "sha256:%s", hex);
}

static void destroy(struct input *input)
{
    struct text *text = input->data;
    if (text != NULL)
        free(text->byte);
    free(text);
}

static size_t block_bytes(const struct text *text, uint64_t index)
{
    size_t left = text->bytes - index * BLOCK_BYTES;
    return left < BLOCK_BYTES ? left : BLOCK_BYTES;
}

/* What zlib says, as an errno number. */
static int zlib_error(int status)
{
    return status == Z_MEM_ERROR ? ENOMEM : EIO;
}

static int item(const struct input *input, uint64_t index, void *result)
{
    const struct text *text = input->data;
    const unsigned char *block = text->byte + index * BLOCK_BYTES;
    struct packed *packed = result;
    bool last = index + 1 == input->items;
    int level = (int)input->values[LEVEL].number;

    z_stream stream = { 0 };
    int status = deflateInit2(&stream, level, Z_DEFLATED, RAW, MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    if (status != Z_OK)
        return zlib_error(status);
    if (index > 0)
        status = deflateSetDictionary(&stream, block - DICTIONARY_BYTES, DICTIONARY_BYTES);
    stream.next_in = block;
    stream.avail_in = (uInt)block_bytes(text, index);
    stream.next_out = packed->byte;
    stream.avail_out = (uInt)(input->result_bytes - sizeof *packed);
    if (status == Z_OK)
        status = deflate(&stream, last ? Z_FINISH : Z_SYNC_FLUSH);
    deflateEnd(&stream);
    /* With no room left, some of a flush could still be to come. */
    if (status != (last ? Z_STREAM_END : Z_OK) || stream.avail_out == 0)
        return zlib_error(status);

    packed->bytes = stream.total_out;
    memset(stream.next_out, 0, stream.avail_out);
    return 0;
}

/* One stream over all results, and room for a block and a byte too many. */
struct inflation {
    z_stream stream;
    unsigned char plain[BLOCK_BYTES + 1];
};

/* Inflates the next result, which must be used up and give the block and no byte more. */
static bool inflates_to_block(struct inflation *inflation, const struct input *input,
                              uint64_t index, const struct packed *packed)
{
    const struct text *text = input->data;
    z_stream *stream = &inflation->stream;
    if (packed->bytes > input->result_bytes - sizeof *packed)
        return false;
    stream->next_in = packed->byte;
    stream->avail_in = (uInt)packed->bytes;
    stream->next_out = inflation->plain;
    stream->avail_out = sizeof inflation->plain;
    int status = inflate(stream, Z_SYNC_FLUSH);
    size_t bytes = sizeof inflation->plain - stream->avail_out;
    return status == (index + 1 == input->items ? Z_STREAM_END : Z_OK) && stream->avail_in == 0 &&
           bytes == block_bytes(text, index) &&
           memcmp(inflation->plain, text->byte + index * BLOCK_BYTES, bytes) == 0;
}

static enum answer check(const struct input *input, const void *results, char *text,
                         size_t text_bytes)
{
    const unsigned char *result = results;
    struct inflation inflation = { 0 };
    if (input->items == 0) {
        snprintf(text, text_bytes, "no items, no answer");
        return ANSWER_UNKNOWN;
    }
    if (inflateInit2(&inflation.stream, RAW) != Z_OK) {
        snprintf(text, text_bytes, "no memory to inflate the results");
        return ANSWER_UNKNOWN;
    }
    uint64_t right = 0;
    while (right < input->items &&
           inflates_to_block(&inflation, input, right, (const void *)result)) {
        result += input->result_bytes;
        right++;
    }
    inflateEnd(&inflation.stream);
    if (right < input->items) {
        snprintf(text, text_bytes, "block %" PRIu64 " of the stream does not inflate to the input",
                 right);
        return ANSWER_WRONG;
    }
    snprintf(text, text_bytes, "the stream of %" PRIu64 " blocks inflates to the input, by zlib %s",
             right, zlibVersion());
    return ANSWER_RIGHT;
}

const struct workload workload = {
    .abi = WORKLOAD_ABI,
    .summary = "zlib over the 64 KiB blocks of a file, one valid stream in all",
    .tunables = tunables,
    .create = create,
    .item = item,
    .check = check,
    .digest = digest,
    .destroy = destroy,
};
