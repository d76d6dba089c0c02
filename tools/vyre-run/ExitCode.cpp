// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From runtime errors to exit codes. docs/VyreRun.md shows the same table.
//
//===----------------------------------------------------------------------===//

#include "ExitCode.h"

using namespace vyre;
using namespace vyre::run;

ExitCode run::exitCodeFor(rt::Code code) {
  switch (code) {
  case rt::Code::Ok:
    return ExitCode::Ok;
  case rt::Code::InvalidArgument: // wrong input, grid, profile file
  case rt::Code::NotFound:        // file, graph or device that was named
    return ExitCode::Usage;
  case rt::Code::DataLoss: // a cut or altered artifact
    return ExitCode::Source;
  case rt::Code::Unavailable:
  case rt::Code::Unsupported:
    return ExitCode::Unsupported;
  case rt::Code::CompileFailed:
    return ExitCode::Compile;
  case rt::Code::OutOfRange: // a grid or buffer past a limit
  case rt::Code::FailedPrecondition:
  case rt::Code::ResourceExhausted:
    return ExitCode::Dispatch;
  case rt::Code::DeadlineExceeded:
  case rt::Code::DeviceLost:
    return ExitCode::DeviceLost;
  case rt::Code::Mismatch:
    return ExitCode::Mismatch;
  case rt::Code::Trap:
    return ExitCode::Trap;
  case rt::Code::Internal:
    return ExitCode::Internal;
  }
  return ExitCode::Internal;
}
