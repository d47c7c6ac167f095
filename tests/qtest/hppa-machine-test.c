/*
 * QTest testcase for what the HPPA machines make of the command line
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "qemu/osdep.h"
#include "libqtest.h"
#include "qobject/qdict.h"
#include "qobject/qlist.h"
#include "qobject/qstring.h"

#define LASI_BUS        "/machine/lasi-scsi/lasi-scsi.0"

#define DISK(options)   " -drive driver=null-co,read-zeroes=on," options
#define NIC(options)    " -nic hubport,hubid=0" options

#define PCI_CLASS_SCSI      0x0100
#define PCI_CLASS_ETHERNET  0x0200

/* The QOM path of the bus that the device of a drive is on, or NULL */
static char *drive_bus(QTestState *qts, const char *drive)
{
    g_autoptr(QDict) answer = qtest_qmp(qts, "{'execute': 'query-block'}");
    QListEntry *entry;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(answer, "return"), entry) {
        QDict *block = qobject_to(QDict, qlist_entry_obj(entry));
        const char *device = qdict_get_try_str(block, "qdev");

        if (g_str_equal(qdict_get_str(block, "device"), drive)) {
            g_autoptr(QDict) bus = NULL;

            if (!device) {
                return NULL;
            }
            bus = qtest_qmp(qts, "{'execute': 'qom-get', 'arguments': {"
                                 " 'path': %s, 'property': 'parent_bus'}}",
                            device);
            return g_strdup(qdict_get_str(bus, "return"));
        }
    }
    return NULL;
}

static void assert_drive_bus(QTestState *qts, const char *drive,
                             const char *expected)
{
    g_autofree char *bus = drive_bus(qts, drive);

    g_assert_cmpstr(bus, ==, expected);
}

static void assert_pci_drive(QTestState *qts, const char *drive)
{
    g_autofree char *bus = drive_bus(qts, drive);

    g_assert_nonnull(bus);
    g_assert_cmpstr(bus, !=, LASI_BUS);
}

/* How many devices of a class are on the PCI bus */
static int count_pci(QTestState *qts, int class)
{
    g_autoptr(QDict) answer = qtest_qmp(qts, "{'execute': 'query-pci'}");
    QListEntry *bus_entry, *entry;
    int count = 0;

    QLIST_FOREACH_ENTRY(qdict_get_qlist(answer, "return"), bus_entry) {
        QDict *bus = qobject_to(QDict, qlist_entry_obj(bus_entry));

        QLIST_FOREACH_ENTRY(qdict_get_qlist(bus, "devices"), entry) {
            QDict *dev = qobject_to(QDict, qlist_entry_obj(entry));

            count += qdict_get_int(qdict_get_qdict(dev, "class_info"),
                                   "class") == class;
        }
    }
    return count;
}

/* Whether a network card of a model is there */
static bool has_nic(QTestState *qts, const char *model)
{
    g_autofree char *info = qtest_hmp(qts, "info network");
    g_autofree char *text = g_strdup_printf("type=nic,model=%s,", model);

    return strstr(info, text);
}

/* Without the property, or with "off", plain options mean PCI cards. */
static void test_builtin_io_off(const void *machine)
{
    QTestState *qts = qtest_initf("-M %s" DISK("id=plain") DISK("if=scsi,"
                                  "bus=1,unit=3,id=lasi") NIC(""),
                                  (const char *)machine);

    assert_pci_drive(qts, "plain");
    assert_drive_bus(qts, "lasi", LASI_BUS);
    g_assert_cmpint(count_pci(qts, PCI_CLASS_SCSI), ==, 1);
    g_assert_cmpint(count_pci(qts, PCI_CLASS_ETHERNET), ==, 1);
    g_assert_false(has_nic(qts, "lasi_82596"));
    qtest_quit(qts);
}

/* With it, they mean LASI's controllers, and there are no PCI cards. */
static void test_builtin_io_on(void)
{
    QTestState *qts = qtest_init("-M B160L,builtin-io=on"
                                 DISK("id=plain")
                                 DISK("media=cdrom,index=2,id=cd")
                                 DISK("if=scsi,unit=6,id=six") NIC(""));

    assert_drive_bus(qts, "plain", LASI_BUS);
    assert_drive_bus(qts, "cd", LASI_BUS);
    assert_drive_bus(qts, "six", LASI_BUS);
    g_assert_cmpint(count_pci(qts, PCI_CLASS_SCSI), ==, 0);
    g_assert_cmpint(count_pci(qts, PCI_CLASS_ETHERNET), ==, 0);
    g_assert_true(has_nic(qts, "lasi_82596"));
    qtest_quit(qts);
}

/* QEMU's empty CD-ROM is not for the guest, which might install from it. */
static void test_builtin_io_no_cd(void)
{
    QTestState *qts = qtest_init("-M B160L,builtin-io=on" NIC(""));

    assert_drive_bus(qts, "scsi0-cd2", NULL);
    g_assert_cmpint(count_pci(qts, PCI_CLASS_SCSI), ==, 0);
    qtest_quit(qts);
}

/* A card that is named is the one that is meant, wherever it is written. */
static void test_builtin_io_nics(void)
{
    QTestState *qts = qtest_init("-M B160L,builtin-io=on" NIC("")
                                 NIC(",model=lasi_82596"));

    g_assert_true(has_nic(qts, "tulip"));
    g_assert_true(has_nic(qts, "lasi_82596"));
    qtest_quit(qts);

    qts = qtest_init("-M B160L,builtin-io=on" NIC(",model=tulip"));
    g_assert_true(has_nic(qts, "tulip"));
    g_assert_false(has_nic(qts, "lasi_82596"));
    qtest_quit(qts);
}

/* PCI SCSI is there for who asks for it. */
static void test_builtin_io_pci_scsi(void)
{
    QTestState *qts = qtest_init("-M B160L,builtin-io=on" NIC("")
                                 " -device lsi53c895a,id=pci"
                                 DISK("if=none,id=far")
                                 " -device scsi-hd,bus=pci.0,drive=far"
                                 DISK("if=scsi,id=near"));

    assert_pci_drive(qts, "far");
    assert_drive_bus(qts, "near", LASI_BUS);
    qtest_quit(qts);
}

/* All that the 715 has is built in, and its SCSI bus is QEMU's first one. */
static void test_715(void)
{
    static const char bus[] = "/machine/lasi-scsi/scsi.0";
    QTestState *qts = qtest_init("-M 715" DISK("id=plain")
                                 DISK("media=cdrom,index=2,id=cd")
                                 DISK("if=scsi,unit=6,id=six")
                                 DISK("if=none,id=named")
                                 " -device scsi-hd,bus=scsi.0,drive=named"
                                 NIC(""));

    assert_drive_bus(qts, "plain", bus);
    assert_drive_bus(qts, "cd", bus);
    assert_drive_bus(qts, "six", bus);
    assert_drive_bus(qts, "named", bus);
    g_assert_true(has_nic(qts, "lasi_82596"));
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_data_func("/hppa-machine/builtin-io/default", "B160L",
                        test_builtin_io_off);
    qtest_add_data_func("/hppa-machine/builtin-io/off", "B160L,builtin-io=off",
                        test_builtin_io_off);
    qtest_add_func("/hppa-machine/builtin-io/on", test_builtin_io_on);
    qtest_add_func("/hppa-machine/builtin-io/no-cd", test_builtin_io_no_cd);
    qtest_add_func("/hppa-machine/builtin-io/nics", test_builtin_io_nics);
    qtest_add_func("/hppa-machine/builtin-io/pci-scsi",
                   test_builtin_io_pci_scsi);
    if (qtest_has_machine("715")) {
        qtest_add_func("/hppa-machine/715", test_715);
    }

    return g_test_run();
}
