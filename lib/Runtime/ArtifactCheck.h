// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The meaning-level half of the artifact reader. FlatBuffers' verifier says
// that every offset stays inside the file; this check says that every number
// in it refers to something: kernels, buffers, registers, data sizes, enums.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_ARTIFACTCHECK_H
#define VYRE_LIB_RUNTIME_ARTIFACTCHECK_H

#include "HostProgram.h"
#include "Vyre/Artifact/Artifact_generated.h"

#include <string>

namespace vyre::rt {

/// What is wrong with the artifact, as a clause ("graph 'main': dispatch of
/// kernel 7 of 2"), or an empty string.
std::string findArtifactFault(const artifact::Artifact &root);

/// The fields of a scalar command.
ScalarOp decodeScalarOp(const artifact::ScalarCommand &command);

} // namespace vyre::rt

#endif // VYRE_LIB_RUNTIME_ARTIFACTCHECK_H
