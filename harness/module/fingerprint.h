/* SPDX-License-Identifier: MIT */
/* Which build of a module a file is. */
#ifndef FORKSCALE_MODULE_FINGERPRINT_H
#define FORKSCALE_MODULE_FINGERPRINT_H

#define FINGERPRINT_BYTES 17

/* Sets `text` to 16 hexadecimal digits that two files share if they load the same code and data.
 * Debugging information, the build id, which depends on it, and with them the folder in which the
 * file was built, do not count. Of a file that is not an ELF object of this machine's word size,
 * all bytes count. It recognises files, and is no protection against forgery. Returns 0, or an
 * errno number of reading the file. */
int module_fingerprint(const char *path, char text[static FINGERPRINT_BYTES]);

#endif
