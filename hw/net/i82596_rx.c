/*
 * Intel 82596 LAN coprocessor: receive unit
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * CA p.14-20 (operation), p.50-56 (RFD, RBD). A frame goes through the address
 * filter, is judged, and is then written straight from its buffer to guest
 * memory.
 *
 * A bus error in a descriptor ends in No Resources, one in a buffer is an
 * overrun.
 */

#include "qemu/osdep.h"
#include "qemu/log.h"
#include "net/eth.h"
#include <zlib.h>
#include "i82596_internal.h"
#include "trace.h"

/* Bits that make a bad frame (CA p.54); the others tell of a good one. */
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

/* The one writer of the RU state; @events go with it into the status word. */
static void i82596_ru_set_state(I82596State *s, I82596RuState state,
                                uint16_t events)
{
    if (s->ru_state != state) {
        trace_i82596_ru_state(s->ru_state, state);
        s->pace.ru_since = qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL);
    }
    s->ru_state = state;
    if (events) {
        i82596_set_events(s, events);
    }
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
           frame->len + I82596_FCS_LEN <= i82596_min_frame(s);
}

/* Status bits of a frame as it came over the wire (CA p.54) */
static uint16_t i82596_judge(const I82596State *s, const I82596Frame *frame)
{
    uint16_t status = 0;

    if (frame->len + I82596_FCS_LEN < i82596_min_frame(s)) {
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
 * CA p.56: tell the CPU that the chip knows this RBD already. The model reads
 * the RBD again when it is used, which nobody can tell from the chip's copy
 * who keeps his hands off RBDs with P set.
 */
static void i82596_rbd_prefetch(I82596State *s)
{
    uint32_t addr;
    uint16_t size;

    if (s->rbd == I82596_NIL || !i82596_marks_prefetch(s)) {
        return;
    }
    addr = i82596_address(s, s->rbd) + s->layout->rbd_size;
    if (i82596_read16(s, addr, &size) &&
        !FIELD_EX16(size, I82596_COUNT, P)) {
        i82596_write16(s, addr, size | R_I82596_COUNT_P_MASK);
    }
}

/* The first RFD after a start brings the free buffer list. */
static bool i82596_rfd_first(I82596State *s)
{
    I82596Rfd rfd;

    if (!i82596_load_rfd(s, s->rfd, &rfd)) {
        return false;
    }
    s->no_rbd = false;
    s->rbd = I82596_NIL;
    if (!i82596_new_mode(s) || FIELD_EX16(rfd.command, I82596_CMD, SF)) {
        s->rbd = rfd.rbd;
    }
    i82596_rbd_prefetch(s);
    return true;
}

/* Make the RFD at s->rfd the one for the next frame. */
static bool i82596_rfd_arm(I82596State *s)
{
    uint32_t addr = i82596_address(s, s->rfd);
    uint8_t pointer[4];

    s->rfd_unarmed = false;
    if (s->rbd != I82596_NIL || s->no_rbd) {
        i82596_put_pointer(s, pointer, s->rbd);
        if (!i82596_write(s, addr + s->layout->rfd_rbd, pointer,
                          s->layout->pointer_size)) {
            return false;
        }
    }
    return i82596_write16(s, addr + A_I82596_STAT, I82596_STAT_B);
}

/*
 * Deviates: an RFD whose status says C is one that the CPU has not looked at.
 * It is armed when it is needed and not as soon as it is known, which would
 * take its C away: nothing is lost as long as frames can be held back.
 */
static bool i82596_rfd_next(I82596State *s)
{
    uint16_t status;

    if (s->rfd == I82596_NIL ||
        !i82596_read16(s, i82596_address(s, s->rfd) + A_I82596_STAT,
                       &status)) {
        return false;
    }
    s->rfd_unarmed = FIELD_EX16(status, I82596_STAT, C);
    return s->rfd_unarmed || i82596_rfd_arm(s);
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

/* Store what is left of a frame in the free buffer list (CA p.52, 56). */
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
    I82596RuState state = I82596_RU_READY;

    s->rfd_done = s->rfd;
    s->rfd = rfd->link;
    if (status & R_I82596_STAT_RX_NO_BUFFER_MASK) {
        i82596_count(s, I82596_RSCERRS);
        state = I82596_RU_NO_RESOURCES;
    } else if (FIELD_EX16(rfd->command, I82596_CMD, S)) {
        state = I82596_RU_SUSPENDED;
    } else if (FIELD_EX16(rfd->command, I82596_CMD, EL) ||
               !i82596_rfd_next(s)) {
        state = I82596_RU_NO_RESOURCES;
        s->no_rbd = false;
    }
    s->rx_status = status | I82596_STAT_C | (bad ? 0 : I82596_STAT_OK);
    i82596_write16(s, rfd->addr + A_I82596_STAT, s->rx_status);
    i82596_ru_set_state(s, state, I82596_EV_FR |
                        (state == I82596_RU_READY ? 0 : I82596_EV_RNR));
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
    if (i82596_stores_fcs(s)) {
        if (frame->fcs) {
            memcpy(st.fcs, frame->fcs, sizeof(st.fcs));
        } else {
            stl_le_p(st.fcs, crc32(0, frame->data, frame->len));
        }
        st.len += sizeof(st.fcs);
    }
    if ((!s->rfd_unarmed || i82596_rfd_arm(s)) &&
        i82596_load_rfd(s, s->rfd, &rfd)) {
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

static void i82596_rx_frame(I82596State *s, const I82596Frame *frame)
{
    I82596Match match;
    uint16_t status;

    if (!s->initialized || frame->len < I82596_ADDR_LEN_MAX) {
        return;                                 /* CA p.20: not seen at all */
    }
    match = i82596_filter(s, frame->data);
    trace_i82596_rx_frame(frame->len, match, s->ru_state);
    if (match == I82596_MATCH_NONE) {
        return;
    }
    status = i82596_judge(s, frame);
    i82596_count_errors(s, status);
    s->rx_len = frame->len;
    if (s->ru_state == I82596_RU_READY) {
        i82596_rx_ready(s, frame, status);
    } else if (s->ru_state == I82596_RU_NO_RESOURCES &&
               !(status & RX_ERRORS)) {
        i82596_count(s, I82596_RSCERRS);
    }
}

bool i82596_rx_wants(const I82596State *s, const uint8_t *buf, size_t len)
{
    return s->initialized && len >= I82596_ADDR_LEN_MAX &&
           i82596_loopback(s) == I82596_LOOPBACK_NONE &&
           i82596_filter(s, buf) != I82596_MATCH_NONE;
}

void i82596_rx_network(I82596State *s, const uint8_t *buf, size_t len)
{
    I82596Frame frame = { .data = buf, .len = len };
    uint8_t padded[ETH_ZLEN];

    if (i82596_loopback(s) != I82596_LOOPBACK_NONE) {
        return;
    }
    if (len >= I82596_ADDR_LEN_MAX && len < ETH_ZLEN) {
        /* No station sends such frames, only emulated ones do. */
        memcpy(padded, buf, len);
        memset(padded + len, 0, ETH_ZLEN - len);
        frame.data = padded;
        frame.len = ETH_ZLEN;
    }
    i82596_rx_frame(s, &frame);
}

void i82596_rx_loopback(I82596State *s, const I82596Frame *frame)
{
    i82596_rx_frame(s, frame);
}

/*
 * Room, for i82596_pace.c. A bus error counts as room: the frame will find it.
 */

bool i82596_rx_untaken(I82596State *s)
{
    uint16_t status;

    return s->rfd_done != I82596_NIL &&
           i82596_read16(s, i82596_address(s, s->rfd_done) + A_I82596_STAT,
                         &status) &&
           FIELD_EX16(status, I82596_STAT, C);
}

/* The first RBD of the oldest frame that the CPU has not taken, or NIL */
static uint32_t i82596_oldest_rbd(I82596State *s)
{
    uint32_t pointer = s->rfd;

    for (unsigned budget = I82596_RFD_BUDGET; budget; budget--) {
        I82596Rfd rfd;

        if (pointer == I82596_NIL || !i82596_load_rfd(s, pointer, &rfd)) {
            break;
        }
        if (FIELD_EX16(rfd.status, I82596_STAT, C)) {
            return rfd.rbd;
        }
        pointer = rfd.link;
    }
    return I82596_NIL;
}

/* Is @rbd one of those from the next one to use up to @last? */
static bool i82596_rbd_among(I82596State *s, uint32_t rbd, uint32_t last)
{
    uint32_t pointer = s->rbd;

    for (unsigned budget = I82596_RBD_BUDGET; budget; budget--) {
        I82596Rbd d;

        if (pointer == rbd) {
            return true;
        }
        if (pointer == last || !i82596_load_rbd(s, pointer, &d)) {
            break;
        }
        pointer = d.next;
    }
    return false;
}

/*
 * The driver has no RBD that it could return: it has taken all frames, and
 * none says F, on either side of EL.
 */
static bool i82596_rbds_returned(I82596State *s)
{
    uint32_t pointer = s->rbd;

    if (i82596_rx_untaken(s)) {
        return false;
    }
    for (unsigned budget = I82596_RBD_BUDGET; budget; budget--) {
        I82596Rbd rbd;

        if (pointer == I82596_NIL || !i82596_load_rbd(s, pointer, &rbd)) {
            break;
        }
        if (FIELD_EX16(rbd.count, I82596_COUNT, F)) {
            return false;
        }
        pointer = rbd.next;
    }
    return true;
}

/*
 * RBDs for @need bytes. Those that say F are used. From the first one of the
 * oldest frame on they are the CPU's; before that it has taken the frame, and
 * may be about to return the RBD, or be a driver that only clears C: such room
 * is like the last.
 */
static I82596Room i82596_rbd_room(I82596State *s, size_t need)
{
    bool in_use = false, last = false;
    uint32_t oldest = I82596_NIL;
    uint32_t pointer = s->rbd;

    if (pointer == I82596_NIL) {
        return I82596_ROOM_ENDED;
    }
    for (unsigned budget = I82596_RBD_BUDGET; budget; budget--) {
        I82596Rbd rbd;
        unsigned size;
        bool used, end;

        if (!i82596_load_rbd(s, pointer, &rbd)) {
            return I82596_ROOM_SPARE;
        }
        used = FIELD_EX16(rbd.count, I82596_COUNT, F);
        in_use |= last && pointer == oldest;
        if (used && !last && i82596_rx_untaken(s)) {
            oldest = i82596_oldest_rbd(s);
            in_use = oldest == I82596_NIL ||
                     i82596_rbd_among(s, oldest, pointer);
            last = true;
        }
        if (used && in_use) {
            return I82596_ROOM_NONE;
        }
        size = FIELD_EX16(rbd.size, I82596_COUNT, COUNT);
        end = FIELD_EX16(rbd.size, I82596_COUNT, EL) ||
              rbd.next == I82596_NIL;
        if (need <= size) {
            return end || last ? I82596_ROOM_LAST : I82596_ROOM_SPARE;
        }
        need -= size;
        pointer = rbd.next;
        if (end || pointer == s->rbd) {
            break;
        }
    }
    return i82596_rbds_returned(s) ? I82596_ROOM_LAST : I82596_ROOM_NONE;
}

I82596Room i82596_rx_room(I82596State *s, size_t len)
{
    size_t need = MAX(len, ETH_ZLEN) +
                  (i82596_stores_fcs(s) ? I82596_FCS_LEN : 0);
    I82596Room room = I82596_ROOM_SPARE;
    I82596Rfd rfd;
    size_t head;
    bool simple;

    if (!i82596_load_rfd(s, s->rfd, &rfd)) {
        return I82596_ROOM_SPARE;
    }
    if (FIELD_EX16(rfd.status, I82596_STAT, C)) {
        return I82596_ROOM_NONE;
    }
    head = i82596_rfd_room(s, &rfd, &simple);
    if (!simple && need > head) {
        room = i82596_rbd_room(s, need - head);
    }
    if (room == I82596_ROOM_SPARE &&
        (FIELD_EX16(rfd.command, I82596_CMD, EL) ||
         FIELD_EX16(rfd.command, I82596_CMD, S))) {
        room = I82596_ROOM_LAST;
    }
    return room;
}

/*
 * RU control (CA p.26, p.29)
 */

static void i82596_ru_start(I82596State *s)
{
    uint32_t rfa;

    if (!i82596_scb_load_rfa(s, &rfa)) {
        rfa = I82596_NIL;
    }
    s->rfd = rfa;
    s->rfd_done = I82596_NIL;
    if (rfa != I82596_NIL && i82596_rfd_first(s) &&
        i82596_write16(s, i82596_address(s, rfa) + A_I82596_STAT,
                       I82596_STAT_B)) {
        s->rfd_unarmed = false;
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
    if (i82596_rfd_next(s)) {
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
        s->rfd_done = I82596_NIL;   /* nothing more will be told of it */
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
    s->rfd_done = I82596_NIL;
    s->no_rbd = false;
    s->rfd_unarmed = false;
    s->rx_status = 0;
    s->rx_len = 0;
}
