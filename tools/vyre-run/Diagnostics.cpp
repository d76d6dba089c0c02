// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Diagnostics.h.
//
//===----------------------------------------------------------------------===//

#include "Diagnostics.h"

#include "Message.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Location.h"

using namespace vyre;
using namespace vyre::run;

rt::SourceLocation run::toLocation(mlir::Location loc) {
  rt::SourceLocation result;
  if (auto file = loc->findInstanceOf<mlir::FileLineColLoc>()) {
    result.file = file.getFilename().str();
    result.line = file.getLine();
    result.column = file.getColumn();
  }
  return result;
}

/// What to do about a message of MLIR's parser or verifier, which have none.
static std::string parserFix(llvm::StringRef message) {
  static constexpr struct {
    const char *part;
    const char *fix;
  } kFixes[] = {
      {"undeclared SSA value", "define the value before it is used"},
      {"undefined symbol alias", "define the alias at the top of the file"},
      {"redefinition of symbol", "rename one of the two"},
      {"redefinition of SSA value", "rename one of the two"},
      {"is unknown", "check the spelling; docs/Dialect.md lists the ops"},
      {"unregistered", "use a dialect that vyre-run knows (vyre, arith, math, "
                       "scf, vector, ub)"},
      {"not found for custom op", "use a dialect that vyre-run knows (vyre, "
                                  "arith, math, scf, vector, ub)"},
      {"bytecode", "write the bytecode again with vyre-opt --emit-bytecode"},
      {"expects different type", "make the types of definition and use agree"},
      {"expected", "write what is expected here"},
  };
  for (const auto &each : kFixes)
    if (message.contains(each.part))
      return each.fix;
  return "correct the source here; docs/Dialect.md describes each op";
}

void LineCollector::add(mlir::Diagnostic &diagnostic) {
  const bool isError =
      diagnostic.getSeverity() == mlir::DiagnosticSeverity::Error;
  if (!isError && diagnostic.getSeverity() != mlir::DiagnosticSeverity::Warning)
    return;
  const std::string whole = diagnostic.str();
  // Most of our errors carry the fix in the message itself; it goes last.
  auto [found, ownFix] = llvm::StringRef(whole).split("; fix: ");
  std::string message = found.rtrim().str(), fix = ownFix.str();
  const rt::SourceLocation location = toLocation(diagnostic.getLocation());
  for (mlir::Diagnostic &note : diagnostic.getNotes()) {
    std::string text = note.str();
    if (llvm::StringRef(text).starts_with("fix:")) {
      fix += (fix.empty() ? "" : ", ") +
             llvm::StringRef(text).drop_front(4).trim().str();
      continue;
    }
    // The whole operation, and a list of dialects with a link, are for MLIR's
    // developers.
    if (llvm::StringRef(text).starts_with("see current operation") ||
        llvm::StringRef(text).starts_with("Available dialects"))
      continue;
    message += "; " + text;
    rt::SourceLocation place = toLocation(note.getLocation());
    if (!place.file.empty() &&
        (place.line != location.line || place.column != location.column))
      message += " (" + place.file + ":" + std::to_string(place.line) + ":" +
                 std::to_string(place.column) + ")";
  }
  if (fix.empty() && isError)
    fix = parsing ? parserFix(message)
                  : "change the program here; docs/Dialect.md describes each "
                    "op";
  rt::Status status(rt::Code::InvalidArgument, message, fix);
  std::string line = formatError(std::move(status).at(location), fallback_);
  if (!isError) {
    size_t at = line.find(": error: ");
    line.replace(at, 9, ": warning: ");
  }
  sawError |= isError;
  lines_.push_back(std::move(line));
}
