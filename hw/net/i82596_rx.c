/*
 * Intel 82596 LAN coprocessor: receive unit
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * UM p.14-20 (operation), p.50-56 (RFD, RBD). A frame goes through the address
 * filter, is judged, and is then written straight from the backend's buffer
 * to guest memory.
 *
 * A bus error in a descriptor ends in No Resources, one in a buffer is an
 * overrun.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "qemu/main-loop.h"
#include "net/checksum.h"
#include "net/eth.h"
#include "system/runstate.h"
#include <zlib.h>
#include "i82596_internal.h"
#include "trace.h"

/*
 * The longest Ethernet frame with preamble and interframe space, on a 10 Mb/s
 * wire: the time that passes between two such frames.
 */
#define FRAME_LEN_MAX (ETH_HLEN + ETH_MTU + ETH_FCS_LEN)
#define FRAME_TIME_NS ((8 + FRAME_LEN_MAX + 12) * 800)

/*
 * How long a frame waits that the RU would run out of resources for, see below;
 * and if the CPU has attended to the chip since the frame before
 */
#define LAST_FRAME_TIME_NS NANOSECONDS_PER_SECOND
#define AWAKE_FRAME_TIME_NS (8 * FRAME_TIME_NS)

/* RBDs that are looked at for the room that another frame takes */
#define SPARE_RBD_BUDGET 8

/* So many doublings of FRAME_TIME_NS come to about as much */
#define MAX_DOUBLINGS 9

/* Bits that make a bad frame (UM p.54); the others tell of a good one. */
#define RX_ERRORS (R_I82596_STAT_RX_LENGTH_MASK | R_I82596_STAT_RX_CRC_MASK | \
                   R_I82596_STAT_RX_ALIGN_MASK | R_I82596_STAT_RX_SHORT_MASK)

/* What became of a frame that was to be stored */
typedef enum RxResult {
    RX_STORED,          /* perhaps in part; the RFD is used up */
    RX_REUSE,           /* discarded, its RFD serves the next frame */
    RX_NO_RBD,          /* no RBD to begin with; the RFD is not used */
    RX_BUS_ERROR,       /* a descriptor is out of reach */
} RxResult;

/* A frame that is being stored */
typedef struct RxStore {
    const I82596Frame *frame;
    uint8_t fcs[I82596_FCS_LEN];
    size_t len;         /* bytes to store, FCS included if it is */
    size_t done;
    uint16_t status;    /* for the RFD, without C and OK */
} RxStore;

unsigned i82596_hash_index(const uint8_t *address, unsigned len)
{
    /* UM p.40: register MSB first, not inverted at the end. */
    return (net_crc32(address, len) >> 24) & 63;
}

static bool i82596_save_bad_frames(const I82596State *s)
{
    return FIELD_EX8(s->config[2], I82596_CFG2, SAV_BF);
}

/* The one writer of the RU state; @events go with it into the status word. */
static void i82596_ru_set_state(I82596State *s, I82596RuState state,
                                uint16_t events)
{
    if (s->ru_state != state) {
        trace_i82596_ru_state(s->ru_state, state);
    }
    s->ru_state = state;
    if (events) {
        i82596_set_events(s, events);
    }
}

/*
 * Address filter (UM p.20, 33, 37-40). Returns why the frame is for us, or
 * NULL if it is not.
 */
static const char *i82596_filter(const I82596State *s, const uint8_t *da)
{
    static const uint8_t broadcast[I82596_ADDR_LEN_MAX] = {
        0xff, 0xff, 0xff, 0xff, 0xff, 0xff
    };
    unsigned len = i82596_addr_len(s);

    if (FIELD_EX8(s->config[8], I82596_CFG8, PRM)) {
        return "promiscuous";
    }
    if (!memcmp(da, s->ia, len)) {
        return "individual";
    }
    if (!memcmp(da, broadcast, len)) {
        return FIELD_EX8(s->config[8], I82596_CFG8, BC_DIS) ? NULL
                                                            : "broadcast";
    }
    if (da[0] & 1) {
        if (i82596_new_mode(s) &&
            !FIELD_EX8(s->config[11], I82596_CFG11, MC_ALL)) {
            return "all multicast";
        }
        return extract64(s->hash_mc, i82596_hash_index(da, len), 1)
               ? "multicast hash" : NULL;
    }
    if (i82596_new_mode(s) &&
        FIELD_EX8(s->config[13], I82596_CFG13, MULT_IA) &&
        extract64(s->hash_ia, i82596_hash_index(da, len), 1)) {
        return "individual hash";
    }
    return NULL;
}

/* Does the 802.3 length field fit the frame? Types (> 1500) always do. */
static bool i82596_length_ok(const I82596State *s, const I82596Frame *frame)
{
    size_t header = 2 * i82596_addr_len(s) + 2;
    size_t field;

    if (frame->len < header) {
        return true;
    }
    field = lduw_be_p(frame->data + header - 2);
    if (field > ETH_MTU) {
        return true;
    }
    if (frame->len - header < field) {
        return false;
    }
    return frame->len - header == field ||
           frame->len + I82596_FCS_LEN <= s->config[R_I82596_CFG10];
}

/* Status bits of a frame as it came over the wire (UM p.54) */
static uint16_t i82596_judge(const I82596State *s, const I82596Frame *frame)
{
    uint16_t status = 0;

    if (frame->len + I82596_FCS_LEN < s->config[R_I82596_CFG10]) {
        status |= R_I82596_STAT_RX_SHORT_MASK;
    }
    if (frame->fcs_bad) {
        status |= R_I82596_STAT_RX_CRC_MASK;
    }
    if (i82596_length_field(s) && !i82596_length_ok(s, frame)) {
        status |= R_I82596_STAT_RX_LENGTH_MASK;
    }
    if (i82596_new_mode(s) &&
        memcmp(frame->data, s->ia, i82596_addr_len(s))) {
        status |= R_I82596_STAT_RX_NOT_IA_MASK;
    }
    return status;
}

/* A frame that is too short is not counted for its FCS as well. */
static void i82596_count_errors(I82596State *s, uint16_t status)
{
    bool off = s->ru_state == I82596_RU_IDLE ||
               s->ru_state == I82596_RU_SUSPENDED;

    if (!(status & R_I82596_STAT_RX_SHORT_MASK)) {
        if (status & R_I82596_STAT_RX_CRC_MASK) {
            i82596_count(s, I82596_CRCERRS);
        }
    } else if (!off) {
        i82596_count(s, I82596_SHRTFRM);
    }
}

/*
 * UM p.56: tell the CPU that the chip knows this RBD already. The model reads
 * the RBD again when it is used, which nobody can tell from the chip's copy
 * who keeps his hands off RBDs with P set.
 */
static void i82596_rbd_prefetch(I82596State *s)
{
    uint32_t addr;
    uint16_t size;

    if (s->rbd == I82596_NIL || !i82596_new_mode(s) ||
        !FIELD_EX8(s->config[0], I82596_CFG0, P)) {
        return;
    }
    addr = i82596_address(s, s->rbd) + s->layout->rbd_size;
    if (i82596_read16(s, addr, &size) &&
        !FIELD_EX16(size, I82596_COUNT, P)) {
        i82596_write16(s, addr, size | R_I82596_COUNT_P_MASK);
    }
}

/*
 * Make the RFD at s->rfd the one for the next frame. The first one after a
 * start brings the free buffer list, any other is told where it stands.
 */
static bool i82596_rfd_arm(I82596State *s, bool first)
{
    uint8_t pointer[4];
    I82596Rfd rfd;

    if (s->rfd == I82596_NIL) {
        return false;
    }
    if (first) {
        if (!i82596_load_rfd(s, s->rfd, &rfd)) {
            return false;
        }
        s->no_rbd = false;
        s->rbd = I82596_NIL;
        if (!i82596_new_mode(s) || FIELD_EX16(rfd.command, I82596_CMD, SF)) {
            s->rbd = rfd.rbd;
        }
        i82596_rbd_prefetch(s);
    } else if (s->rbd != I82596_NIL || s->no_rbd) {
        i82596_put_pointer(s, pointer, s->rbd);
        if (!i82596_write(s, i82596_address(s, s->rfd) + s->layout->rfd_rbd,
                          pointer, s->layout->pointer_size)) {
            return false;
        }
    }
    return i82596_write16(s, i82596_address(s, s->rfd) + A_I82596_STAT,
                          I82596_STAT_B);
}

/* Store the next @n bytes of the frame. */
static void i82596_store(I82596State *s, RxStore *st, uint32_t addr, size_t n)
{
    const I82596Frame *f = st->frame;
    size_t data = st->done < f->len ? MIN(n, f->len - st->done) : 0;
    bool ok = true;

    if (data) {
        ok = i82596_write(s, addr, f->data + st->done, data);
    }
    st->done += data;
    if (ok && n > data) {
        ok = i82596_write(s, addr + data, st->fcs + (st->done - f->len),
                          n - data);
        st->done += n - data;
    }
    if (!ok) {
        st->status |= R_I82596_STAT_RX_OVERRUN_MASK;
    }
}

/* Store what is left of a frame in the free buffer list (UM p.52, 56). */
static RxResult i82596_store_in_rbds(I82596State *s, RxStore *st)
{
    unsigned budget;

    for (budget = I82596_RBD_BUDGET; budget; budget--) {
        I82596Rbd rbd;
        uint16_t word;
        size_t n;
        bool end;

        if (!i82596_load_rbd(s, s->rbd, &rbd)) {
            return RX_BUS_ERROR;
        }
        n = MIN(FIELD_EX16(rbd.size, I82596_COUNT, COUNT), st->len - st->done);
        i82596_store(s, st, rbd.buffer, n);

        s->rbd = FIELD_EX16(rbd.size, I82596_COUNT, EL) ? I82596_NIL
                                                        : rbd.next;
        s->no_rbd = s->rbd == I82596_NIL;
        end = st->done == st->len || s->no_rbd ||
              (st->status & R_I82596_STAT_RX_OVERRUN_MASK);

        word = FIELD_DP16(R_I82596_COUNT_F_MASK, I82596_COUNT, COUNT, n);
        word = FIELD_DP16(word, I82596_COUNT, EOF, end);
        if (!i82596_write16(s, rbd.addr, word)) {
            return RX_BUS_ERROR;
        }
        i82596_rbd_prefetch(s);
        if (end) {
            break;
        }
    }
    if (!budget) {
        qemu_log_mask(LOG_GUEST_ERROR,
                      "i82596: list of empty receive buffers\n");
        s->no_rbd = true;
    }
    if (st->done < st->len &&
        !(st->status & R_I82596_STAT_RX_OVERRUN_MASK)) {
        st->status |= R_I82596_STAT_RX_NO_BUFFER_MASK;
    }
    return RX_STORED;
}

/* How many bytes go into the RFD; sets @simple if none go elsewhere. */
static size_t i82596_rfd_room(const I82596State *s, const I82596Rfd *rfd,
                              bool *simple)
{
    *simple = false;
    if (!i82596_new_mode(s)) {
        return i82596_no_src_add_ins(s) ? 0 : 2 * i82596_addr_len(s) + 2;
    }
    *simple = !FIELD_EX16(rfd->command, I82596_CMD, SF);
    return rfd->size;
}

/* Store a frame in the RFD and in RBDs, but do not complete the RFD. */
static RxResult i82596_store_frame(I82596State *s, const I82596Rfd *rfd,
                                   RxStore *st)
{
    uint32_t first_rbd = s->rbd;
    bool first_no_rbd = s->no_rbd;
    RxResult result = RX_STORED;
    uint16_t word;
    size_t head;
    bool simple;

    head = MIN(i82596_rfd_room(s, rfd, &simple), st->len);
    if (head < st->len && simple) {
        i82596_count(s, I82596_RSCERRS);
        if (!i82596_save_bad_frames(s)) {
            return RX_REUSE;
        }
        st->status |= R_I82596_STAT_RX_TRUNCATED_MASK;
    }
    if (head < st->len && !simple && s->rbd == I82596_NIL) {
        return RX_NO_RBD;
    }
    if (head) {
        i82596_store(s, st, rfd->addr + s->layout->rfd_data, head);
    }
    if (head < st->len && !simple) {
        result = i82596_store_in_rbds(s, st);
    }
    if (result == RX_STORED && s->layout->rfd_count) {
        word = FIELD_DP16(R_I82596_COUNT_F_MASK, I82596_COUNT, COUNT, head);
        word = FIELD_DP16(word, I82596_COUNT, EOF,
                          simple || head == st->len);
        i82596_write16(s, rfd->addr + s->layout->rfd_count, word);
    }
    if (st->status & R_I82596_STAT_RX_OVERRUN_MASK) {
        i82596_count(s, I82596_OVRNERRS);
        if (!i82596_save_bad_frames(s)) {
            s->rbd = first_rbd;
            s->no_rbd = first_no_rbd;
            return RX_REUSE;
        }
    }
    return result;
}

/* The frame is in memory: complete its RFD and go to the next one. */
static void i82596_rfd_complete(I82596State *s, const I82596Rfd *rfd,
                                uint16_t status)
{
    bool bad = status & (RX_ERRORS | R_I82596_STAT_RX_OVERRUN_MASK |
                         R_I82596_STAT_RX_NO_BUFFER_MASK |
                         R_I82596_STAT_RX_TRUNCATED_MASK);
    bool fresh = !(s->events & I82596_EV_FR);
    I82596RuState state = I82596_RU_READY;

    s->rfd = rfd->link;
    if (status & R_I82596_STAT_RX_NO_BUFFER_MASK) {
        i82596_count(s, I82596_RSCERRS);
        state = I82596_RU_NO_RESOURCES;
    } else if (FIELD_EX16(rfd->command, I82596_CMD, S)) {
        state = I82596_RU_SUSPENDED;
    } else if (FIELD_EX16(rfd->command, I82596_CMD, EL) ||
               !i82596_rfd_arm(s, false)) {
        state = I82596_RU_NO_RESOURCES;
        s->no_rbd = false;
    }
    s->rx_status = status | I82596_STAT_C | (bad ? 0 : I82596_STAT_OK);
    i82596_write16(s, rfd->addr + A_I82596_STAT, s->rx_status);
    i82596_ru_set_state(s, state, I82596_EV_FR |
                        (state == I82596_RU_READY ? 0 : I82596_EV_RNR));
    if (fresh && !s->in_attention) {
        s->rx_burst = true;
        qemu_bh_schedule(s->rx_bh);
    }
}

/* A frame for a receive unit that is Ready. */
static void i82596_rx_ready(I82596State *s, const I82596Frame *frame,
                            uint16_t status)
{
    RxStore st = { .frame = frame, .len = frame->len, .status = status };
    I82596Rfd rfd;
    RxResult result = RX_BUS_ERROR;

    if ((status & RX_ERRORS) && !i82596_save_bad_frames(s)) {
        return;
    }
    if (i82596_new_mode(s) &&
        !FIELD_EX8(s->config[11], I82596_CFG11, CRCINM)) {
        if (frame->fcs) {
            memcpy(st.fcs, frame->fcs, sizeof(st.fcs));
        } else {
            stl_le_p(st.fcs, crc32(0, frame->data, frame->len));
        }
        st.len += sizeof(st.fcs);
    }
    if (i82596_load_rfd(s, s->rfd, &rfd)) {
        result = i82596_store_frame(s, &rfd, &st);
    }
    trace_i82596_rx_store(frame->len, s->rfd, result, st.status);
    switch (result) {
    case RX_STORED:
        i82596_rfd_complete(s, &rfd, st.status);
        break;
    case RX_REUSE:
        break;
    case RX_NO_RBD:
        i82596_count(s, I82596_RSCERRS);
        s->no_rbd = true;
        i82596_ru_set_state(s, I82596_RU_NO_RESOURCES, I82596_EV_RNR);
        break;
    case RX_BUS_ERROR:
        i82596_count(s, I82596_OVRNERRS);
        s->no_rbd = false;
        i82596_ru_set_state(s, I82596_RU_NO_RESOURCES, I82596_EV_RNR);
        break;
    }
}

/* Monitor options 2 and 3: three counters have another meaning (UM p.20). */
static void i82596_monitor_frame(I82596State *s, uint16_t status)
{
    i82596_count(s, I82596_RSCERRS);            /* all frames */
    if (status & RX_ERRORS) {
        i82596_count_errors(s, status);
    } else {
        i82596_count(s, I82596_OVRNERRS);       /* good frames */
    }
}

static void i82596_rx_frame(I82596State *s, const I82596Frame *frame)
{
    I82596Monitor monitor = i82596_new_mode(s) ? s->monitor
                                               : I82596_MONITOR_OFF;
    const char *reason;
    uint16_t status;

    if (!s->initialized || frame->len < I82596_ADDR_LEN_MAX) {
        return;                                 /* UM p.20: not seen at all */
    }
    reason = i82596_filter(s, frame->data);
    trace_i82596_rx_frame(frame->len, reason ? reason : "filtered out",
                          s->ru_state);
    status = i82596_judge(s, frame);
    if (monitor == I82596_MONITOR_ALL ||
        (monitor == I82596_MONITOR_FILTERED && reason)) {
        i82596_monitor_frame(s, status);
        return;
    }
    if (monitor == I82596_MONITOR_RECEIVE && !(status & RX_ERRORS)) {
        i82596_count(s, I82596_RCVCDT);         /* good frames */
    }
    if (reason || monitor == I82596_MONITOR_RECEIVE) {
        i82596_count_errors(s, status);
    }
    if (!reason || monitor == I82596_MONITOR_FILTERED) {
        return;
    }
    s->rx_len = frame->len;
    if (s->ru_state == I82596_RU_READY) {
        i82596_rx_ready(s, frame, status);
    } else if (s->ru_state == I82596_RU_NO_RESOURCES &&
               !(status & RX_ERRORS)) {
        i82596_count(s, I82596_RSCERRS);
    }
}

/*
 * Frame pacing
 *
 * An emulated network delivers frames as fast as the host can copy them, a
 * wire needs up to 1.2 ms for one. Software counts on that: between its last
 * look at the RFDs and the acknowledgement of FR it may miss a frame that it
 * will never be told of, and a ring of a few RFDs is enough for it.
 *
 * So a frame passes at once if the CPU has nothing left to acknowledge; also
 * if FR was set in the same turn of the main loop or in the same channel
 * attention, for then the interrupt handler that FR starts has not looked at
 * the status word yet and will see both. Otherwise the frame waits until the
 * CPU acknowledges FR and RNR, or for its time on the wire.
 *
 * A busy host may keep a guest from running for hundreds of frame times, which
 * should not look like an overrun to the guest. So each frame that waits waits
 * twice as long as the one before, until there is a channel attention; and one
 * that takes the last RFD or RBD, or comes when there is none, waits longest.
 */
static bool i82596_rbds_to_spare(I82596State *s)
{
    uint32_t pointer = s->rbd;
    unsigned room = 0;

    for (unsigned n = 0; n < SPARE_RBD_BUDGET && room < FRAME_LEN_MAX; n++) {
        I82596Rbd rbd;

        if (pointer == I82596_NIL || !i82596_load_rbd(s, pointer, &rbd) ||
            FIELD_EX16(rbd.size, I82596_COUNT, EL)) {
            return false;
        }
        room += FIELD_EX16(rbd.size, I82596_COUNT, COUNT);
        pointer = rbd.next;
    }
    return true;
}

/* Could the RU take a long frame and another one after it? */
static bool i82596_rx_to_spare(I82596State *s)
{
    uint16_t command;

    return s->ru_state == I82596_RU_READY && !s->no_rbd &&
           i82596_read16(s, i82596_address(s, s->rfd) + A_I82596_CMD,
                         &command) &&
           !FIELD_EX16(command, I82596_CMD, EL) &&
           (s->rbd == I82596_NIL || i82596_rbds_to_spare(s));
}

/* Does the RU owe the CPU some time before the next frame? */
static bool i82596_rx_must_wait(I82596State *s)
{
    return (s->ru_state == I82596_RU_READY ||
            s->ru_state == I82596_RU_NO_RESOURCES) &&
           (s->events & (I82596_EV_FR | I82596_EV_RNR)) && !s->rx_due;
}

/* Refuse a frame, and promise to ask for it again. */
static void i82596_rx_hold(I82596State *s, bool to_spare)
{
    int64_t wait = LAST_FRAME_TIME_NS;

    if (to_spare) {
        wait = FRAME_TIME_NS << s->rx_late;
    } else if (s->rx_awake) {
        wait = AWAKE_FRAME_TIME_NS;
    }
    s->rx_held = true;
    /* Attention without acknowledgement does not put it off. */
    timer_mod_anticipate(s->rx_timer,
                         qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + wait);
}

static bool i82596_rx_can_take(I82596State *s)
{
    bool to_spare;

    if (!i82596_rx_must_wait(s)) {
        return true;
    }
    to_spare = i82596_rx_to_spare(s);
    /* The backend's queue is emptied when the VM stops: now or never. */
    if (to_spare &&
        (s->rx_burst || s->in_attention || !runstate_is_running())) {
        return true;
    }
    i82596_rx_hold(s, to_spare);
    return false;
}

static void i82596_rx_flush(I82596State *s)
{
    s->rx_held = false;
    timer_del(s->rx_timer);
    qemu_flush_queued_packets(qemu_get_queue(s->nic));
}

void i82596_rx_timer(void *opaque)
{
    I82596State *s = opaque;

    s->rx_due = true;
    i82596_rx_flush(s);
}

void i82596_rx_bh(void *opaque)
{
    I82596State *s = opaque;

    s->rx_burst = false;
    if (!s->rx_held || !runstate_is_running()) {
        return;
    }
    if (i82596_rx_must_wait(s)) {
        i82596_rx_hold(s, i82596_rx_to_spare(s));
    } else {
        i82596_rx_flush(s);
    }
}

void i82596_rx_kick(I82596State *s)
{
    s->rx_burst = false;
    s->rx_due = false;
    s->rx_late = 0;
    s->rx_awake = true;
    if (s->rx_held) {
        /* Not at once: NetBSD acknowledges events after an RU start. */
        qemu_bh_schedule(s->rx_bh);
    }
}

ssize_t i82596_rx_network(I82596State *s, const uint8_t *buf, size_t len)
{
    I82596Frame frame = { .data = buf, .len = len };
    uint8_t padded[ETH_ZLEN];

    if (!i82596_rx_can_take(s)) {
        return 0;
    }
    s->rx_awake = false;
    if (s->rx_due) {
        s->rx_due = false;
        s->rx_late = MIN(s->rx_late + 1, MAX_DOUBLINGS);
    }
    if (i82596_loopback(s) != I82596_LOOPBACK_NONE) {
        return len;
    }
    if (len >= I82596_ADDR_LEN_MAX && len < ETH_ZLEN) {
        /* No station sends such frames, only emulated ones do. */
        memcpy(padded, buf, len);
        memset(padded + len, 0, ETH_ZLEN - len);
        frame.data = padded;
        frame.len = ETH_ZLEN;
    }
    i82596_rx_frame(s, &frame);
    return len;
}

void i82596_rx_loopback(I82596State *s, const I82596Frame *frame)
{
    i82596_rx_frame(s, frame);
}

/*
 * RU control (UM p.26, p.29)
 */

static void i82596_ru_start(I82596State *s)
{
    uint32_t rfa;

    if (!i82596_scb_load_rfa(s, &rfa)) {
        rfa = I82596_NIL;
    }
    s->rfd = rfa;
    if (i82596_rfd_arm(s, true)) {
        i82596_ru_set_state(s, I82596_RU_READY, 0);
    } else {
        qemu_log_mask(LOG_GUEST_ERROR, "i82596: RU start without an RFD\n");
        s->no_rbd = false;
        i82596_ru_set_state(s, I82596_RU_NO_RESOURCES, I82596_EV_RNR);
    }
}

static void i82596_ru_resume(I82596State *s)
{
    if (s->ru_state != I82596_RU_SUSPENDED) {
        return;
    }
    if (i82596_rfd_arm(s, false)) {
        i82596_ru_set_state(s, I82596_RU_READY, 0);
    } else {
        s->no_rbd = false;
        i82596_ru_set_state(s, I82596_RU_NO_RESOURCES, I82596_EV_RNR);
    }
}

void i82596_ru_command(I82596State *s, I82596UnitCommand command)
{
    bool ready = s->ru_state == I82596_RU_READY;

    switch (command) {
    case I82596_UC_START:
        i82596_ru_start(s);
        break;
    case I82596_UC_RESUME:
        i82596_ru_resume(s);
        break;
    case I82596_UC_SUSPEND:
        if (ready) {
            i82596_ru_set_state(s, I82596_RU_SUSPENDED, I82596_EV_RNR);
        }
        break;
    case I82596_UC_ABORT:
        i82596_ru_set_state(s, I82596_RU_IDLE, ready ? I82596_EV_RNR : 0);
        break;
    default:
        break;
    }
}

void i82596_rx_reset(I82596State *s)
{
    i82596_ru_set_state(s, I82596_RU_IDLE, 0);
    s->rfd = I82596_NIL;
    s->rbd = I82596_NIL;
    s->no_rbd = false;
    s->rx_status = 0;
    s->rx_len = 0;
    i82596_rx_kick(s);
}
