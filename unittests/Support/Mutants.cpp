// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Mutants, and the remarks that explain them.
//
//===----------------------------------------------------------------------===//

#include "Mutants.h"

#include "mlir/IR/Remarks.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::testing;

namespace mlir::vyre::testing {

class KeptBarrierStreamer : public remark::detail::MLIRRemarkStreamerBase {
public:
  explicit KeptBarrierStreamer(KeptBarriers &target) : target(target) {}

  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    // A barrier that became a weaker one stayed for the pair that is named.
    std::string hazard = llvm::StringSwitch<std::string>(remark.getRemarkName())
                             .Case("BarrierKept", "keep")
                             .Case("BarrierNarrowed", "narrowed")
                             .Case("BarrierRestricted", "restricted")
                             .Default("");
    auto place = remark.getLocation()->findInstanceOf<FileLineColLoc>();
    if (hazard.empty() || !place)
      return;
    for (const auto &argument : remark.getArgs())
      if (argument.key == "Hazard")
        hazard = argument.val;
    target.hazards[place.getLine()] = hazard;
  }

private:
  KeptBarriers &target;
};

} // namespace mlir::vyre::testing

KeptBarriers::KeptBarriers(MLIRContext &context) {
  const std::string any = ".*";
  remark::RemarkCategories categories{any, any, any, any, any};
  LogicalResult enabled = remark::enableOptimizationRemarks(
      context, std::make_unique<KeptBarrierStreamer>(*this),
      std::make_unique<remark::RemarkEmittingPolicyAll>(), categories);
  assert(succeeded(enabled) && "a streamer of our own needs no file");
  (void)enabled;
}

std::optional<std::string> KeptBarriers::find(Location location) const {
  auto place = location->findInstanceOf<FileLineColLoc>();
  auto found = place ? hazards.find(place.getLine()) : hazards.end();
  if (found == hazards.end())
    return std::nullopt;
  return found->second;
}

unsigned MutantCounts::allImprecise() const {
  unsigned sum = 0;
  for (auto &[hazard, count] : imprecise)
    sum += count;
  return sum;
}

void MutantCounts::add(const MutantCounts &other) {
  kept += other.kept;
  caught += other.caught;
  unexplained += other.unexplained;
  for (auto &[hazard, count] : other.imprecise)
    imprecise[hazard] += count;
}

MutantCounts mlir::vyre::testing::countMutants(RewriteCheck &check,
                                               const BarrierProgram &program,
                                               ModuleOp rewritten,
                                               const KeptBarriers &kept) {
  MutantCounts counts;
  counts.kept = BarrierCounts::of(rewritten).all();
  for (unsigned number = 0; number < counts.kept; ++number) {
    OwningOpRef<ModuleOp> mutant = rewritten.clone();
    std::optional<std::string> hazard;
    unsigned left = number;
    mutant->walk([&](BarrierOp barrier) {
      if (left-- != 0)
        return WalkResult::advance();
      hazard = kept.find(barrier.getLoc());
      barrier.erase();
      return WalkResult::interrupt();
    });
    bool isCaught =
        llvm::any_of(RewriteCheck::schedules(), [&](const Schedule &schedule) {
          BarrierProgram::Memory memory = program.initialMemory();
          return !check.run(*mutant, schedule, memory).empty();
        });
    if (isCaught)
      ++counts.caught;
    else if (hazard)
      ++counts.imprecise[*hazard];
    else
      ++counts.unexplained;
  }
  return counts;
}
