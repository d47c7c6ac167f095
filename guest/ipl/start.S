/*
 * Entry of a boot loader: what the firmware jumps to with its IPL in memory
 *
 * Copyright (c) 2026 the QEMU LASI series authors
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The firmware gives arg0 = the user wants to interact and arg1 = the end of
 * the IPL, address translation is off. The stack grows upwards.
 */
        .import $global$, data
        .import monitor, code
        .section .text.start, "ax"
        .export _start, entry
_start:
        ldil    L%_stack, %r1
        ldo     R%_stack(%r1), %sp
        ldo     64(%sp), %sp
        ldil    L%$global$, %dp
        ldo     R%$global$(%dp), %dp
        ldil    L%monitor, %r1
        ldo     R%monitor(%r1), %r1
        bv      %r0(%r1)
        copy    %r0, %rp

        .section .bss
        .align  64
_stack: .space  16384
