/*
 * Scenes for the qtests of the NCR 53C710: tests that can be migrated
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#ifndef TESTS_NCR710_SCENE_H
#define TESTS_NCR710_SCENE_H

#include "ncr710-io.h"

/* A disk of two blocks per second of virtual time, and what is read of it */
#define NCR_SLOW        ",throttling.iops-total=2,throttling.iops-size=512"

/*
 * What a test does, with ncr_stage() wherever it may go on in another QEMU.
 * It runs once without migration and then once for each of its stages.
 */
typedef struct NcrScene {
    QTestState *qts;
    char *args;                 /* of the machine, on both sides */
    int stage;                  /* stages passed */
    int move_at;                /* the stage that migrates, or -1 */
} NcrScene;

/* Saves to a file, ends this QEMU and starts another one from the file */
QTestState *ncr_migrate(QTestState *qts, const char *args);
bool ncr_is_running(QTestState *qts, bool *incoming);

/* One disk, ID 1, drive d1: with an image that @opts follow */
char *ncr_disk_args(const char *image, const char *opts);

/*
 * A slow disk grants the first request, whatever its size. After this one
 * the next has to wait for seconds, however slowly the test runs; these pass
 * at a stroke, or with a stop of the machine.
 */
void ncr_slow_down(QTestState *qts);
void ncr_speed_up(QTestState *qts);

/* Starts the machine of a scene, as a polling initiator */
void ncr_scene_start(NcrScene *sc, const char *fmt, ...) G_GNUC_PRINTF(2, 3);
void ncr_stage(NcrScene *sc);
void ncr_scene_plain(void (*fn)(NcrScene *sc));
void ncr_scene_moved(void (*fn)(NcrScene *sc));

/*
 * A command of six bytes for ID 1 whose data phase stops after @len bytes, with
 * the rest still due; then the other @len bytes, to the end of the command.
 */
void ncr_part_start(QTestState *qts, NcrIo *io, uint8_t identify,
                    const uint8_t *cdb, unsigned dir, uint32_t len);
void ncr_part_finish(QTestState *qts, NcrIo *io, uint32_t len);

#endif
