/* SPDX-License-Identifier: MIT */
/* datagram_token: the step of the next chunk is a token in a pair of datagram sockets. */
#include "tokens.h"

TOKEN_SOCKETS("datagram", SOCK_DGRAM)
