// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "Vyre/Runtime/Status.h"
// A comment may say mlir/IR and vulkan/vulkan.h.
