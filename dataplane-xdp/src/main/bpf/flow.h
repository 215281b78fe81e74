/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Flows that a module has decided on, so that it need not see the rest of them. */
#pragma once

#include "count.h"
#include "packet.h"

/* Bytes are those of the IP packet, as modules' counters have them. */
static __always_inline void count_flow(const struct flow *flow, __u32 bytes)
{
	__u32 owner = flow->owner;
	struct owner_count *counted = bpf_map_lookup_elem(&owner_counts, &owner);

	if (counted) {
		struct count *kind = flow->drop ? &counted->dropped : &counted->accepted;

		kind->packets++;
		kind->bytes += bytes;
	}
}

static __always_inline struct flow4_key key_ipv4(const struct packet *p)
{
	return (struct flow4_key){
		.source = p->key.source[0],
		.destination = p->key.destination[0],
		.source_port = p->key.source_port,
		.destination_port = p->key.destination_port,
		.protocol = p->key.protocol,
	};
}

static __always_inline struct flow *find_flow(const struct packet *p)
{
	if (p->version == 4) {
		struct flow4_key key = key_ipv4(p);

		return bpf_map_lookup_elem(&flows4, &key);
	}
	return bpf_map_lookup_elem(&flows6, &p->key);
}

static __always_inline void forget_flow(const struct packet *p)
{
	if (p->version == 4) {
		struct flow4_key key = key_ipv4(p);

		bpf_map_delete_elem(&flows4, &key);
	} else {
		bpf_map_delete_elem(&flows6, &p->key);
	}
}

/* FLOW_DROPPED, FLOW_ACCEPTED, or WHOLE if the packet is the module's. */
static __always_inline int decided(const struct packet *p, __u64 now)
{
	struct flow *flow = find_flow(p);
	__u32 tick = now >> TICK_SHIFT;
	__u32 owner, *epoch;

	if (!flow)
		return WHOLE;
	owner = flow->owner;
	epoch = bpf_map_lookup_elem(&owners, &owner);
	/* A revoked flow counts for nothing, until the node has removed it. */
	if (!epoch || *epoch != flow->epoch)
		return WHOLE;
	if ((__s32)(tick - flow->used) > (__s32)flow->idle) {
		forget_flow(p);
		count(FLOW_EXPIRED, p->frame_bytes);
		return WHOLE;
	}
	if (flow->used != tick)
		flow->used = tick;
	count_flow(flow, p->total);
	if (flow->drop)
		return FLOW_DROPPED;
	count(FLOW_ACCEPTED, p->frame_bytes);
	return FLOW_ACCEPTED;
}
