/* The rings of an AF_XDP socket. Source: net/xdp/xsk_queue.h. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* One side of a ring that is shared with the kernel. ours and theirs are what we know of the two positions.
 *
 *   producer   (A) acquire the kernel's consumer position, write entries, (B) release ours
 *   consumer   (C) acquire the kernel's producer position, read entries, (D) release ours
 *
 * (A) pairs with the kernel's release after reading: no slot is written that it still reads. (B) pairs with its acquire:
 * it reads no slot before it is written. (C) and (D) are the same with the sides changed.
 */
struct ring {
	uint32_t *producer;
	uint32_t *consumer;
	uint32_t *flags;
	void *entries;
	uint32_t size;
	uint32_t ours;
	uint32_t theirs;
};

static inline uint32_t load_acquire(const uint32_t *at)
{
	return __atomic_load_n(at, __ATOMIC_ACQUIRE);
}

static inline void store_release(uint32_t *at, uint32_t value)
{
	__atomic_store_n(at, value, __ATOMIC_RELEASE);
}

/* How many entries there are to read, up to a limit. */
static inline uint32_t peek(struct ring *r, uint32_t limit)
{
	if (r->theirs == r->ours)
		r->theirs = load_acquire(r->producer); /* (C) */
	return r->theirs - r->ours < limit ? r->theirs - r->ours : limit;
}

static inline void release(struct ring *r, uint32_t count)
{
	r->ours += count;
	store_release(r->consumer, r->ours); /* (D) */
}

/* Whether there is room for one more entry. */
static inline bool has_room(struct ring *r)
{
	if (r->ours - r->theirs == r->size)
		r->theirs = load_acquire(r->consumer); /* (A) */
	return r->ours - r->theirs < r->size;
}

static inline void commit(struct ring *r)
{
	if (*r->producer != r->ours)
		store_release(r->producer, r->ours); /* (B) */
}
