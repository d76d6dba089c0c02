// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Names of schedules, and errors as diagnostics.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Interpreter/Schedule.h"

#include "Trace.h"
#include "Vyre/Interpreter/ExecutionError.h"
#include "Vyre/Interpreter/Explore.h"
#include "Vyre/Interpreter/MemoryHooks.h"
#include "Vyre/Interpreter/ReferenceEvaluation.h"
#include "mlir/IR/Diagnostics.h"

using namespace mlir;
using namespace mlir::vyre;

#include "Vyre/Interpreter/ReferenceEvaluation.cpp.inc"

std::optional<Schedule> Schedule::parse(llvm::StringRef text) {
  if (text == "batched")
    return batched();
  if (text == "in-order")
    return inOrder();
  if (text == "reverse")
    return reverse();
  uint64_t seed;
  if (text.consume_front("random:") && !text.getAsInteger(0, seed))
    return random(seed);
  if (text.consume_front("all:") && !text.getAsInteger(10, seed) && seed)
    return all(seed);
  if (text.consume_front("replay:") && parseTrace(text))
    return Schedule{Kind::Replay, 0, text.str()};
  return std::nullopt;
}

std::string Schedule::str() const {
  switch (kind) {
  case Kind::Batched:
    return "batched";
  case Kind::InOrder:
    return "in-order";
  case Kind::Reverse:
    return "reverse";
  case Kind::Random:
    return "random:" + std::to_string(seed);
  case Kind::All:
    return "all:" + std::to_string(seed);
  case Kind::Replay:
    return "replay:" + trace;
  }
  return "";
}

void ExecutionError::emit() const {
  InFlightDiagnostic diagnostic = emitError(location, str());
  for (const auto &[place, text] : notes)
    diagnostic.attachNote(place) << text;
}

std::string ExecutionError::str() const {
  return fix.empty() ? message : message + "; fix: " + fix;
}

MemoryHooks::~MemoryHooks() = default;
StepControl::~StepControl() = default;
