// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The choices of an execution as text: "0r3.1.0r2" is invocation 0 three times,
// 1 once and 0 twice. "-" is no choice.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_INTERPRETER_TRACE_H
#define VYRE_LIB_INTERPRETER_TRACE_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mlir::vyre {

/// Nothing if the text is not a trace, or one of more than 2^20 choices.
std::optional<std::vector<uint32_t>> parseTrace(llvm::StringRef text);
std::string formatTrace(const std::vector<uint32_t> &lanes);

} // namespace mlir::vyre

#endif // VYRE_LIB_INTERPRETER_TRACE_H
