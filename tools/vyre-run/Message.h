// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The one form in which vyre-run tells a person about an error.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_MESSAGE_H
#define VYRE_RUN_MESSAGE_H

#include "Vyre/Runtime/Status.h"

#include <string>

namespace vyre::run {

/// `FILE:LINE:COL: error: MESSAGE; fix: FIX`, always a single line without
/// the line end. Line and column are left out when unknown. An error without
/// a file is reported at `fallback`.
std::string formatError(const rt::Status &status, const std::string &fallback);

/// The text with every run of blanks and line ends made one blank, so that it
/// fits on a line.
std::string onOneLine(const std::string &text);

/// The text in single quotes, shortened when it is very long.
std::string quoted(const std::string &text);

/// The same error with the place put in front when it has none.
rt::Status inFile(rt::Status status, const std::string &path);

/// The same error with "WHERE: " put in front of its message.
rt::Status within(const rt::Status &status, const std::string &where);

} // namespace vyre::run

#endif // VYRE_RUN_MESSAGE_H
