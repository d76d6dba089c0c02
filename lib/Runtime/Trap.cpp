// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The words for a trap, see the header.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Runtime/Trap.h"

using namespace vyre::rt;

Status vyre::rt::trapStatus(const std::string &tag, uint32_t address,
                            uint32_t localId,
                            std::array<uint32_t, 3> workgroup) {
  return Status(
      Code::Trap,
      "invocation " + std::to_string(localId) + " of workgroup (" +
          std::to_string(workgroup[0]) + ", " + std::to_string(workgroup[1]) +
          ", " + std::to_string(workgroup[2]) + ") traps with tag '" + tag +
          "' and address=" + std::to_string(address) + " [VYRE-TR-02]",
      "look at what the program checks before it traps with this tag");
}
