// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Errors of the runtime are values. Nothing in `vyre::rt` throws, aborts on
// input, or logs; a caller looks at the code, a person reads the message.
//
// Which code to pick:
//   InvalidArgument     the caller passed something that no device could accept
//   FailedPrecondition  right call, wrong moment (a closed device)
//   OutOfRange          a size or index is past a stated limit
//   NotFound            a named file, graph, argument or device is absent
//   Unavailable         there is no Vulkan loader, driver or device here
//   Unsupported         this device lacks a feature or fails a probe
//   ResourceExhausted   memory, disk or handles ran out
//   CompileFailed       the driver refused a kernel
//   DeadlineExceeded    a wait ran past its deadline; the device is then lost
//   DeviceLost          sticky: every later call on the device returns it
//   Mismatch            a `vyre.expect` did not hold
//   Trap                the program ended the run itself, by `vyre.trap`
//   DataLoss            an artifact is cut, altered or from the future
//   Internal            a broken invariant of ours
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUNTIME_STATUS_H
#define VYRE_RUNTIME_STATUS_H

#include <cassert>
#include <optional>
#include <string>
#include <utility>

namespace vyre::rt {

enum class Code {
  Ok,
  InvalidArgument,
  FailedPrecondition,
  OutOfRange,
  NotFound,
  Unavailable,
  Unsupported,
  ResourceExhausted,
  CompileFailed,
  DeadlineExceeded,
  DeviceLost,
  Mismatch,
  Trap,
  DataLoss,
  Internal,
};

/// Where in the source of a program an error belongs. `file` is empty when
/// that is not known.
struct SourceLocation {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
};

/// An outcome. The message says what was found and what was expected, in one
/// line; `fix` says what to change, without the leading "fix: ".
class [[nodiscard]] Status {
public:
  Status() = default;
  Status(Code code, std::string message, std::string fix = "")
      : code_(code), message_(std::move(message)), fix_(std::move(fix)) {}

  static Status ok() { return Status(); }

  bool isOk() const { return code_ == Code::Ok; }
  explicit operator bool() const { return isOk(); }

  Code code() const { return code_; }
  const std::string &message() const { return message_; }
  const std::string &fix() const { return fix_; }
  const SourceLocation &location() const { return location_; }

  /// The same error at a place in the source. An inner location wins.
  Status at(SourceLocation location) && {
    if (location_.file.empty())
      location_ = std::move(location);
    return std::move(*this);
  }

private:
  Code code_ = Code::Ok;
  std::string message_;
  std::string fix_;
  SourceLocation location_;
};

/// A value or the reason why there is none.
template <typename T> class [[nodiscard]] Result {
public:
  Result(T value) : value_(std::move(value)) {}
  Result(Status status) : status_(std::move(status)) {
    assert(!status_.isOk() && "a Result without a value needs an error");
  }

  bool isOk() const { return value_.has_value(); }
  explicit operator bool() const { return isOk(); }

  const Status &status() const { return status_; }
  Status takeStatus() && { return std::move(status_); }

  T &operator*() { return *value_; }
  const T &operator*() const { return *value_; }
  T *operator->() { return &*value_; }
  const T *operator->() const { return &*value_; }
  T take() && { return std::move(*value_); }

private:
  std::optional<T> value_;
  Status status_;
};

} // namespace vyre::rt

#endif // VYRE_RUNTIME_STATUS_H
