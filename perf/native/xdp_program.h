/* The plane's XDP program: loaded, told of filters and interfaces, attached. */
#pragma once

#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "layout.h"

__attribute__((noreturn, format(printf, 1, 2))) static void fail(const char *format, ...);

/* All that is needed of libbpf.so.1, whose headers need not be there. */
struct bpf_object;
struct bpf_program;
struct bpf_object *bpf_object__open_file(const char *path, const void *options);
int bpf_object__load(struct bpf_object *object);
int bpf_object__find_map_fd_by_name(const struct bpf_object *object, const char *name);
struct bpf_program *bpf_object__find_program_by_name(const struct bpf_object *object, const char *name);
int bpf_program__fd(const struct bpf_program *program);

static int bpf(int command, union bpf_attr *attributes, const char *what)
{
	int result = syscall(SYS_bpf, command, attributes, sizeof(*attributes));

	if (result < 0)
		fail("%s: %s", what, strerror(errno));
	return result;
}

static int map(struct bpf_object *object, const char *name)
{
	int fd = bpf_object__find_map_fd_by_name(object, name);

	if (fd < 0)
		fail("the XDP program has no map %s", name);
	return fd;
}

static void update(int fd, const void *key, const void *value, const char *what)
{
	union bpf_attr attributes = {.map_fd = fd, .key = (uintptr_t)key, .value = (uintptr_t)value};

	bpf(BPF_MAP_UPDATE_ELEM, &attributes, what);
}

/* One prefix, which holds all addresses of a family: everything goes to the ring. */
static void want_all(struct bpf_object *object, const char *outer, size_t key_bytes)
{
	const struct destination all = {.udp = RING, .tcp = RING, .other = RING};
	const unsigned char key[sizeof(struct prefix6)] = {0};
	const uint32_t zero = 0;
	union bpf_attr attributes = {.map_type = BPF_MAP_TYPE_LPM_TRIE, .key_size = key_bytes,
				     .value_size = sizeof(all), .max_entries = 1, .map_flags = BPF_F_NO_PREALLOC};
	int trie = bpf(BPF_MAP_CREATE, &attributes, "trie of prefixes");

	update(trie, key, &all, "trie of prefixes");
	update(map(object, outer), &zero, &trie, outer);
	close(trie);
}

static void read_address(const char *name, unsigned char *address, size_t length)
{
	struct ifreq request = {0};
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	strncpy(request.ifr_name, name, IFNAMSIZ - 1);
	if (fd < 0 || ioctl(fd, SIOCGIFHWADDR, &request) < 0)
		fail("address of %s: %s", name, strerror(errno));
	close(fd);
	memcpy(address, request.ifr_hwaddr.sa_data, length);
}

/* Has the program decide on an interface; its slot. */
static uint32_t add_interface(struct bpf_object *object, const char *name, int ifindex)
{
	static bool taken[INTERFACE_SLOTS];
	struct interface in = {.ifindex = ifindex, .receive = 1};

	read_address(name, in.address, sizeof(in.address));
	for (uint32_t i = 0; i < INTERFACE_PROBES; i++) {
		uint32_t slot = (ifindex + i) % INTERFACE_SLOTS;

		if (!taken[slot]) {
			taken[slot] = true;
			update(map(object, "interfaces"), &slot, &in, "interfaces");
			return slot;
		}
	}
	fail("no place for interface %s", name);
}

static void attach(struct bpf_object *object, const char *name, int ifindex, bool generic)
{
	union bpf_attr attributes = {0};

	attributes.link_create.prog_fd = bpf_program__fd(bpf_object__find_program_by_name(object, "netserv"));
	attributes.link_create.target_ifindex = ifindex;
	attributes.link_create.attach_type = BPF_XDP;
	attributes.link_create.flags = generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
	bpf(BPF_LINK_CREATE, &attributes, name); /* held until the end of the process */
}
