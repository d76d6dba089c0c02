// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where the time went: the lines of --timing and the file of --trace.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_REPORT_H
#define VYRE_RUN_REPORT_H

#include "Vyre/Runtime/Graph.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vyre::run {

/// The clock of everything that vyre-run does itself. Milliseconds since it
/// was made.
class Stopwatch {
public:
  double ms() const {
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now() - start_)
        .count();
  }

private:
  std::chrono::steady_clock::time_point start_ =
      std::chrono::steady_clock::now();
};

/// One part of a process, for the trace.
struct Span {
  std::string name;
  double beginMs = 0;
  double endMs = 0;
};

/// One run of the graph.
struct RunRecord {
  double beginMs = 0;
  double endMs = 0;
  rt::RunReport report;
};

struct Timing {
  std::vector<Span> spans; ///< Parse, compile, device opening, pipelines.
  std::vector<RunRecord> runs; ///< On the device.
  std::vector<Span> interpreted; ///< Runs in the reference interpreter.
  std::string device;

  /// Milliseconds of all spans of that name.
  double spanMs(const std::string &name) const;
};

/// The lines of --timing, each "timing: ...", then why barriers were recorded,
/// each "barrier: ...".
std::string formatTiming(const Timing &timing, double totalMs);

/// Chrome's trace format: what the host did on one track, dispatches by the
/// device's clock on another. The first dispatch of a run is drawn where its
/// upload ended, since the clocks have no common start.
std::string formatTrace(const Timing &timing);

/// The middle value; the mean of two for an even number. 0 for none.
double median(std::vector<double> values);

/// The text as a JSON string, with its quotes. Bytes that are no UTF-8 become
/// question marks.
std::string jsonString(const std::string &text);

} // namespace vyre::run

#endif // VYRE_RUN_REPORT_H
