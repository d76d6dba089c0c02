// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Formats errors on one line.
//
//===----------------------------------------------------------------------===//

#include "Message.h"

using namespace vyre;
using namespace vyre::run;

// Longer quotes push the fix out of sight.
static constexpr size_t kMaxQuote = 60;

std::string run::onOneLine(const std::string &text) {
  std::string line;
  line.reserve(text.size());
  bool blank = false;
  for (char c : text) {
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      blank = !line.empty();
      continue;
    }
    if (blank)
      line += ' ';
    blank = false;
    // Control characters of a hostile file must not reach the terminal.
    line += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  }
  return line;
}

std::string run::quoted(const std::string &text) {
  if (text.size() <= kMaxQuote)
    return "'" + text + "'";
  return "'" + text.substr(0, kMaxQuote) + "...'";
}

std::string run::formatError(const rt::Status &status,
                             const std::string &fallback) {
  const rt::SourceLocation &location = status.location();
  std::string line = location.file.empty() ? fallback : location.file;
  if (location.line != 0) {
    line += ":" + std::to_string(location.line);
    line += ":" + std::to_string(location.column ? location.column : 1);
  }
  line += ": error: " + status.message();
  if (!status.fix().empty())
    line += "; fix: " + status.fix();
  return onOneLine(line);
}

rt::Status run::inFile(rt::Status status, const std::string &path) {
  rt::SourceLocation location;
  location.file = path;
  return std::move(status).at(std::move(location));
}

rt::Status run::within(const rt::Status &status, const std::string &where) {
  return rt::Status(status.code(), where + ": " + status.message(),
                    status.fix())
      .at(status.location());
}
