/* What the node's filters say of a packet: the longest prefix, then the exact port, the protocol, or anything. */
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
	struct destination *to = p->version == 4 ? find_ipv4(p->key.destination[3]) : find_ipv6(p->key.destination);
	struct rule rule = {};
	__u32 *want;

	if (!to)
		return NOTHING;
	rule.table = to->table;
	rule.protocol = p->key.protocol;
	if (to->kinds & RULES_BY_PORT && (rule.protocol == UDP || rule.protocol == TCP)) {
		rule.port = p->key.destination_port;
		want = bpf_map_lookup_elem(&rules, &rule);
		if (want)
			return *want;
	}
	if (to->kinds & RULES_BY_PROTOCOL) {
		rule.port = 0;
		rule.any_port = 1;
		want = bpf_map_lookup_elem(&rules, &rule);
		if (want)
			return *want;
	}
	return to->anything;
}
