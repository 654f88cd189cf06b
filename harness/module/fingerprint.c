/* SPDX-License-Identifier: MIT */
/* Which build of a module a file is: a hash of what it loads. */
#include "module/fingerprint.h"
#include "kit/io.h"
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <link.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#if __SIZEOF_POINTER__ == 8
#define CLASS ELFCLASS64
#else
#define CLASS ELFCLASS32
#endif

/* The file in memory. */
struct image {
    unsigned char *bytes;
    size_t size;
};

/* FNV-1a, 64 bits (Fowler, Noll & Vo). */
static uint64_t hash(uint64_t sum, const unsigned char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
    return sum;
}

/* Copies a header at `offset`, which may be misaligned. False if it is not all in the file. */
static bool get(const struct image *image, uint64_t offset, void *header, size_t bytes)
{
    if (offset > image->size || bytes > image->size - offset)
        return false;
    memcpy(header, image->bytes + offset, bytes);
    return true;
}

static bool get_program_header(const struct image *image, const ElfW(Ehdr) * file, unsigned index,
                               ElfW(Phdr) * header)
{
    return get(image, file->e_phoff + (uint64_t)index * file->e_phentsize, header, sizeof *header);
}

/* The end of the stretch from `at`, at most to `end`, in which no byte is skipped; or, if `at` is
 * in the file header or in a note, sets *skip to where that ends. The header has the place of the
 * section headers, which moves with the debugging information. */
static uint64_t find_end(const struct image *image, const ElfW(Ehdr) * file, uint64_t at,
                         uint64_t end, uint64_t *skip)
{
    *skip = at < file->e_ehsize ? file->e_ehsize : at;
    for (unsigned i = 0; i < file->e_phnum; i++) {
        ElfW(Phdr) note;
        if (!get_program_header(image, file, i, &note) || note.p_type != PT_NOTE)
            continue;
        if (note.p_offset <= at && at - note.p_offset < note.p_filesz)
            *skip = note.p_offset + note.p_filesz;
        else if (note.p_offset > at && note.p_offset < end)
            end = note.p_offset;
    }
    return end;
}

/* The bytes from `at` to `end` that count. */
static uint64_t hash_stretch(const struct image *image, const ElfW(Ehdr) * file, uint64_t at,
                             uint64_t end, uint64_t sum)
{
    while (at < end) {
        uint64_t skip;
        uint64_t stop = find_end(image, file, at, end, &skip);
        if (skip > at) {
            at = skip;
            continue;
        }
        sum = hash(sum, image->bytes + at, stop - at);
        at = stop;
    }
    return sum;
}

/* False if it is not an ELF object with loaded segments. */
static bool hash_segments(const struct image *image, uint64_t *sum)
{
    ElfW(Ehdr) file;
    bool is_loaded = false;
    if (!get(image, 0, &file, sizeof file) || memcmp(file.e_ident, ELFMAG, SELFMAG) != 0 ||
        file.e_ident[EI_CLASS] != CLASS || file.e_phentsize < sizeof(ElfW(Phdr)))
        return false;
    for (unsigned i = 0; i < file.e_phnum; i++) {
        ElfW(Phdr) segment;
        if (!get_program_header(image, &file, i, &segment))
            return false;
        if (segment.p_type != PT_LOAD)
            continue;
        if (segment.p_offset > image->size || segment.p_filesz > image->size - segment.p_offset)
            return false;
        is_loaded = true;
        *sum =
            hash_stretch(image, &file, segment.p_offset, segment.p_offset + segment.p_filesz, *sum);
    }
    return is_loaded;
}

/* Reads all of the file into new memory: what is mapped could be truncated while it is read. */
static int load(int fd, struct image *image)
{
    struct stat status;
    if (fstat(fd, &status) < 0)
        return errno;
    if (!S_ISREG(status.st_mode) || status.st_size <= 0)
        return EINVAL;
    image->size = (size_t)status.st_size;
    image->bytes = malloc(image->size);
    return image->bytes == NULL ? ENOMEM : read_whole(fd, image->bytes, image->size);
}

int module_fingerprint(const char *path, char text[static FINGERPRINT_BYTES])
{
    const uint64_t basis = UINT64_C(0xcbf29ce484222325);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno;
    struct image image = { .bytes = NULL };
    int error = load(fd, &image);
    close(fd);
    if (error == 0) {
        uint64_t sum = basis;
        if (!hash_segments(&image, &sum))
            sum = hash(basis, image.bytes, image.size);
        snprintf(text, FINGERPRINT_BYTES, "%016" PRIx64, sum);
    }
    free(image.bytes);
    return error;
}
