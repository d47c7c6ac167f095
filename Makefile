# The verbs. Each calls one tool; `make help` lists them.
# SPDX-License-Identifier: GPL-2.0-or-later

export BASE MACHINE QEMU_SRC QEMU_CONFIGURE SIGNOFF PREFIX JOBS GUI

.PHONY: help bases run check qtest fuzz deps tree qemu guest series install bench coverage-list clean

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 22

bases: ## the QEMU versions that BASE=... can name, and whether they can be had
	@tools/bases

run: ## build everything, boot Linux (ARGS="..." for QEMU; BASE=..., MACHINE=715; GUI=1: its screen)
	@tools/run $(ARGS)

check: ## build everything, run every test; ends with "N passed, N failed"
	@tools/check

qtest: ## rebuild and run our qtests (TEST=name for one): the fast loop
	@tools/qtest $(TEST)

deps: ## install the packages that all this needs (GUI=1: a window's, too)
	@tools/deps

fuzz: ## fuzz LASI and its chips with clang (TARGET=name, SECONDS=each)
	@tools/fuzz "$(TARGET)" "$(SECONDS)"

tree: ## assemble build/qemu: QEMU, then one commit per patch of series/
	@tools/tree

qemu: ## build build/qemu-system-hppa and its firmware
	@tools/qemu

guest: ## build the guest: Linux, userland, bootable disk
	@tools/guest

series: ## write the mailable patches to build/series (SIGNOFF="Name <mail>")
	@tools/series

install: ## install the emulator and its firmware below PREFIX=...
	@tools/install

bench: ## compare LASI's devices with PCI ones (ROUNDS=7), in bench/REPORT.md
	@tools/bench $(ROUNDS)

coverage-list: ## each item of the checklists with the test that proves it
	@tools/coverage-list

clean: ## remove build/ (everything made; sources are fetched again)
	@tools/clean
