/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* The node's interfaces. */
#pragma once

#include "maps.h"

/* The slot of an interface, or -1 if it is not the node's. Not inlined, so that the verifier looks at it once. */
__attribute__((noinline)) int find_slot(__u32 ifindex)
{
	for (int i = 0; i < INTERFACE_PROBES; i++) {
		__u32 slot = (ifindex + i) % INTERFACE_SLOTS;
		struct interface *found = bpf_map_lookup_elem(&interfaces, &slot);

		if (found && found->ifindex == ifindex)
			return slot;
	}
	return -1;
}
