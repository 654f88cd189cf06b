/* SPDX-License-Identifier: MIT */
/* Is a sanitizer at work? It reserves memory beyond any limit and has malloc to itself; that of
 * threads runs a thread of its own. */
#ifndef FORKSCALE_KIT_SANITIZER_H
#define FORKSCALE_KIT_SANITIZER_H

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define IS_SANITIZED 1
#endif
#endif

#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

#if defined(__SANITIZE_THREAD__)
#define HAS_SANITIZER_THREAD 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HAS_SANITIZER_THREAD 1
#endif
#endif

#ifndef HAS_SANITIZER_THREAD
#define HAS_SANITIZER_THREAD 0
#endif

#endif
