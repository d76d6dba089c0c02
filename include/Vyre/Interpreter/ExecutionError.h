// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the interpreter found to be wrong, as a value. Nothing in the
// interpreter aborts on input. The message says what was found and what was
// expected, `fix` says what to change, without the leading "fix: ".
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_EXECUTIONERROR_H
#define VYRE_INTERPRETER_EXECUTIONERROR_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>
#include <string>
#include <utility>

namespace mlir::vyre {

struct ExecutionError {
  enum class Kind {
    /// An op, type or construct that the interpreter does not take.
    Unsupported,
    /// Grid, buffers or scalars do not fit the program.
    InvalidArgument,
    /// Invocations of one scope stand at different barriers, or some came to
    /// none (VYRE-BR-01).
    DivergentBarrier,
    /// Invocations wait for something that nobody will do.
    Hang,
    /// The step budget is used up; the program may or may not end.
    BudgetExhausted,
    /// An `in_bounds` access was out of range (VYRE-MM-06).
    FalseProof,
    /// Found by hooks: a data race, or another rule of the memory model.
    Race,
    /// A `vyre.expect` did not hold.
    Mismatch,
    /// The program ended the run itself, by `vyre.trap` (VYRE-TR-02).
    Trap,
    /// An op could not evaluate its operands.
    Evaluation,
  };

  Kind kind;
  Location location;
  std::string message;
  std::string fix;
  /// Other places that belong to the error, in the order to read them.
  SmallVector<std::pair<Location, std::string>, 2> notes = {};

  /// Emits the error and its notes through the diagnostic engine.
  void emit() const;
  /// "message; fix: ..." in one line, without location and notes.
  std::string str() const;
};

/// Nothing on success.
using ExecutionResult = std::optional<ExecutionError>;

} // namespace mlir::vyre

#endif // VYRE_INTERPRETER_EXECUTIONERROR_H
