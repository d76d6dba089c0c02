// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tokens are linear, see the header.
//
// A token is followed through the block in which it begins. An op that takes
// it, or that holds such an op, ends it: a wait, a terminator or a loop that
// passes it on as another token, or control flow of which each alternative
// ends it. So the check looks at one token at a time, and a loop needs no fixed
// point: what it carries is a token of its own.
//
//===----------------------------------------------------------------------===//

#include "TokenUses.h"

#include "mlir/Interfaces/ControlFlowInterfaces.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

class TokenCheck {
public:
  explicit TokenCheck(Value token) : token(token) {}

  /// Follows the token from `begin` to the end of the block, where it ended.
  LogicalResult run(Block &block, Block::iterator begin);

private:
  /// The op of the block that ends the token, or null.
  FailureOr<Operation *> follow(Block &block, Block::iterator begin);
  LogicalResult checkUse(OpOperand &use);
  /// An op of which some region uses the token.
  LogicalResult checkNested(Operation *op);
  /// Nobody leaves inside of an op at which the copy is in flight.
  LogicalResult checkExits(Operation *op);

  /// Begins an error at the op that gives the token: "starts a copy that ".
  InFlightDiagnostic complain() const;
  LogicalResult complainPending(Block &block) const;

  Value token;
};

} // namespace

InFlightDiagnostic TokenCheck::complain() const {
  if (auto arg = dyn_cast<BlockArgument>(token))
    return arg.getOwner()->getParentOp()->emitOpError(
        "carries a copy that is ");
  Operation *op = token.getDefiningOp();
  return op->emitOpError(isa<AsyncCopyOpInterface>(op)
                             ? "starts a copy that is "
                             : "gives a copy that is ");
}

LogicalResult TokenCheck::complainPending(Block &block) const {
  InFlightDiagnostic diagnostic = complain();
  diagnostic << "still pending at the end of a path, expected one "
                "'vyre.async_wait' (AsyncWait) on every path [VYRE-AS-03]; "
                "fix: add 'vyre.async_wait' there";
  diagnostic.attachNote(block.back().getLoc()) << "the path ends here";
  return failure();
}

LogicalResult TokenCheck::checkUse(OpOperand &use) {
  Operation *user = use.getOwner();
  if (isa<AsyncWaitOp>(user))
    return success();
  bool forwards = isa<RegionBranchOpInterface>(user);
  if (isa<RegionBranchTerminatorOpInterface>(user))
    forwards = isa<RegionBranchOpInterface>(user->getParentOp());
  if (forwards)
    return success();
  return user->emitOpError("takes a token, expected 'vyre.async_wait', a "
                           "yield, or a loop that carries it [VYRE-AS-05]; "
                           "fix: wait for the token, or pass it through "
                           "'scf.if' or a loop");
}

LogicalResult TokenCheck::checkExits(Operation *op) {
  WalkResult result = op->walk([&](ExitIfOp exit) {
    InFlightDiagnostic diagnostic = exit.emitOpError(
        "may leave while a copy is still pending, expected 'vyre.async_wait' "
        "(AsyncWait) before it [VYRE-AS-06]; fix: wait for the token first, or "
        "start the copy after the exit");
    diagnostic.attachNote(token.getLoc()) << "the copy";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

LogicalResult TokenCheck::checkNested(Operation *op) {
  auto branch = dyn_cast<RegionBranchOpInterface>(op);
  bool isStructured =
      branch && llvm::all_of(op->getRegions(), [](Region &region) {
        return region.empty() || region.hasOneBlock();
      });
  if (!isStructured) {
    InFlightDiagnostic diagnostic = complain();
    diagnostic << "waited for in '" << op->getName()
               << "', expected structured control flow [VYRE-AS-05]; fix: wait "
                  "before it";
    diagnostic.attachNote(op->getLoc()) << "control flow that is not followed";
    return failure();
  }

  SmallVector<RegionSuccessor> entries;
  branch.getSuccessorRegions(RegionBranchPoint::parent(), entries);
  Block *ending = nullptr, *passing = nullptr;
  for (auto [number, region] : llvm::enumerate(op->getRegions())) {
    if (region.empty())
      continue;
    Block &block = region.front();
    FailureOr<Operation *> consumer = follow(block, block.begin());
    if (failed(consumer))
      return failure();
    (*consumer ? ending : passing) = &block;
    if (!*consumer || !branch.isRepetitiveRegion(number))
      continue;
    InFlightDiagnostic diagnostic = complain();
    diagnostic << "waited for in each iteration of '" << op->getName()
               << "', expected once [VYRE-AS-04]; fix: carry the token through "
                  "the loop as an iteration argument, or wait outside of it";
    diagnostic.attachNote((*consumer)->getLoc()) << "waited for here";
    return failure();
  }
  assert(ending && "the op has a use of the token");
  bool maySkip = llvm::any_of(
      entries, [](RegionSuccessor entry) { return entry.isParent(); });
  if (!passing && !maySkip)
    return success();

  InFlightDiagnostic diagnostic = complain();
  diagnostic << "still pending on some paths through '" << op->getName()
             << "' and waited for on others, expected one 'vyre.async_wait' "
                "(AsyncWait) on every path [VYRE-AS-03]; fix: wait on all of "
                "them, or after it";
  if (passing)
    diagnostic.attachNote(passing->back().getLoc())
        << "the path on which it is pending ends here";
  else
    diagnostic.attachNote(op->getLoc()) << "pending where no region is entered";
  return failure();
}

FailureOr<Operation *> TokenCheck::follow(Block &block, Block::iterator begin) {
  // By op of this block, in no particular order.
  llvm::SmallDenseMap<Operation *, SmallVector<OpOperand *, 1>, 4> uses;
  for (OpOperand &use : token.getUses())
    if (Operation *op = block.findAncestorOpInBlock(*use.getOwner()))
      uses[op].push_back(&use);

  Operation *consumer = nullptr;
  for (Operation &op : llvm::make_range(begin, block.end())) {
    if (consumer && uses.empty())
      break;
    auto found = uses.find(&op);
    if (found == uses.end()) {
      if (!consumer && failed(checkExits(&op)))
        return failure();
      continue;
    }
    SmallVector<OpOperand *, 1> here = std::move(found->second);
    uses.erase(found);
    bool isNested = here.front()->getOwner() != &op;
    unsigned direct = llvm::count_if(
        here, [&](OpOperand *use) { return use->getOwner() == &op; });
    if (consumer || direct > 1 || (direct == 1 && direct < here.size())) {
      InFlightDiagnostic diagnostic = complain();
      diagnostic << "waited for twice, expected once [VYRE-AS-04]; fix: remove "
                    "one of the waits";
      if (consumer && consumer != &op)
        diagnostic.attachNote(consumer->getLoc()) << "first here";
      diagnostic.attachNote(op.getLoc())
          << (consumer ? "then here" : "both here");
      return failure();
    }
    if (failed(isNested ? checkNested(&op) : checkUse(*here.front())))
      return failure();
    consumer = &op;
  }
  return consumer;
}

LogicalResult TokenCheck::run(Block &block, Block::iterator begin) {
  if (!block.getParent()->hasOneBlock()) {
    InFlightDiagnostic diagnostic = complain();
    return diagnostic << "in flight between blocks, expected structured "
                         "control flow [VYRE-AS-05]; fix: use 'scf.if' and "
                         "'scf.for'";
  }
  FailureOr<Operation *> consumer = follow(block, begin);
  if (failed(consumer))
    return failure();
  return *consumer ? success() : complainPending(block);
}

LogicalResult mlir::vyre::verifyTokens(ProgramOp program) {
  auto isToken = [](Value value) { return isa<TokenType>(value.getType()); };
  WalkResult result = program.getBody().walk([&](Operation *op) {
    for (Value token : llvm::make_filter_range(op->getResults(), isToken)) {
      if (!isa<AsyncCopyOpInterface, RegionBranchOpInterface>(op)) {
        op->emitOpError("makes a token, expected 'vyre.async_load', "
                        "'vyre.async_store', or control flow that passes one "
                        "on [VYRE-AS-05]; fix: start a copy, of no elements if "
                        "there is nothing to do");
        return WalkResult::interrupt();
      }
      if (failed(TokenCheck(token).run(*op->getBlock(),
                                       std::next(op->getIterator()))))
        return WalkResult::interrupt();
    }
    for (Region &region : op->getRegions())
      for (Block &block : region)
        for (Value token :
             llvm::make_filter_range(block.getArguments(), isToken))
          if (failed(TokenCheck(token).run(block, block.begin())))
            return WalkResult::interrupt();
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}
