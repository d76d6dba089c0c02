// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The progress line.
//
//===----------------------------------------------------------------------===//

#include "Progress.h"

#include <cstdio>
#include <unistd.h>

using namespace vyre::run;

static constexpr auto kQuiet = std::chrono::seconds(1);
static constexpr auto kRefresh = std::chrono::milliseconds(200);

Progress::Progress() : since_(std::chrono::steady_clock::now()) {
  if (::isatty(STDERR_FILENO))
    thread_ = std::thread(&Progress::watch, this);
}

void Progress::clearLine() {
  if (shown_)
    std::fputs("\r\033[K", stderr);
  shown_ = false;
}

void Progress::phase(const std::string &name) {
  if (!thread_.joinable())
    return;
  std::lock_guard<std::mutex> lock(mutex_);
  clearLine();
  name_ = name;
  since_ = std::chrono::steady_clock::now();
}

void Progress::stop() {
  if (!thread_.joinable())
    return;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;
    clearLine();
  }
  wake_.notify_all();
  thread_.join();
}

void Progress::watch() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!wake_.wait_for(lock, kRefresh, [this] { return stopped_; })) {
    auto age = std::chrono::steady_clock::now() - since_;
    if (name_.empty() || age < kQuiet)
      continue;
    std::fprintf(stderr, "\r\033[K%s: %.1f s", name_.c_str(),
                 std::chrono::duration<double>(age).count());
    std::fflush(stderr);
    shown_ = true;
  }
}
