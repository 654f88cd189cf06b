/* SPDX-License-Identifier: MIT */
/* Idea:   compress a file as pigz does: in blocks of 64 KiB, each compressed by itself, but primed
 *         with the 32 KiB before it, and ended on a whole byte. So the results, concatenated, are one
 *         valid raw deflate stream.
 *
 * Costs:  some milliseconds per block, depending on the data: zlib searches long where text nearly
 *         repeats. Results are large, which shows the cost of returning them, and zlib allocates
 *         256 KiB per item, so threads contend in malloc.
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
    unsigned char byte[];
};

struct packed {
    uint64_t bytes; /* in use; the rest is zero */
    unsigned char byte[];
};

/* Allocates the text, which destroy frees. */
static int allocate_text(struct input *input, size_t bytes)
{
    struct text *text = malloc(sizeof *text + bytes);
    if (text == NULL)
        return ENOMEM;
    text->bytes = bytes;
    input->data = text;
    return 0;
}

/* Makes a text of words with Zipf's frequencies (the nth is about 1/n as frequent as the first,
 * because the magnitude of n is uniform), longer where rarer, of letters as frequent as in English:
 * zlib takes as long for it as for a book. Integers only: every machine makes the same text. */
static int make_text(struct input *input, size_t bytes)
{
    static const char alphabet[] = "eeeetttaaaooiinnssrrhhlldcumfpgw";
    int error = allocate_text(input, bytes);
    if (error != 0)
        return error;
    struct text *text = input->data;
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

/* Reads the file instead of mapping it: if a mapped file is truncated, an item gets SIGBUS. */
static int read_text(struct input *input, int fd, const char **reason)
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
    int error = allocate_text(input, (size_t)status.st_size);
    if (error != 0)
        return error;
    struct text *text = input->data;
    error = read_whole(fd, text->byte, text->bytes);
    if (error == ENODATA || error == EBADMSG)
        *reason = "it ends before its size says";
    return error;
}

static int load_text(struct input *input, const char *path, struct error *error)
{
    const char *reason = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a FIFO would wait for a writer */
    int code = fd < 0 ? errno : read_text(input, fd, &reason);
    fd_close(&fd);
    if (code != 0)
        error_set(error, code, "file=%s: %s", path, reason != NULL ? reason : strerror(code));
    return code;
}

static int create(struct input *input, struct error *error)
{
    const char *path = input->values[FILE_NAME].text;
    size_t made_bytes = (size_t)input->values[ITEMS].number * BLOCK_BYTES;
    int code = *path != '\0' ? load_text(input, path, error) : make_text(input, made_bytes);
    if (code != 0)
        return code;

    const struct text *text = input->data;
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
    free(input->data);
}

static size_t block_bytes(const struct text *text, uint64_t index)
{
    size_t left = text->bytes - index * BLOCK_BYTES;
    return left < BLOCK_BYTES ? left : BLOCK_BYTES;
}

/* The errno number for a status of zlib. */
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
    /* With no room left, part of the flush could be missing. */
    if (status != (last ? Z_STREAM_END : Z_OK) || stream.avail_out == 0)
        return zlib_error(status);

    packed->bytes = stream.total_out;
    memset(stream.next_out, 0, stream.avail_out);
    return 0;
}

/* One stream over all results, and room for a block and one byte more. */
struct inflation {
    z_stream stream;
    unsigned char plain[BLOCK_BYTES + 1];
};

/* Inflates the next result. It must be consumed and give exactly the block. */
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
    .is_on_request = true,
    .create = create,
    .item = item,
    .check = check,
    .digest = digest,
    .destroy = destroy,
};
