/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the node's filters say of a packet: the longest prefix, then the exact port, the protocol, or anything. It takes two
 * look-ups at most.
 */
#pragma once

#include "packet.h"

static __always_inline struct destination *find_ipv4(__be32 address)
{
	struct prefix4 key = {.length = 32, .address = address};
	__u32 zero = 0;
	void *trie = bpf_map_lookup_elem(&prefixes4, &zero);

	return trie ? bpf_map_lookup_elem(trie, &key) : 0;
}

static __always_inline struct destination *find_ipv6(const __be32 *address)
{
	struct prefix6 key = {.length = 128};
	__u32 zero = 0;
	void *trie = bpf_map_lookup_elem(&prefixes6, &zero);

	__builtin_memcpy(key.address, address, sizeof(key.address));
	return trie ? bpf_map_lookup_elem(trie, &key) : 0;
}

/* enum want, and above it 1 in how many. */
static __always_inline __u32 wanted(const struct packet *p)
{
	struct destination *to = p->version == 4 ? find_ipv4(p->key.destination[0]) : find_ipv6(p->key.destination);
	__u8 protocol = p->key.protocol;
	struct rule rule = {};
	__u32 kind, *want;

	if (!to)
		return NOTHING;
	kind = protocol == UDP ? RULES_BY_UDP_PORT : protocol == TCP ? RULES_BY_TCP_PORT : RULES_BY_PROTOCOL;
	if (to->kinds & kind) {
		rule.table = to->table;
		rule.protocol = protocol;
		rule.port = p->key.destination_port;
		want = bpf_map_lookup_elem(&rules, &rule);
		if (want)
			return *want;
	}
	return protocol == UDP ? to->udp : protocol == TCP ? to->tcp : to->other;
}
