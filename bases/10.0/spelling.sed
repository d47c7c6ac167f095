# What QEMU 10.0 spells otherwise than the newest base.
# SPDX-License-Identifier: GPL-2.0-or-later
s,"system/memory\.h","exec/memory.h",
s,"system/address-spaces\.h","exec/address-spaces.h",
s/\(class_init(ObjectClass \*[a-z]*, \)const void \*/\1void */
s/\(qdev_add_vm_change_state_handler([a-z_0-9]*, [a-z_0-9]*, \)NULL, /\1/
s/(const InterfaceInfo\[\])/(InterfaceInfo[])/
