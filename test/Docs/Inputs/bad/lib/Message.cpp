// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

static const char *messages[] = {
    "is wrong [VYRE-AA-02]; fix: correct it",
    "is wrong [VYRE-AA-04]; fix: correct it",
};
