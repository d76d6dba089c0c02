// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Traps (VYRE-TR-02): what a kernel writes down for the host, and how both
// backends say it.
//
// The record is a transient buffer of kTrapWords words, zero at first. The
// first invocation that traps takes it, by a compare and exchange of the word
// Site, and writes the others. The host looks at it when the run is over.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUNTIME_TRAP_H
#define VYRE_RUNTIME_TRAP_H

#include "Vyre/Runtime/Status.h"

#include <array>
#include <cstdint>

namespace vyre::rt {

/// The words of a record.
enum TrapWord : uint32_t {
  /// One more than the number of the site in the graph's table; 0 for no trap.
  kTrapSite,
  kTrapAddress,
  /// The linear id in the workgroup.
  kTrapLocalId,
  /// The id of the workgroup: x, y, z.
  kTrapWorkgroup,
  kTrapWords = kTrapWorkgroup + 3,
};

/// The error that a trap is, without its location.
Status trapStatus(const std::string &tag, uint32_t address, uint32_t localId,
                  std::array<uint32_t, 3> workgroup);

} // namespace vyre::rt

#endif // VYRE_RUNTIME_TRAP_H
