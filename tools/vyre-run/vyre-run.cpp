// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a program on a device. docs/VyreRun.md is the manual.
//
//===----------------------------------------------------------------------===//

#include "ExitCode.h"
#include "FileIO.h"
#include "Message.h"
#include "Options.h"
#include "Session.h"

#include <cstdio>
#include <cstdlib>

using namespace vyre;
using namespace vyre::run;

int main(int argc, char **argv) {
  leaveOnInterrupt();
  rt::Result<Options> options = parseOptions(argc, argv);
  if (!options) {
    std::fprintf(stderr, "%s\n",
                 formatError(options.status(), "vyre-run").c_str());
    return static_cast<int>(exitCodeFor(options.status().code()));
  }
  Session session(*options);
  ExitCode code = session.run();
  std::fflush(stdout);
  std::fflush(stderr);
  // The device may still be busy, and a driver's own cleanup would wait for
  // it without end.
  if (code == ExitCode::DeviceLost)
    std::_Exit(static_cast<int>(code));
  return static_cast<int>(code);
}
