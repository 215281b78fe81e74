/* Flows that a module has decided on, so that it need not see the rest of them. */
#pragma once

#include "count.h"
#include "packet.h"

static __always_inline void count_flow(struct flow *flow, __u32 bytes)
{
	__u32 owner = flow->owner;
	struct owner_count *counted = bpf_map_lookup_elem(&owner_counts, &owner);

	__sync_fetch_and_add(&flow->packets, 1);
	__sync_fetch_and_add(&flow->bytes, bytes);
	if (counted) {
		struct count *kind = flow->drop ? &counted->dropped : &counted->accepted;

		kind->packets++;
		kind->bytes += bytes;
	}
}

/* FLOW_DROPPED, FLOW_ACCEPTED, or WHOLE if the packet is the module's. */
static __always_inline int decided(const struct packet *p, __u64 now)
{
	struct flow *flow = bpf_map_lookup_elem(&flows, &p->key);
	__u32 owner;
	__u64 *epoch;

	if (!flow)
		return WHOLE;
	owner = flow->owner;
	epoch = bpf_map_lookup_elem(&owners, &owner);
	/* A revoked flow counts for nothing, until the node has removed it. */
	if (!epoch || *epoch != flow->epoch)
		return WHOLE;
	if ((__s64)(now - flow->used) > (__s64)flow->idle) {
		bpf_map_delete_elem(&flows, &p->key);
		count(FLOW_EXPIRED, p->frame_bytes);
		return WHOLE;
	}
	if (flow->used != now)
		flow->used = now;
	count_flow(flow, p->frame_bytes);
	if (flow->drop)
		return FLOW_DROPPED;
	count(FLOW_ACCEPTED, p->frame_bytes);
	return FLOW_ACCEPTED;
}
