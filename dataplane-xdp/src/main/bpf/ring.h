/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Hands frames, and copies of frames, to the node. */
#pragma once

#include "count.h"
#include "forward.h"

static __always_inline void describe(struct metadata *m, const struct packet *p, __u8 flags)
{
	m->arrived = bpf_ktime_get_ns();
	m->fib = FIB_NOT_ASKED;
	m->flags = flags | (p->version == 6 ? FLAG_IPV6 : 0) | (p->l3 != ETHERNET ? FLAG_VLAN : 0);
	m->l3_offset = p->l3;
	m->magic = METADATA_MAGIC;
}

/* The index of the socket that takes a packet; -1 if there is none for this queue: a frame redirected to it would be lost. */
static __always_inline int find_socket(struct xdp_md *ctx, __u32 slot, int quarantine)
{
	__u32 queue = ctx->rx_queue_index, at = slot * MAX_QUEUES + queue, index;
	struct socket_indices *indices;
	struct bpf_xdp_sock *socket;

	if (queue >= MAX_QUEUES)
		return -1;
	indices = bpf_map_lookup_elem(&sockets, &at);
	if (!indices)
		return -1;
	index = (quarantine ? indices->quarantine : indices->shared) - 1;
	socket = bpf_map_lookup_elem(&xsks, &index);
	return socket && socket->queue_id == queue ? (int)index : -1;
}

static __always_inline int to_ring(struct xdp_md *ctx, const struct settings *set, const struct packet *p, __u8 flags,
				   __u64 now, int *action)
{
	struct bpf_fib_lookup fib = {};
	struct metadata described = {};
	struct metadata *front;
	int index;

	if (p->frame_bytes > set->ring_bytes)
		return OVERSIZE;
	index = find_socket(ctx, p->slot, flags & FLAG_QUARANTINE);
	if (index < 0)
		return NO_SOCKET;
	describe(&described, p, flags);
	if (forwardable(p) == WHOLE) {
		described.fib = route(ctx, p, &fib, now);
		if (described.fib == BPF_FIB_LKUP_RET_SUCCESS) {
			described.egress = fib.ifindex;
			__builtin_memcpy(described.destination, fib.dmac, sizeof(fib.dmac));
			__builtin_memcpy(described.source, fib.smac, sizeof(fib.smac));
		}
	}
	if (bpf_xdp_adjust_meta(ctx, -(int)sizeof(*front)))
		return NO_METADATA;
	front = (void *)(long)ctx->data_meta;
	if ((void *)(front + 1) > (void *)(long)ctx->data)
		return NO_METADATA;
	*front = described;
	*action = bpf_redirect_map(&xsks, index, XDP_PASS);
	return TO_RING;
}

/* Copies 1 in so many; the packet itself goes on, and is not held up or lost with the node. */
static __always_inline void sample(struct xdp_md *ctx, const struct packet *p, __u32 every)
{
	struct sample *copy;
	__u32 bytes = p->frame_bytes;

	if (every == 0 || bpf_get_prandom_u32() % every != 0)
		return;
	copy = bpf_ringbuf_reserve(&samples, sizeof(*copy), 0);
	if (!copy) {
		count(SAMPLE_LOST, p->frame_bytes);
		return;
	}
	__builtin_memset(&copy->metadata, 0, sizeof(copy->metadata));
	describe(&copy->metadata, p, FLAG_SAMPLE);
	copy->ingress = ctx->ingress_ifindex;
	copy->every = every;
	if (bytes > SAMPLE_BYTES)
		bytes = SAMPLE_BYTES;
	copy->frame_bytes = p->frame_bytes;
	copy->bytes = bytes;
	if (bytes == 0 || bpf_xdp_load_bytes(ctx, 0, copy->frame, bytes)) {
		bpf_ringbuf_discard(copy, 0);
		return;
	}
	bpf_ringbuf_submit(copy, 0);
	count(SAMPLED, p->frame_bytes);
}
