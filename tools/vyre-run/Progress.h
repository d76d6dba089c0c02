// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tells a person at a terminal what takes so long.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_PROGRESS_H
#define VYRE_RUN_PROGRESS_H

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace vyre::run {

/// Rewrites one line of stderr with the name of the phase and its age, once
/// a phase is older than a second. Silent when stderr is no terminal.
///
/// Thread safety: phase() and stop() belong to the thread that made it. The
/// helper thread holds the lock for every access to the members below it.
class Progress {
public:
  Progress();
  Progress(const Progress &) = delete;
  Progress &operator=(const Progress &) = delete;
  ~Progress() { stop(); }

  /// A new phase begins, and the line of the last one goes away.
  void phase(const std::string &name);

  /// Clears the line for good; to be called before anything is printed.
  void stop();

private:
  void watch();
  void clearLine();

  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::string name_;
  std::chrono::steady_clock::time_point since_;
  bool shown_ = false;
  bool stopped_ = false;
};

} // namespace vyre::run

#endif // VYRE_RUN_PROGRESS_H
