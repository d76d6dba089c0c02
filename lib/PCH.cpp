// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exists so that CMake can build the shared precompiled header.
//
//===----------------------------------------------------------------------===//
