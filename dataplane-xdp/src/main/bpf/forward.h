/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Sends a packet on as the kernel would, or finds out why the kernel must do it itself. */
#pragma once

#include "interface.h"
#include "packet.h"

#define AF_INET 2
#define AF_INET6 10
#define NEIGHBOUR_NOTED 1000000000ULL /* ns: how exactly the node knows when a neighbour was used */

#define IPV4_TOP(address) (bpf_ntohl(address) >> 24)

static __always_inline int is_scope_ipv4(__be32 source, __be32 destination)
{
	__u32 from = IPV4_TOP(source), to = IPV4_TOP(destination);

	return from != 0 && from != 127 && from < 224 && to != 0 && to != 127 && to < 224;
}

/* Not multicast, link-local, unspecified, loopback, or any other in ::/96. */
static __always_inline int is_global_ipv6(const __be32 *address)
{
	if ((address[0] & bpf_htonl(0xff000000)) == bpf_htonl(0xff000000) ||
	    (address[0] & bpf_htonl(0xffc00000)) == bpf_htonl(0xfe800000))
		return 0;
	return address[0] || address[1] || address[2];
}

/* Whether what the headers say leaves the packet to a router's plain work: WHOLE, or why not. */
static __always_inline int forwardable(const struct packet *p)
{
	int scope;

	if (p->l3 != ETHERNET)
		return VLAN;
	if (p->hops <= 1)
		return TTL;
	if (p->options)
		return OPTIONS;
	scope = p->version == 4 ? is_scope_ipv4(p->key.source[0], p->key.destination[0])
				: is_global_ipv6(p->key.source) && is_global_ipv6(p->key.destination);
	return scope ? WHOLE : SCOPE;
}

/* Without branches: six of them would have the verifier look at all that follows several times. */
static __always_inline int is_same(const struct neighbour *one, const struct neighbour *other)
{
	return ((one->ifindex ^ other->ifindex) | (one->family ^ other->family) |
		(one->address[0] ^ other->address[0]) | (one->address[1] ^ other->address[1]) |
		(one->address[2] ^ other->address[2]) | (one->address[3] ^ other->address[3])) == 0;
}

/* The node asks the kernel to look whether neighbours that frames are sent to are still there: what XDP sends does not. Once a
 * second for each neighbour and CPU is enough to know.
 */
static __always_inline void note_neighbour(const struct bpf_fib_lookup *fib, __u64 now)
{
	struct neighbour key = {.ifindex = fib->ifindex, .family = fib->family};
	struct recent_neighbour *recent;
	__u32 last;

	key.address[0] = fib->family == AF_INET ? fib->ipv4_dst : fib->ipv6_dst[0];
	if (fib->family != AF_INET) {
		key.address[1] = fib->ipv6_dst[1];
		key.address[2] = fib->ipv6_dst[2];
		key.address[3] = fib->ipv6_dst[3];
	}
	last = bpf_ntohl(fib->family == AF_INET ? key.address[0] : key.address[3]) % RECENT_NEIGHBOURS;
	recent = bpf_map_lookup_elem(&recent_neighbours, &last);
	if (!recent || (now - recent->noted < NEIGHBOUR_NOTED && is_same(&recent->key, &key)))
		return;
	recent->key = key;
	recent->noted = now;
	bpf_map_update_elem(&neighbours, &key, &now, BPF_ANY);
}

/* Where the packet goes: BPF_FIB_LKUP_RET_*. */
static __always_inline int route(struct xdp_md *ctx, const struct packet *p, struct bpf_fib_lookup *fib, __u64 now)
{
	long result;

	fib->ifindex = ctx->ingress_ifindex;
	fib->l4_protocol = p->key.protocol;
	fib->sport = p->key.source_port;
	fib->dport = p->key.destination_port;
	fib->tot_len = p->total;
	if (p->version == 4) {
		fib->family = AF_INET;
		fib->tos = p->tos;
		fib->ipv4_src = p->key.source[0];
		fib->ipv4_dst = p->key.destination[0];
	} else {
		fib->family = AF_INET6;
		fib->flowinfo = p->flow;
		__builtin_memcpy(fib->ipv6_src, p->key.source, sizeof(fib->ipv6_src));
		__builtin_memcpy(fib->ipv6_dst, p->key.destination, sizeof(fib->ipv6_dst));
	}
	result = bpf_fib_lookup(ctx, fib, sizeof(*fib), 0);
	if (result == BPF_FIB_LKUP_RET_SUCCESS)
		note_neighbour(fib, now);
	return result < 0 ? BPF_FIB_LKUP_RET_NOT_FWDED : result;
}

static __always_inline int refusal(int result)
{
	switch (result) {
	case BPF_FIB_LKUP_RET_NO_NEIGH:
		return NO_NEIGHBOUR;
	case BPF_FIB_LKUP_RET_FRAG_NEEDED:
		return MTU;
	default:
		return NOT_FORWARDED;
	}
}

/* One hop less, and the checksum that goes with it, which is never 0xffff. RFC 1624. */
static __always_inline void take_hop(struct ipv4 *ip)
{
	__u32 sum = ip->checksum + bpf_htons(0x0100);

	ip->checksum = sum + (sum >= 0xffff);
	ip->ttl--;
}

/* New addresses and one hop less; false if the verifier could not see that there is room. */
static __always_inline int rewrite(struct xdp_md *ctx, const struct packet *p, const struct bpf_fib_lookup *fib)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethernet *ethernet = data;

	if (p->version == 4) {
		if (data + ETHERNET + IPV4_HEADER > end)
			return 0;
		take_hop(data + ETHERNET);
	} else {
		if (data + ETHERNET + IPV6_HEADER > end)
			return 0;
		((struct ipv6 *)(data + ETHERNET))->hop_limit--;
	}
	__builtin_memcpy(ethernet->destination, fib->dmac, sizeof(fib->dmac));
	__builtin_memcpy(ethernet->source, fib->smac, sizeof(fib->smac));
	return 1;
}

/* FORWARDED, with the action that the program is to return, or why the stack has to see to the unchanged packet. */
static __always_inline int forward(struct xdp_md *ctx, const struct packet *p, __u64 now, int *action)
{
	struct bpf_fib_lookup fib = {};
	int outcome = forwardable(p), result, slot;

	if (outcome != WHOLE)
		return outcome;
	result = route(ctx, p, &fib, now);
	if (result != BPF_FIB_LKUP_RET_SUCCESS)
		return refusal(result);
	if (fib.ifindex == ctx->ingress_ifindex)
		return HAIRPIN;
	slot = find_slot(fib.ifindex);
	/* The redirect only says where to, and whether that can be: until then nothing has changed. */
	if (slot < 0 || bpf_redirect_map(&devices, slot, XDP_PASS) != XDP_REDIRECT || !rewrite(ctx, p, &fib))
		return NO_TRANSMIT;
	*action = XDP_REDIRECT;
	return FORWARDED;
}
