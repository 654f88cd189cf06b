/* SPDX-License-Identifier: MIT */
/* Files and folders under a temporary name, as PREFIX and six letters: what is written there becomes
 * visible at once, by a rename. A process that is killed meanwhile leaves them to the next one that
 * writes into the same folder: they are locked while their maker lives. */
#ifndef FORKSCALE_RECORD_LEFTOVER_H
#define FORKSCALE_RECORD_LEFTOVER_H

/* In every temporary name, so that it cannot be that of a file of the user. */
#define LEFTOVER_MARK "forkscale-"

/* Makes the file or the folder, whose name ends in LEFTOVER_MARK "XXXXXX", as mkstemp and mkdtemp do,
 * and locks it. Returns its descriptor, of a folder for reading; or −1 with errno set. */
int leftover_make_file(char *path);
int leftover_make_folder(char *path);

/* Removes from the folder what killed processes have left: what is named PREFIX and six letters, is
 * this user's, and is not locked. Of a folder it removes the files whose name begins with `stem`; one
 * with other files stays. What cannot be removed stays. */
void leftover_remove(const char *folder, const char *prefix, const char *stem);

#endif
