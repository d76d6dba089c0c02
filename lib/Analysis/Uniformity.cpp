// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The fixed point and the queries; what it computes and why that is right is in
// the header. UniformityNotes.cpp puts it into words.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/Uniformity.h"

#include "LoadAgreement.h"
#include "Vyre/Analysis/RegionFlow.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Helpers
//===----------------------------------------------------------------------===//

static bool areEqual(Value lhs, Value rhs) {
  Attribute left, right;
  return lhs == rhs || (matchPattern(lhs, m_Constant(&left)) &&
                        matchPattern(rhs, m_Constant(&right)) && left == right);
}

/// Whether equal operands give equal results, unless the op says otherwise by
/// UniformityOpInterface. Elsewhere an op without effects can still ask who
/// executes it, as gpu.thread_id does.
static bool isFunctionOfOperands(Operation *op) {
  static constexpr StringLiteral kDialects[] = {"arith", "index", "math",
                                                "vector", "vyre"};
  return isMemoryEffectFree(op) && !isa<ConvergentOpInterface>(op) &&
         llvm::is_contained(kDialects, op->getName().getDialectNamespace());
}

/// Whether the result is the same however the control of its op decides, as
/// long as the values passed are.
static bool isFreeOfControl(OpResult result) {
  Operation *op = result.getOwner();
  unsigned number = result.getResultNumber();
  if (auto loop = dyn_cast<scf::ForOp>(op)) {
    Value yielded = loop.getYieldedValues()[number];
    return yielded == loop.getRegionIterArg(number) ||
           areEqual(yielded, loop.getInitArgs()[number]);
  }
  if (auto loop = dyn_cast<scf::WhileOp>(op)) {
    Value passed = loop.getConditionOp().getArgs()[number];
    return !op->isAncestor(passed.getParentBlock()->getParentOp());
  }
  Value first = op->getRegion(0).front().getTerminator()->getOperand(number);
  return llvm::all_of(op->getRegions(), [&](Region &region) {
    return areEqual(first, region.front().getTerminator()->getOperand(number));
  });
}

bool Uniformity::State::lower(UniformScope to, const Cause &cause) {
  if (to >= scope)
    return false;
  for (Scope lost : {Scope::Subgroup, Scope::Workgroup, Scope::Grid})
    if (to < UniformScope(lost) && UniformScope(lost) <= scope)
      causes[static_cast<unsigned>(lost)] = cause;
  scope = to;
  return true;
}

//===----------------------------------------------------------------------===//
// The fixed point
//===----------------------------------------------------------------------===//

Uniformity::Uniformity(ProgramOp program) : program(program) {
  if (program.getWorkgroupInvocations() == 1)
    floor = Scope::Workgroup;
  for (BlockArgument argument : program.getArguments())
    values[argument];
  DenseMap<Operation *, UniformScope> loads = computeLoadAgreement(program);
  program.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op != program)
      enter(op, loads);
  });
  while (!worklist.empty())
    for (OpOperand &use : worklist.pop_back_val().getUses())
      visitUse(use);
}

/// Makes what the op defines known, and lowers what it lowers by itself.
void Uniformity::enter(Operation *op,
                       const DenseMap<Operation *, UniformScope> &loads) {
  for (Value result : op->getResults())
    values[result];
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (Value argument : block.getArguments())
        values[argument];
  Cause cause{Cause::Source, op, Value()};

  if (op->getNumRegions() != 0) {
    State &control = controls[op];
    if (hasKnownRegionFlow(op))
      return;
    control.lower(floor, cause);
    for (Region &region : op->getRegions())
      for (Block &block : region)
        lowerAll(block.getArguments(), std::nullopt, cause);
    return lowerAll(op->getResults(), std::nullopt, cause);
  }
  if (auto known = dyn_cast<UniformityOpInterface>(op))
    return apply(known);
  if (auto access = dyn_cast<AccessOpInterface>(op)) {
    if (access.getAtomicOrder())
      return lowerAll(op->getResults(), std::nullopt, cause);
    auto agreed = loads.find(op);
    if (agreed != loads.end())
      lowerAll(op->getResults(), agreed->second, cause);
    return;
  }
  if (!isFunctionOfOperands(op))
    lowerAll(op->getResults(), std::nullopt, cause);
}

void Uniformity::lower(Value value, UniformScope scope, const Cause &cause) {
  if (values[value].lower(std::max(scope, floor), cause))
    worklist.push_back(value);
}

void Uniformity::lowerAll(ValueRange values, UniformScope scope,
                          const Cause &cause) {
  for (Value value : values)
    lower(value, scope, cause);
}

/// The regions of the op run as `value` says.
void Uniformity::lowerControl(Operation *op, Value value) {
  UniformScope scope = getUniformScope(value);
  Cause cause{Cause::Control, op, value};
  if (auto loop = dyn_cast<scf::ForOp>(op))
    if (value != loop.getUpperBound())
      lower(loop.getInductionVar(), scope, cause);
  if (!controls[op].lower(scope, cause))
    return;
  for (OpResult result : op->getResults())
    if (!isFreeOfControl(result))
      lower(result, scope, cause);
  op->walk([&](UniformityOpInterface nested) { apply(nested); });
}

void Uniformity::apply(UniformityOpInterface op) {
  SmallVector<UniformScope> operands;
  for (Value operand : op->getOperands())
    operands.push_back(getUniformScope(operand));
  SmallVector<UniformScope> widest(operands.size(), Scope::Grid);
  UniformScope scope = op.inferUniformScope(operands, getConvergence(op));
  UniformScope alone = op.inferUniformScope(widest, Scope::Grid);
  UniformScope inCompany = op.inferUniformScope(operands, Scope::Grid);

  // From wide to narrow, because each scope may be lost for its own reason.
  UniformScope next = Scope::Workgroup;
  for (Scope lost : {Scope::Grid, Scope::Workgroup, Scope::Subgroup}) {
    if (scope >= UniformScope(lost))
      return;
    Cause cause{Cause::Source, op, Value()};
    auto narrow = llvm::find_if(op->getOperands(), [&](Value operand) {
      return !isUniform(operand, lost);
    });
    if (alone >= UniformScope(lost) && inCompany >= UniformScope(lost)) {
      cause.op = getDivergentParent(op, lost);
      cause.value = getDivergentControl(cause.op, lost);
      cause.kind = cause.value ? Cause::Control : Cause::Source;
    } else if (alone >= UniformScope(lost) && narrow != op->operand_end()) {
      cause = {Cause::Operand, op, *narrow};
    }
    lowerAll(op->getResults(), next, cause);
    next = lost == Scope::Grid ? UniformScope(Scope::Subgroup) : std::nullopt;
  }
}

void Uniformity::visitUse(OpOperand &use) {
  Operation *user = use.getOwner();
  Value value = use.get();
  if (Operation *controlled = getControlledOp(use))
    return lowerControl(controlled, value);
  UniformScope scope = getUniformScope(value);
  for (Value passed : getPassedValues(use))
    lower(passed, scope, {Cause::Passed, user, value});
  if (auto known = dyn_cast<UniformityOpInterface>(user))
    return apply(known);
  if (user->getNumRegions() == 0)
    lowerAll(user->getResults(), scope, {Cause::Operand, user, value});
}

//===----------------------------------------------------------------------===//
// Queries
//===----------------------------------------------------------------------===//

UniformScope Uniformity::getUniformScope(Value value) const {
  auto state = values.find(value);
  return state == values.end() ? std::nullopt : state->second.scope;
}

UniformScope Uniformity::getConvergence(Operation *op) const {
  UniformScope scope = Scope::Grid;
  for (op = op->getParentOp(); op != program; op = op->getParentOp()) {
    auto control = controls.find(op);
    if (control == controls.end())
      return std::nullopt;
    scope = std::min(scope, control->second.scope);
  }
  return scope;
}

Operation *Uniformity::getDivergentParent(Operation *op, Scope scope) const {
  for (op = op->getParentOp(); op != program; op = op->getParentOp()) {
    auto control = controls.find(op);
    if (control == controls.end() ||
        control->second.scope < UniformScope(scope))
      return op;
  }
  return nullptr;
}

Value Uniformity::getDivergentControl(Operation *parent, Scope scope) const {
  for (OpOperand *operand : getControlOperands(parent))
    if (!isUniform(operand->get(), scope))
      return operand->get();
  return Value();
}
