/*
 * Intel 82596 LAN coprocessor: when a frame of an emulated network passes
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Deviates: the chip sits on a wire of 10 Mb/s, on which a full frame takes
 * 1.2 ms. Drivers count on it without a word: that they get round once while
 * one frame comes in is what keeps a ring of a few descriptors from running
 * over. An emulated network has no wire. Frames come as fast as the host
 * copies them, dozens at one instant; and a busy host may not run the guest
 * for a hundred times 1.2 ms. Drivers differ in how they tell that they have
 * got round: Linux clears RFDs and then acknowledges, NetBSD's and OpenBSD's
 * "ie" acknowledge and then look, others only look and never acknowledge.
 *
 * So this file is the wire. Frames for this station wait here, in order, and
 * this is the rule for the first of them while the RU is Ready:
 *
 *   1. It passes at once if the CPU has acknowledged all that came before, and
 *      there is room; so does what comes with it at the same instant.
 *   2. If not, it passes a frame's time after the one before, if there is
 *      room: the CPU has left that free, it has been there.
 *   3. Without room it waits for some. Room is what the CPU is done with: an
 *      RFD that does not say C, and RBDs for the frame that do not say F, or
 *      are of a frame that it has taken. The last RFD or RBD is room only if
 *      the CPU has taken the frame before, or has acknowledged; otherwise it
 *      is not running, and taking the last one would make an overrun of that.
 *      Too few RBDs are room, too, if the CPU has none to return: the chip has
 *      an error for that.
 *   4. When one has waited so for PATIENCE_NS, the driver does not mean to
 *      make room. Frames then pass by 2 without it, and the chip does what it
 *      does; until there is room again, and the driver is seen to look.
 *
 * In No Resources a frame waits until the RU has been in it for GRACE_NS, or
 * for as long since RNR was acknowledged: that is when a driver that is
 * running starts the RU. Then it is lost and counted, as all that come later.
 * In Suspended it is lost after a frame's time, in Idle at once.
 *
 * Whether the driver makes room is seen in memory, which makes no event: while
 * frames wait for it, a timer looks.
 *
 * Frames may pass while an event is pending, FR of another one or one of the
 * CU's, between the driver's last look and its acknowledgement; on a busy host,
 * or with a peer that replies at once, that is not as rare as on a wire. Such
 * an acknowledgement makes no room by 3. If they still lie there GRACE_NS after
 * the last, FR is set once more.
 *
 * What can wait is bounded. Beyond it a backend is refused that stops reading
 * then; one that does not, like a hub, loses the oldest, which are counted as
 * lost for lack of resources.
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "qemu/units.h"
#include "migration/vmstate.h"
#include "net/eth.h"
#include "system/replay.h"
#include "system/runstate.h"
#include "i82596_internal.h"
#include "trace.h"

/* The longest Ethernet frame with preamble and interframe space, at 10 Mb/s */
#define FRAME_LEN_MAX       (ETH_HLEN + ETH_MTU + ETH_FCS_LEN)
#define FRAME_NS            ((8 + FRAME_LEN_MAX + 12) * 800)

/* How often to look whether there is room */
#define LOOK_NS             (FRAME_NS / 2)

/* How long a host may well not run a guest that has work */
#define PATIENCE_NS         NANOSECONDS_PER_SECOND

/* In which a driver that runs answers RNR */
#define GRACE_NS            (8 * FRAME_NS)

/* Frames that one call passes */
#define PASS_BUDGET         64

/* Bytes that wait: at most, and from which on a backend is refused */
#define QUEUE_MAX           MiB
#define QUEUE_REFUSE        (64 * KiB)

#define QUEUE_HEAD          4   /* the length before each frame */

static int64_t i82596_pace_now(void)
{
    return qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
}

/*
 * The queue
 */

static uint32_t i82596_queue_first(const I82596Pace *p, const uint8_t **frame)
{
    *frame = p->frames + p->head + QUEUE_HEAD;
    return ldl_be_p(p->frames + p->head);
}

static void i82596_queue_pop(I82596Pace *p)
{
    uint32_t n = QUEUE_HEAD + ldl_be_p(p->frames + p->head);

    p->head += n;
    p->len -= n;
    if (!p->len) {
        p->head = 0;
    }
}

/* Bring all to the start of the buffer. */
static void i82596_queue_compact(I82596Pace *p)
{
    memmove(p->frames, p->frames + p->head, p->len);
    p->head = 0;
}

/* The caller has seen to it that there is space. */
static void i82596_queue_push(I82596Pace *p, const uint8_t *buf, uint32_t len)
{
    uint8_t *to;

    if (p->head + p->len + QUEUE_HEAD + len > QUEUE_MAX) {
        i82596_queue_compact(p);
    }
    to = p->frames + p->head + p->len;
    stl_be_p(to, len);
    memcpy(to + QUEUE_HEAD, buf, len);
    p->len += QUEUE_HEAD + len;
}

/*
 * The rule
 */

static bool i82596_pace_acknowledged(const I82596State *s)
{
    return !(s->events & (I82596_EV_FR | I82596_EV_RNR));
}

/* Acknowledged, and not without a look at what has come */
static bool i82596_pace_answered(const I82596State *s)
{
    return i82596_pace_acknowledged(s) && !s->pace.unseen;
}

/* Has the CPU looked since the frame before? After an RU start it had none. */
static bool i82596_pace_seen(I82596State *s)
{
    return i82596_pace_answered(s) ||
           (s->rfd_done != I82596_NIL && !i82596_rx_untaken(s));
}

/* Is that room enough to pass a frame, or will there never be more? */
static bool i82596_pace_room(I82596State *s, I82596Room room)
{
    if (s->rfd_done == I82596_NIL) {
        return true;            /* nothing is in use that could return */
    }
    switch (room) {
    case I82596_ROOM_SPARE:
        return true;
    case I82596_ROOM_LAST:
        return i82596_pace_seen(s);
    case I82596_ROOM_ENDED:
        return i82596_pace_answered(s);
    default:
        return false;
    }
}

/* RU Ready: when may the first frame pass? @fresh: rule 1 is in force. */
static int64_t i82596_pace_ready(I82596State *s, size_t len, bool fresh,
                                 int64_t now)
{
    I82596Room room = i82596_rx_room(s, len);
    I82596Pace *p = &s->pace;

    if (i82596_pace_room(s, room) &&
        (p->patience != I82596_TIRED || i82596_pace_seen(s))) {
        p->patience = I82596_PATIENT;
        if (fresh && (room == I82596_ROOM_SPARE || !i82596_rx_untaken(s))) {
            return now;
        }
        return p->last + FRAME_NS;
    }
    if (p->patience == I82596_PATIENT) {
        p->patience = I82596_WAITING;
        p->since = now;
    }
    if (p->patience == I82596_WAITING && now >= p->since + PATIENCE_NS) {
        p->patience = I82596_TIRED;
        trace_i82596_pace_tired(s->rfd, s->events);
    }
    return p->patience == I82596_TIRED ? p->last + FRAME_NS
                                       : p->since + PATIENCE_NS;
}

static int64_t i82596_pace_due(I82596State *s, size_t len, bool fresh,
                               int64_t now)
{
    if (s->ru_state == I82596_RU_READY) {
        return i82596_pace_ready(s, len, fresh, now);
    }
    if (s->pace.patience == I82596_WAITING) {
        s->pace.patience = I82596_PATIENT;
    }
    switch (s->ru_state) {
    case I82596_RU_NO_RESOURCES:
        return s->pace.ru_since + GRACE_NS;
    case I82596_RU_SUSPENDED:
        return s->pace.last + FRAME_NS;
    default:
        return now;
    }
}

/* When to look again at a frame that is due then, if nothing happens before */
static int64_t i82596_pace_look(const I82596Pace *p, int64_t due, bool fresh,
                                int64_t now)
{
    int64_t look = now + LOOK_NS;

    if (p->patience != I82596_WAITING) {
        return due;             /* there is room: only time matters */
    }
    /* Room that is seen before that would be for nothing, by rule 2. */
    return MIN(due, fresh ? look : MAX(look, p->last + FRAME_NS));
}

/* Pass what may pass; the events of all that pass are seen together. */
static void i82596_pace_run(I82596State *s)
{
    bool fresh = i82596_pace_acknowledged(s);
    I82596Pace *p = &s->pace;

    for (unsigned budget = PASS_BUDGET; p->len; budget--) {
        int64_t now = i82596_pace_now(), due;
        const uint8_t *frame;
        uint32_t len;

        if (!budget) {
            i82596_pace_kick(s);
            break;
        }
        len = i82596_queue_first(p, &frame);
        due = i82596_pace_due(s, len, fresh, now);
        if (due > now) {
            timer_mod(p->timer, i82596_pace_look(p, due, fresh, now));
            break;
        }
        p->last = now;
        p->late |= s->events != 0;
        i82596_queue_pop(p);
        p->passing = true;      /* nothing comes in over its bytes */
        i82596_rx_network(s, frame, len);
        p->passing = false;
    }
    if (!p->len) {
        timer_del(p->timer);    /* it would wake the main loop for nothing */
    }
}

/* Remind the CPU of a frame that it has acknowledged without looking. */
static void i82596_pace_remind(I82596State *s)
{
    I82596Pace *p = &s->pace;

    if ((s->events & I82596_EV_FR) || !i82596_rx_untaken(s)) {
        p->unseen = false;
    } else if (i82596_pace_now() < p->last + GRACE_NS) {
        timer_mod_anticipate(p->timer, p->last + GRACE_NS);
    } else {
        p->unseen = false;
        i82596_set_events(s, I82596_EV_FR);
    }
}

/* The caller has entered the chip. */
static void i82596_pace_turn(I82596State *s)
{
    I82596Pace *p = &s->pace;

    if (!runstate_is_running()) {
        return;
    }
    if (p->len) {
        i82596_hold_events(s);
        i82596_pace_run(s);
        i82596_release_events(s);
    }
    if (p->unseen) {
        i82596_pace_remind(s);
    }
}

static void i82596_pace_bh(void *opaque)
{
    I82596State *s = opaque;
    I82596Pace *p = &s->pace;

    if (s->at_work) {
        p->due = true;
        return;
    }
    i82596_enter(s);
    i82596_pace_turn(s);
    if (p->refused && p->len < QUEUE_REFUSE && runstate_is_running()) {
        p->refused = false;
        qemu_flush_queued_packets(qemu_get_queue(s->nic));
    }
    i82596_leave(s);
}

static void i82596_pace_timer(void *opaque)
{
    I82596State *s = opaque;

    replay_bh_schedule_event(s->pace.bh);
}

void i82596_pace_kick(I82596State *s)
{
    if (s->pace.len || s->pace.refused || s->pace.unseen) {
        replay_bh_schedule_event(s->pace.bh);
    }
}

void i82596_pace_attention(I82596State *s, uint16_t ack)
{
    if (s->ru_state == I82596_RU_NO_RESOURCES &&
        (ack & (I82596_EV_FR | I82596_EV_RNR))) {
        s->pace.ru_since = i82596_pace_now();
    }
    if (ack & I82596_EV_FR) {
        s->pace.unseen = s->pace.late && i82596_rx_untaken(s);
        s->pace.late = false;
    }
    if (s->pace.due) {
        /*
         * A peer has replied to what was sent. Not for acknowledgements:
         * NetBSD's come after an RU start.
         */
        s->pace.due = false;
        i82596_pace_turn(s);
    }
    i82596_pace_kick(s);
}

/*
 * The network's side
 */

/* Backends that go on sending when they are refused, and queue it. */
static bool i82596_pace_peer_insists(I82596State *s)
{
    NetClientState *peer = qemu_get_queue(s->nic)->peer;

    switch (peer ? peer->info->type : NET_CLIENT_DRIVER_NONE) {
    case NET_CLIENT_DRIVER_HUBPORT:
    case NET_CLIENT_DRIVER_USER:
    case NET_CLIENT_DRIVER_VDE:
        return true;
    default:
        return false;
    }
}

/* A station that does not keep up loses the oldest: no frame is stale. */
static void i82596_pace_make_space(I82596State *s, uint32_t len)
{
    I82596Pace *p = &s->pace;

    while (p->len + QUEUE_HEAD + len > QUEUE_MAX) {
        trace_i82596_pace_overflow(p->len);
        i82596_queue_pop(p);
        if (runstate_is_running()) {
            i82596_count(s, I82596_RSCERRS);
        }
    }
}

ssize_t i82596_pace_receive(I82596State *s, const uint8_t *buf, size_t len)
{
    I82596Pace *p = &s->pace;

    if (!i82596_rx_wants(s, buf, len) || len > NET_BUFSIZE) {
        return len;
    }
    /*
     * What comes while a frame is being stored, by the chip's own DMA, waits
     * until that is done. When the VM stops, what the backend keeps for us is
     * thrown away.
     */
    if (p->passing || (p->len >= QUEUE_REFUSE && runstate_is_running() &&
                       !i82596_pace_peer_insists(s))) {
        p->refused = true;
        return 0;
    }
    i82596_pace_make_space(s, len);
    i82596_queue_push(p, buf, len);
    p->due = true;              /* the end of a CA does without the main loop */
    return len;
}

void i82596_pace_drop(I82596State *s)
{
    I82596Pace *p = &s->pace;

    p->head = 0;
    p->len = 0;
    p->patience = I82596_PATIENT;
    p->late = false;
    p->unseen = false;
    timer_del(p->timer);
    i82596_pace_kick(s);
}

/*
 * Migration: frames move along, and so does the time that they have waited.
 */

static uint32_t i82596_pace_age(int64_t then)
{
    return MIN(MAX(i82596_pace_now() - then, 0), UINT32_MAX);
}

static int i82596_pace_pre_save(void *opaque)
{
    I82596Pace *p = opaque;

    i82596_queue_compact(p);
    p->saved_len = p->len;
    p->since_age = i82596_pace_age(p->since);
    p->last_age = i82596_pace_age(p->last);
    p->ru_age = i82596_pace_age(p->ru_since);
    return 0;
}

static bool i82596_queue_valid(const I82596Pace *p)
{
    uint32_t at = 0;

    while (at < p->saved_len) {
        uint32_t len;

        if (p->saved_len - at < QUEUE_HEAD) {
            return false;
        }
        len = ldl_be_p(p->frames + at);
        at += QUEUE_HEAD;
        if (len < I82596_ADDR_LEN_MAX || len > NET_BUFSIZE ||
            len > p->saved_len - at) {
            return false;
        }
        at += len;
    }
    return true;
}

static int i82596_pace_pre_load(void *opaque)
{
    I82596Pace *p = opaque;

    /* What is loaded waits from post_load() on, if that finds it good. */
    p->head = 0;
    p->len = 0;
    timer_del(p->timer);
    /* What this process has refused so far waits for a flush. */
    p->refused = true;
    return 0;
}

static int i82596_pace_post_load(void *opaque, int version_id)
{
    I82596Pace *p = opaque;
    int64_t now = i82596_pace_now();

    if (p->patience > I82596_TIRED || !i82596_queue_valid(p)) {
        return -EINVAL;
    }
    p->len = p->saved_len;
    p->since = now - p->since_age;
    p->last = now - p->last_age;
    p->ru_since = now - p->ru_age;
    return 0;
}

static bool i82596_queue_fits(void *opaque, int version_id)
{
    I82596Pace *p = opaque;

    return p->saved_len <= QUEUE_MAX;
}

const VMStateDescription vmstate_i82596_pace = {
    .name = "i82596_pace",
    .version_id = 1,
    .minimum_version_id = 1,
    .pre_load = i82596_pace_pre_load,
    .pre_save = i82596_pace_pre_save,
    .post_load = i82596_pace_post_load,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(patience, I82596Pace),
        VMSTATE_BOOL(late, I82596Pace),
        VMSTATE_BOOL(unseen, I82596Pace),
        VMSTATE_UINT32(since_age, I82596Pace),
        VMSTATE_UINT32(last_age, I82596Pace),
        VMSTATE_UINT32(ru_age, I82596Pace),
        VMSTATE_UINT32(saved_len, I82596Pace),
        VMSTATE_VALIDATE("the queue fits", i82596_queue_fits),
        VMSTATE_VBUFFER_UINT32(frames, I82596Pace, 1, NULL, saved_len),
        VMSTATE_END_OF_LIST()
    }
};

void i82596_pace_init(I82596State *s)
{
    I82596Pace *p = &s->pace;

    p->frames = g_malloc(QUEUE_MAX);
    p->bh = qemu_bh_new_guarded(i82596_pace_bh, s,
                                &DEVICE(s)->mem_reentrancy_guard);
    p->timer = timer_new_ns(QEMU_CLOCK_VIRTUAL, i82596_pace_timer, s);
}

void i82596_pace_free(I82596State *s)
{
    I82596Pace *p = &s->pace;

    timer_free(p->timer);
    qemu_bh_delete(p->bh);
    g_free(p->frames);
}
