#ifndef __PARISC_DEVICE_H
#define __PARISC_DEVICE_H

/* A module of the machine, or a function of a PCI card, as the firmware shows
 * it to operating systems. */

struct pci_device;

typedef struct {
    unsigned long hpa;
    struct pdc_iodc *iodc;
    struct pdc_system_map_mod_info *mod_info;
    struct pdc_module_path *mod_path;
    int num_addr;
    int add_addr[5];
    unsigned long hpa_parent;
    struct pci_device *pci;
    unsigned long pci_addr;
    int index;
} hppa_device_t;

hppa_device_t *find_hpa_device(unsigned long hpa);
hppa_device_t *find_pci_hppa_device(int bdf);

#endif /* __PARISC_DEVICE_H */
