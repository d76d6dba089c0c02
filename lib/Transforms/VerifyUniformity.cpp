// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// vyre-verify-uniformity: rejects barriers and subgroup ops that not all
// invocations of their scope reach together (VYRE-BR-01, VYRE-SG-02). What
// counts as uniform, and why, is in Vyre/Analysis/Uniformity.h. One error per
// place where invocations part: more ops behind the same condition have the
// same cause.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Transforms/Passes.h"

#include "Vyre/Analysis/RegionFlow.h"
#include "Vyre/Analysis/Uniformity.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/raw_ostream.h"

namespace mlir::vyre {
#define GEN_PASS_DEF_VERIFYUNIFORMITYPASS
#include "Vyre/Transforms/Passes.h.inc"
} // namespace mlir::vyre

using namespace mlir;
using namespace mlir::vyre;

/// How to make a value the same for all of a scope.
static StringRef getSharingHint(Scope scope) {
  switch (scope) {
  case Scope::Subgroup:
  case Scope::Workgroup:
    return "a value that they share (one invocation can store it to workgroup "
           "memory, and all load it behind a barrier)";
  case Scope::Grid:
    return "a value that they share: parameters, lengths, num_workgroups, "
           "loads at such an index";
  }
  llvm_unreachable("unknown scope");
}

static void report(Operation *op, Scope scope, Operation *parent,
                   const Uniformity &uniformity) {
  StringRef name = parent->getName().getStringRef();
  bool isBarrier = isa<SyncOpInterface>(op);
  StringRef what = isBarrier ? "barrier" : "subgroup op";
  Value control = uniformity.getDivergentControl(parent, scope);
  InFlightDiagnostic error = op->emitOpError("of scope ");
  error << stringifyScope(scope) << " stands in '" << name << "', and ";
  if (!control)
    error << "nothing is known about which invocations run that";
  else if (isLoop(parent))
    error << "invocations of the " << stringifyScope(scope)
          << " may differ in how often that runs";
  else
    error << "invocations of the " << stringifyScope(scope)
          << " may decide differently there";
  error << ", expected all of them to come here together ["
        << (isBarrier ? "VYRE-BR-01" : "VYRE-SG-02") << "]; fix: ";
  if (!control)
    error << "use scf.if, scf.for, scf.while, scf.index_switch or vyre.region";
  else if (isLoop(parent))
    error << "let all run the same iterations, and put what some must not do "
             "under a condition without a "
          << what << "; or bound the loop by " << getSharingHint(scope);
  else
    error << "move the " << what << " out of the '" << name
          << "', or decide by " << getSharingHint(scope);
  if (!control)
    return;
  error.attachNote(parent->getLoc())
      << "invocations part here: '" << name << "' depends on a value that may "
      << "differ";
  uniformity.explain(control, scope, *error.getUnderlyingDiagnostic());
}

namespace {

struct VerifyUniformityPass
    : public vyre::impl::VerifyUniformityPassBase<VerifyUniformityPass> {
  using Base = vyre::impl::VerifyUniformityPassBase<VerifyUniformityPass>;
  using Base::Base;

  void runOnOperation() override {
    Uniformity uniformity(getOperation());
    if (printUniformity)
      uniformity.print(llvm::errs());
    DenseSet<Operation *> reported;
    getOperation().walk([&](ConvergentOpInterface op) {
      Scope scope = op.getConvergenceScope();
      Operation *parent = uniformity.getDivergentParent(op, scope);
      if (parent && reported.insert(parent).second)
        report(op, scope, parent, uniformity);
    });
    if (!reported.empty())
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};

} // namespace
