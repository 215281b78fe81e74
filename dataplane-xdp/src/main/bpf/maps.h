/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Maps of the XDP program. */
#pragma once

#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include "layout.h"

#define MAP(name, map_type, key_type, value_type, count, flags) \
	struct {                                                \
		__uint(type, BPF_MAP_TYPE_##map_type);          \
		__uint(map_flags, flags);                       \
		__uint(max_entries, count);                     \
		__type(key, key_type);                          \
		__type(value, value_type);                      \
	} name SEC(".maps")

MAP(settings, ARRAY, __u32, struct settings, 1, BPF_F_MMAPABLE);
MAP(heartbeat, ARRAY, __u32, __u64, 1, BPF_F_MMAPABLE);
MAP(counts, PERCPU_ARRAY, __u32, struct count, OUTCOMES, 0);
MAP(interfaces, ARRAY, __u32, struct interface, INTERFACE_SLOTS, 0);
MAP(devices, DEVMAP, __u32, __u32, INTERFACE_SLOTS, 0); /* by slot: those that take frames from XDP */
MAP(sockets, ARRAY, __u32, struct socket_indices, INTERFACE_SLOTS * MAX_QUEUES, 0);
MAP(xsks, XSKMAP, __u32, __u32, MAX_SOCKETS, 0);
MAP(rules, HASH, struct rule, __u32, MAX_RULES, BPF_F_NO_PREALLOC);
MAP(flows4, LRU_HASH, struct flow4_key, struct flow, MAX_FLOWS, 0);
MAP(flows6, LRU_HASH, struct flow6_key, struct flow, MAX_FLOWS, 0);
MAP(owners, ARRAY, __u32, __u32, MAX_OWNERS, BPF_F_MMAPABLE); /* the epoch of each */
MAP(owner_counts, PERCPU_ARRAY, __u32, struct owner_count, MAX_OWNERS, 0);
MAP(neighbours, LRU_HASH, struct neighbour, __u64, MAX_NEIGHBOURS, 0); /* ns when a frame was last sent to it, about */
MAP(recent_neighbours, PERCPU_ARRAY, __u32, struct recent_neighbour, RECENT_NEIGHBOURS, 0);

struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, SAMPLE_RING);
} samples SEC(".maps");

/* The trie in use, of IPv4 and of IPv6; none when no module wants anything. Another takes its place in one store. */
#define TRIE(name, prefix)                                              \
	struct {                                                        \
		__uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);               \
		__uint(max_entries, 1);                                 \
		__type(key, __u32);                                     \
		__array(values, struct {                                \
			__uint(type, BPF_MAP_TYPE_LPM_TRIE);            \
			__uint(map_flags, BPF_F_NO_PREALLOC);           \
			__uint(max_entries, 1);                         \
			__uint(key_size, sizeof(prefix));               \
			__uint(value_size, sizeof(struct destination)); \
		});                                                     \
	} name SEC(".maps")

TRIE(prefixes4, struct prefix4);
TRIE(prefixes6, struct prefix6);
