/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Every frame, by what becomes of it. */
#pragma once

#include "maps.h"

static __always_inline void count(__u32 outcome, __u32 bytes)
{
	struct count *counted = bpf_map_lookup_elem(&counts, &outcome);

	if (counted) {
		counted->packets++;
		counted->bytes += bytes;
	}
}
