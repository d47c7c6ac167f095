/*
 * Fuzzing of HP's LASI and its chips: fuzz targets, and the host in process
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "qemu/main-loop.h"
#include "qapi/error.h"
#include "qapi/qapi-commands-block.h"
#include "qapi/qapi-commands-misc.h"
#include "qapi/qapi-commands-net.h"
#include "qapi/qapi-commands-qdev.h"
#include "qobject/qdict.h"
#include "hw/misc/lasi.h"
#include "io/channel-buffer.h"
#include "migration/global_state.h"
#include "migration/qemu-file.h"
#include "migration/savevm.h"
#include "monitor/qdev.h"
#include "system/block-backend.h"
#include "system/runstate.h"
#include "system/system.h"
#include "fuzz.h"
#include "lasi_fuzz.h"

#define STREAM_HEADER   8       /* magic and version, read by none below */

static LasiFuzz fuzz;
static char *image;

static void remove_image(void)
{
    unlink(image);
}

/*
 * The host: what libqtest cannot do
 */

/* An error of the block layer may want the machine to stop. */
static void obey_stop_request(void)
{
    RunState state;

    if (qemu_vmstop_requested(&state)) {
        vm_stop(state);
        fuzz.stopped = true;
    }
}

static void finish_disk0(void)
{
    BlockBackend *blk = NULL;

    while (fuzz.target->disk0 && (blk = blk_all_next(blk))) {
        BlockDriverState *bs = blk_bs(blk);

        if (bs && !strcmp(bdrv_get_node_name(bs), "n0")) {
            blk_drain(blk);
        }
    }
}

void lasi_host_settle(LasiFuzz *f)
{
    flush_events(f->qts);
    finish_disk0();
    obey_stop_request();
}

void lasi_host_reset(LasiFuzz *f)
{
    qemu_system_reset(SHUTDOWN_CAUSE_GUEST_RESET);
    lasi_host_settle(f);
}

void lasi_host_drain(LasiFuzz *f)
{
    uint8_t waste[0x10000];

    while (recv(f->fd, waste, sizeof(waste), MSG_DONTWAIT) > 0) {
        /* nobody looks at it */
    }
}

void lasi_host_link(LasiFuzz *f, bool up)
{
    qmp_set_link("wire", up, &error_abort);
    lasi_host_settle(f);
}

/*
 * The next one may come before the last one has given the drive back, which is
 * when RCU gets round to it, 50 ms later.
 */
void lasi_host_plug(LasiFuzz *f, bool in)
{
    QDict *args;

    if (in) {
        args = qdict_new();
        qdict_put_str(args, "driver", "scsi-hd");
        qdict_put_str(args, "id", "spare");
        qdict_put_str(args, "drive", "spare");
        qdict_put_str(args, "bus", LASI_FUZZ_BUS);
        qdict_put_int(args, "scsi-id", 1);
        qdict_put_bool(args, "share-rw", true);
        qmp_device_add(args, NULL, &error_abort);
        qobject_unref(args);
    } else {
        qmp_device_del("spare", &error_abort);
    }
    lasi_host_settle(f);
}

void lasi_host_resize(LasiFuzz *f, unsigned blocks)
{
    BlockDriverState *bs = bdrv_lookup_bs(NULL, "n0", &error_abort);
    BlockBackend *blk = blk_new_with_bs(bs, BLK_PERM_RESIZE, BLK_PERM_ALL,
                                        &error_abort);

    bdrv_drained_begin(bs);
    blk_truncate(blk, blocks * 512, false, PREALLOC_MODE_OFF, 0, &error_abort);
    bdrv_drained_end(bs);
    blk_unref(blk);
    lasi_host_settle(f);
}

void lasi_host_throttle(LasiFuzz *f, const char *id, unsigned iops)
{
    BlockIOThrottle limits = {
        .id = (char *)id, .iops = iops, .has_iops_size = true, .iops_size = 512,
    };

    qmp_block_set_io_throttle(&limits, &error_abort);
}

void lasi_host_stop(LasiFuzz *f)
{
    if (runstate_is_running()) {
        vm_stop(RUN_STATE_PAUSED);
    }
}

void lasi_host_cont(LasiFuzz *f)
{
    if (!runstate_is_running()) {
        qmp_cont(&error_abort);
    }
    lasi_host_settle(f);
}

/*
 * Migration: all devices are saved, reset and loaded again
 */

static GByteArray *save(void)
{
    g_autoptr(QIOChannelBuffer) bioc = qio_channel_buffer_new(0x8000);
    QEMUFile *file = qemu_file_new_output(QIO_CHANNEL(bioc));
    GByteArray *stream = g_byte_array_new();

    global_state_store();
    /* what could be loaded can be saved */
    g_assert_cmpint(qemu_save_device_state(file), ==, 0);
    qemu_fflush(file);
    g_byte_array_append(stream, bioc->data, bioc->usage);
    qemu_fclose(file);
    return stream;
}

static int load(const uint8_t *buf, size_t len)
{
    g_autoptr(QIOChannelBuffer) bioc = qio_channel_buffer_new(len);
    QEMUFile *file = qemu_file_new_input(QIO_CHANNEL(bioc));
    int ret;

    qemu_system_reset(SHUTDOWN_CAUSE_SNAPSHOT_LOAD);
    memcpy(bioc->data, buf + STREAM_HEADER, len - STREAM_HEADER);
    bioc->usage = len - STREAM_HEADER;
    ret = qemu_load_device_state(file);
    qemu_fclose(file);
    return ret;
}

void lasi_host_migrate(LasiFuzz *f, const LasiFuzzDamage *damage)
{
    g_autoptr(GByteArray) first = save(), second = NULL;
    g_autofree uint8_t *copy = g_memdup2(first->data, first->len);
    size_t len = first->len;
    bool damaged = damage && lasi_fuzz_damage(f->target, copy, &len, damage);
    int ret = load(copy, len);

    if (damaged && ret < 0) {
        g_assert_cmpint(load(first->data, first->len), ==, 0);
        return;
    }
    g_assert_cmpint(ret, ==, 0);
    second = save();
    if (!damaged) {
        lasi_fuzz_assert_same(f->target, first->data, first->len,
                              second->data, second->len);
    }
}

/*
 * Targets
 */

static GString *cmdline(FuzzTarget *t)
{
    GString *args;
    int fds[2], file;

    fuzz.target = t->opaque;
    g_assert_cmpint(socketpair(PF_UNIX, SOCK_STREAM, 0, fds), ==, 0);
    fuzz.fd = fds[0];
    fuzz.peer = fds[1];
    file = g_file_open_tmp("lasi-fuzz.XXXXXX", &image, NULL);
    g_assert_cmpint(file, >=, 0);
    g_assert_cmpint(ftruncate(file, LASI_FUZZ_BLOCKS * 512), ==, 0);
    close(file);
    atexit(remove_image);

    args = lasi_fuzz_args(&fuzz, image);
    g_string_prepend(args, TARGET_NAME " -display none -accel qtest");
    return args;
}

static void pre_fuzz(QTestState *s)
{
    Object *lasi = object_resolve_path_type("", TYPE_LASI_CHIP, NULL);

    fuzz.qts = s;
    fuzz.lasi = object_get_canonical_path(lasi);
}

static void run(QTestState *s, const unsigned char *data, size_t size)
{
    lasi_fuzz_run(&fuzz, data, size);
}

static void register_target(const LasiFuzzTarget *target)
{
    fuzz_add_target(&(FuzzTarget){
        .name = target->name,
        .description = target->description,
        .get_init_cmdline = cmdline,
        .pre_fuzz = pre_fuzz,
        .fuzz = run,
        .opaque = (void *)target,
    });
}

static void register_lasi_fuzz_targets(void)
{
    register_target(&ncr710_fuzz);
    register_target(&i82596_fuzz);
    register_target(&lasi_fuzz);
}

fuzz_target_init(register_lasi_fuzz_targets);
