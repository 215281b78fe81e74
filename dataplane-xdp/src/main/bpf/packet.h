/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/* Finds the headers of a packet, exactly as PacketParser of the node does: what that lets pass untouched ends here, too. */
#pragma once

#include <bpf/bpf_endian.h>
#include "maps.h"

#define ETHERNET 14
#define VLAN_TAG 4
#define IPV4_HEADER 20
#define IPV6_HEADER 40
#define UDP_HEADER 8
#define TCP_HEADER 20
#define MAX_EXTENSION_HEADERS 8

#define ETHERTYPE_IPV4 bpf_htons(0x0800)
#define ETHERTYPE_IPV6 bpf_htons(0x86dd)
#define ETHERTYPE_VLAN bpf_htons(0x8100)
#define ETHERTYPE_SERVICE_VLAN bpf_htons(0x88a8)

#define HOP_BY_HOP 0
#define TCP 6
#define UDP 17
#define ROUTING 43
#define FRAGMENT_HEADER 44
#define AUTHENTICATION 51
#define DESTINATION_OPTIONS 60

#define FRAGMENT_BITS bpf_htons(0x3fff) /* more fragments, and the offset */
#define MAPPED bpf_htonl(0xffff)

#define WHOLE OUTCOMES /* no outcome yet */

struct ethernet {
	__u8 destination[6];
	__u8 source[6];
	__be16 type;
};

struct ipv4 {
	__u8 version_length;
	__u8 tos;
	__be16 total_length;
	__be16 id;
	__be16 fragment;
	__u8 ttl;
	__u8 protocol;
	__be16 checksum;
	__be32 source;
	__be32 destination;
};

struct ipv6 {
	__be32 version_class_flow;
	__be16 payload_length;
	__u8 next_header;
	__u8 hop_limit;
	__be32 source[4];
	__be32 destination[4];
};

struct packet {
	struct flow6_key key;    /* of IPv4 addresses the first words count */
	__u32 slot;              /* of the interface that it came in by */
	__u32 frame_bytes;
	__u32 l3;                /* from the start of the frame */
	__u32 total;             /* bytes of the IP packet */
	__u8 version;
	__u8 hops;               /* TTL, or hop limit */
	__u8 tos;
	__u8 options;            /* whether there are any that routers look at */
	__be32 flow;             /* IPv6 traffic class and flow label */
};

/* UDP, TCP, or anything else, from the transport header on. */
static __always_inline int parse_transport(struct packet *p, void *l4, void *end, __u32 available)
{
	__be16 *words = l4;

	if (p->key.protocol == UDP) {
		if (available < UDP_HEADER || l4 + UDP_HEADER > end)
			return MALFORMED;
		if (bpf_ntohs(words[2]) != available)
			return MALFORMED;
	} else if (p->key.protocol == TCP) {
		__u32 length;

		if (available < TCP_HEADER || l4 + TCP_HEADER > end)
			return MALFORMED;
		length = (((__u8 *)l4)[12] & 0xf0) >> 2;
		if (length < TCP_HEADER || length > available)
			return MALFORMED;
	} else {
		return WHOLE;
	}
	p->key.source_port = words[0];
	p->key.destination_port = words[1];
	return WHOLE;
}

static __always_inline int is_checksum_right(struct ipv4 *ip, void *end, __u32 length)
{
	__be16 *words = (void *)ip;
	__u32 sum = 0;

	for (__u32 i = 0; i < IPV4_HEADER / 2; i++)
		sum += words[i];
	for (__u32 at = IPV4_HEADER; at < length && at < 60; at += 2) {
		__be16 *word = (void *)ip + at;

		/* The verifier wants to see exactly this comparison. */
		asm volatile("" : "+r"(word));
		if ((void *)(word + 1) > end)
			return 0;
		sum += *word;
	}
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

static __always_inline int parse_ipv4(struct packet *p, void *l3, void *end, __u32 available)
{
	struct ipv4 *ip = l3;
	__u32 length;
	int form;

	if (l3 + IPV4_HEADER > end || ip->version_length >> 4 != 4)
		return MALFORMED;
	length = (ip->version_length & 0xf) << 2;
	p->total = bpf_ntohs(ip->total_length);
	if (length < IPV4_HEADER || p->total < length || p->total > available)
		return MALFORMED;
	p->version = 4;
	p->hops = ip->ttl;
	p->tos = ip->tos;
	p->options = length > IPV4_HEADER;
	p->key.source[0] = ip->source;
	p->key.destination[0] = ip->destination;
	p->key.protocol = ip->protocol;
	if (ip->fragment & FRAGMENT_BITS)
		return FRAGMENT;
	form = parse_transport(p, l3 + length, end, p->total - length);
	if (form == WHOLE && !is_checksum_right(ip, end, length))
		return BAD_CHECKSUM;
	return form;
}

/* Whether an IPv6 address would be taken for an IPv4 address. */
static __always_inline int is_mapped(const __be32 *address)
{
	return address[0] == 0 && address[1] == 0 && address[2] == MAPPED;
}

static __always_inline int parse_ipv6(struct packet *p, void *l3, void *end, __u32 available)
{
	struct ipv6 *ip = l3;
	__u32 at = IPV6_HEADER;
	__u8 header;

	if (l3 + IPV6_HEADER > end || ((__u8 *)l3)[0] >> 4 != 6)
		return MALFORMED;
	p->total = IPV6_HEADER + bpf_ntohs(ip->payload_length);
	if (p->total > available)
		return MALFORMED;
	p->version = 6;
	p->hops = ip->hop_limit;
	p->flow = ip->version_class_flow & bpf_htonl(0x0fffffff);
	p->options = ip->next_header == HOP_BY_HOP;
	__builtin_memcpy(p->key.source, ip->source, sizeof(ip->source));
	__builtin_memcpy(p->key.destination, ip->destination, sizeof(ip->destination));
	if (is_mapped(ip->source) || is_mapped(ip->destination))
		return MALFORMED;
	header = ip->next_header;
	for (int i = 0; i <= MAX_EXTENSION_HEADERS; i++) {
		__u8 *bytes = l3 + at;

		if (header == FRAGMENT_HEADER)
			return FRAGMENT;
		if (header != HOP_BY_HOP && header != DESTINATION_OPTIONS && header != ROUTING &&
		    header != AUTHENTICATION) {
			p->key.protocol = header;
			return parse_transport(p, bytes, end, p->total - at);
		}
		if (p->total < at + 8 || (void *)(bytes + 8) > end)
			return MALFORMED;
		/* With segments left the checksum covers an address that is not in the IP header. */
		if (header == ROUTING && bytes[3] != 0)
			return MALFORMED;
		at += header == AUTHENTICATION ? (bytes[1] + 2) << 2 : (bytes[1] + 1) << 3;
		header = bytes[0];
		if (at > p->total)
			return MALFORMED;
	}
	return MALFORMED;
}
