/* SPDX-License-Identifier: MIT */
/* packet_token: the step of the next chunk is a token in a pair of packet sockets. */
#include "tokens.h"

TOKEN_SOCKETS("packet", SOCK_SEQPACKET)
