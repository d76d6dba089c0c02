// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a BarrierProgram before and after a rewrite, with the race detector, and
// makes a program that shows a difference smaller.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_UNITTESTS_SUPPORT_REWRITECHECK_H
#define VYRE_UNITTESTS_SUPPORT_REWRITECHECK_H

#include "BarrierProgram.h"
#include "Vyre/Interpreter/Schedule.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace mlir::vyre::testing {

/// A rewrite under test. It fails when it reports an error.
using Rewrite = llvm::function_ref<LogicalResult(ModuleOp)>;

/// The barriers of a module, by scope.
struct BarrierCounts {
  unsigned subgroup = 0, workgroup = 0, grid = 0;

  unsigned all() const { return subgroup + workgroup + grid; }
  static BarrierCounts of(ModuleOp module);
};

class RewriteCheck {
public:
  RewriteCheck();

  struct Result {
    enum class Kind {
      Same,
      /// The program itself does not run, has a race, or depends on the
      /// schedule. A mistake of the generator, or of a step of shrinking.
      BadProgram,
      /// The rewrite failed, or a run after it is another one.
      Different,
    };
    Kind kind = Kind::Same;
    /// What differs, and under which schedule.
    std::string message;
    BarrierCounts before, after;
    bool changed = false;

    bool isSame() const { return kind == Kind::Same; }
  };
  Result check(const BarrierProgram &program, Rewrite rewrite);

  /// None if the text is no valid module; the reason is in `diagnostics`.
  OwningOpRef<ModuleOp> parse(StringRef text);
  /// Runs @main. On success the message is empty and `memory` is what it
  /// left. `checkRaces` makes a race an error.
  std::string run(ModuleOp module, const Schedule &schedule,
                  BarrierProgram::Memory &memory, bool checkRaces = true);

  /// Runs @main of a file that checks itself; the message is empty if it is
  /// right.
  std::string runFile(ModuleOp module);

  /// Batched, in-order, reverse, and random with three seeds.
  static const std::vector<Schedule> &schedules();

  MLIRContext context;
  std::string diagnostics;
};

/// Takes statements out of a program as long as `fails` holds for the rest.
/// The result is the smallest one that it found, after `tries` at most.
BarrierProgram shrink(BarrierProgram program,
                      llvm::function_ref<bool(const BarrierProgram &)> fails,
                      unsigned tries = 3000);

} // namespace mlir::vyre::testing

#endif // VYRE_UNITTESTS_SUPPORT_REWRITECHECK_H
