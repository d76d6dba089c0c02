// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The exit codes of vyre-run, and which error of the runtime leads to which.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_EXITCODE_H
#define VYRE_RUN_EXITCODE_H

#include "Vyre/Runtime/Status.h"

namespace vyre::run {

/// What the process ends with. The numbers are an interface: scripts test
/// them, so none is ever reused.
enum class ExitCode : int {
  Ok = 0,
  Internal = 1,    ///< A broken invariant of ours, or a validation message.
  Usage = 2,       ///< Flags, files, inputs or outputs.
  Source = 3,      ///< The program or artifact does not parse or verify.
  Unsupported = 4, ///< No device, or not on this one.
  Compile = 5,     ///< Our lowering or the driver refused the program.
  Dispatch = 6,    ///< The run failed: memory, disk, submission.
  DeviceLost = 7,  ///< The device was lost, or the run took too long.
  Mismatch = 8,    ///< `vyre.expect` or `--verify`.
  Trap = 9,        ///< The program trapped.
  Race = 10,       ///< The interpreter found a race, divergence or a hang.
  Interrupted = 130,
};

/// The one table from runtime errors to exit codes.
ExitCode exitCodeFor(rt::Code code);

} // namespace vyre::run

#endif // VYRE_RUN_EXITCODE_H
