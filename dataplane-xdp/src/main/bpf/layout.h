/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* What the XDP program shares with the node: keys and values of its maps, and what lies in front of frames. Repeated in
 * org.netserv.dataplane.xdp.kernel.
 */
#pragma once

#include <linux/types.h>

#define INTERFACE_SLOTS 512
#define INTERFACE_PROBES 8       /* slots that an interface may be in, from its index on */
#define MAX_QUEUES 256           /* of an interface: others' packets go to the stack */
#define MAX_SOCKETS 1024
#define MAX_RULES (1 << 18)      /* of the filters in use and of those that take their place, together */
#define MAX_FLOWS (1 << 16)
#define MAX_OWNERS 1024
#define MAX_NEIGHBOURS 4096
#define RECENT_NEIGHBOURS 64
#define SAMPLE_RING (1 << 20)
#define SAMPLE_BYTES 2000        /* of a frame, in a sample */

/* What becomes of a frame: each is counted under exactly one. From SAMPLED on: what happens to it besides. */
enum outcome {
	STALE,            /* passed: no heartbeat of the node, or an old one */
	NO_INTERFACE,     /* passed: not an interface of the node's */
	NOT_IP,           /* passed: ARP and the like */
	VLAN_NESTED,      /* passed: more than one VLAN tag */
	OTHER_HOST,       /* passed: not sent to this interface's address; broadcast and multicast, too */
	MALFORMED,        /* passed: as PacketParser has it */
	FRAGMENT,         /* passed */
	BAD_CHECKSUM,     /* passed: of the IPv4 header; the stack drops it */
	OVERSIZE,         /* passed: in several buffers, or wanted and longer than a ring's frames */
	SIGNALING,        /* passed: UDP to port 270 */
	NO_SOCKET,        /* passed: wanted, and no socket for its queue */
	NO_METADATA,      /* passed: wanted, and the driver leaves no room for metadata */
	TO_RING,          /* handed to a socket */
	FLOW_DROPPED,     /* dropped: a module has decided on its flow */
	FORWARDED,        /* sent on from here */
	NOT_WANTED,       /* passed: no module wants it, and the interface's fast path is the stack */
	VLAN,             /* passed from here on: on its way to being forwarded. It has a VLAN tag */
	TTL,              /* it ends here */
	OPTIONS,          /* IPv4 options, or an IPv6 hop-by-hop header */
	SCOPE,            /* an address that is not to be forwarded from or to */
	NO_NEIGHBOUR,     /* the next hop's address is not known yet */
	MTU,              /* too long for the link */
	NOT_FORWARDED,    /* for this host, or the route says no */
	HAIRPIN,          /* leaves where it came in: the stack tells the sender of a better way */
	NO_TRANSMIT,      /* leaves by an interface that does not take frames from XDP, or is not the node's */

	SAMPLED,          /* a copy is in the ring of samples */
	SAMPLE_LOST,      /* a copy was due, and the ring was full */
	FLOW_ACCEPTED,    /* a module has decided on its flow */
	FLOW_EXPIRED,     /* its flow had been idle for too long: it is the module's again */
	OUTCOMES
};

struct settings {
	__u64 heartbeat_limit;   /* ns: an older heartbeat is none */
	__u32 ring_bytes;        /* longest frame that a ring takes */
	__u32 signaling;         /* what happens to UDP 270: NOTHING, or RING */
};

/* In a slot of its own: hash tables cost more than all the rest that is done with it. */
struct interface {
	__u32 ifindex;           /* 0: the slot is free */
	__u8 address[6];
	__u8 receive;            /* frames that come in there are decided on */
	__u8 forward;            /* fast path: 1 forwards here, 0 passes to the stack */
};

/* Indices in xsks, plus 1; 0: none. By slot * MAX_QUEUES + queue. */
struct socket_indices {
	__u32 shared;
	__u32 quarantine;
};

/* What packets of a prefix meet, and of a rule below it: the lower 8 bits say what, the rest 1 in how many. */
enum want {
	NOTHING,
	RING,
	QUARANTINE,
	SAMPLE,
};

#define RULES_BY_UDP_PORT 1
#define RULES_BY_TCP_PORT 2
#define RULES_BY_PROTOCOL 4 /* of other protocols */

struct prefix4 {
	__u32 length;
	__be32 address;
};

struct prefix6 {
	__u32 length;
	__be32 address[4];
};

/* What a prefix leads to. Numbers of tables are never used twice, so that whoever has found one in a trie that has just been
 * replaced finds its rules, and no other's.
 */
struct destination {
	__u32 table;
	__u32 kinds;             /* which kinds of rules the table has */
	__u32 udp;               /* want of what no rule of a port selects */
	__u32 tcp;
	__u32 other;             /* want of other protocols that no rule selects */
};

/* Of UDP and TCP for one port, of others for the protocol, whose port is 0. */
struct rule {
	__u32 table;
	__be16 port;
	__u8 protocol;
	__u8 unused;
};

/* A key as short as its family allows is found in less time. */
struct flow4_key {
	__be32 source;
	__be32 destination;
	__be16 source_port;
	__be16 destination_port;
	__u8 protocol;
	__u8 unused[3];
};

struct flow6_key {
	__be32 source[4];
	__be32 destination[4];
	__be16 source_port;
	__be16 destination_port;
	__u8 protocol;
	__u8 unused[3];
};

/* Small, for the sake of the cache. Times are in ticks of 2^20 ns, about a millisecond, and may wrap. */
struct flow {
	__u32 used;
	__u32 idle;              /* without a packet for longer ends it */
	__u32 epoch;             /* of the owner when it was made: another ends it */
	__u16 owner;
	__u16 drop;
};

#define TICK_SHIFT 20

struct count {
	__u64 packets;
	__u64 bytes;
};

struct owner_count {
	struct count accepted;
	struct count dropped;
};

struct neighbour {
	__u32 ifindex;
	__u32 family;
	__be32 address[4];
};

/* The neighbour that this CPU has noted last, of those with the same last bits. */
struct recent_neighbour {
	struct neighbour key;
	__u64 noted;
};

/* In front of each frame in a ring, and of each sample. FrameMetadata has the offsets. */
struct metadata {
	__u64 arrived;           /* ns, CLOCK_MONOTONIC */
	__u32 egress;            /* 0: goes by the stack */
	__u8 fib;                /* BPF_FIB_LKUP_RET_*, or FIB_NOT_ASKED */
	__u8 flags;
	__u16 l3_offset;
	__u8 destination[6];     /* MAC addresses that it is to have at the egress */
	__u8 source[6];
	__u32 magic;
};

#define FIB_NOT_ASKED 255
#define FLAG_VLAN 1
#define FLAG_IPV6 2
#define FLAG_SAMPLE 4
#define FLAG_SIGNALING 8
#define FLAG_QUARANTINE 16
#define METADATA_MAGIC 0x4e657453

struct sample {
	struct metadata metadata;
	__u32 frame_bytes;
	__u32 bytes;             /* how many of them follow */
	__u32 ingress;
	__u32 every;             /* it is 1 in so many */
	__u8 frame[SAMPLE_BYTES];
};

_Static_assert(sizeof(struct metadata) == 32, "the rings' other side has these offsets");
_Static_assert(sizeof(struct flow4_key) == 16 && sizeof(struct flow6_key) == 40 && sizeof(struct flow) == 16,
	       "no hidden bytes in keys and values");
