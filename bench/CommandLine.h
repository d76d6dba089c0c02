// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the benchmarks in C++ share besides Vulkan: reading flags, and ending
// with the exit codes of VulkanHarness.h when the runtime reports an error.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_BENCH_COMMANDLINE_H
#define VYRE_BENCH_COMMANDLINE_H

#include "VulkanHarness.h"
#include "Vyre/Runtime/Status.h"

#include <cstdlib>
#include <cstring>
#include <string>
#include <utility>

namespace vyre::bench {

/// One argument of the command line. The functions are false and leave the
/// target alone if it is another flag; `flag` ends in '='.
struct Argument {
  std::string text;

  bool takes(const char *flag, std::string &target) const {
    if (text.rfind(flag, 0) != 0)
      return false;
    target = text.substr(std::strlen(flag));
    return true;
  }

  /// Only for numbers above 0, of which integers keep the whole part.
  template <typename Number>
  bool takesPositive(const char *flag, Number &target) const {
    std::string number;
    if (!takes(flag, number))
      return false;
    double found = std::atof(number.c_str());
    if (!(found > 0))
      return false;
    Number value = static_cast<Number>(found);
    if (value == 0)
      return false;
    target = value;
    return true;
  }

  /// Ends the process; `usage` shows what is understood.
  [[noreturn]] void refuse(const std::string &usage) const {
    fail(kExitUsage, "the argument '" + text + "' is not understood", usage);
  }
};

/// Ends the process if the status is an error.
inline void require(const rt::Status &status) {
  if (!status.isOk())
    fail(kExitUnsupported, status.message(), status.fix());
}

/// The value, if there is one.
template <typename T> T take(rt::Result<T> result) {
  if (!result)
    require(result.status());
  return std::move(result).take();
}

} // namespace vyre::bench

#endif // VYRE_BENCH_COMMANDLINE_H
