// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Progress models, and the search for an execution that a model allows and that
// does not end.
//
//===----------------------------------------------------------------------===//

#include "Progress.h"

#include "Vyre/Interpreter/Progress.h"
#include "llvm/ADT/STLExtras.h"
#include <cstring>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

/// Adversaries that begin with another workgroup: with the first of the grid,
/// and the last.
static constexpr uint32_t kFirstWorkgroups = 8;
/// Changes of memory after which a workgroup is abandoned.
static constexpr uint64_t kMaxChanges = 4;
/// Steps of all runs under one model besides the plain one.
static constexpr uint64_t kSearchSteps = uint64_t(1) << 32;

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static constexpr std::pair<ProgressModel, llvm::StringLiteral> kNames[] = {
    {ProgressModel::Fair, "fair"},
    {ProgressModel::HSA, "hsa"},
    {ProgressModel::OBE, "obe"},
    {ProgressModel::HSAOBE, "hsa-obe"},
    {ProgressModel::LOBE, "lobe"}};

std::optional<ProgressModel> vyre::parseProgressModel(llvm::StringRef text) {
  for (auto [model, name] : kNames)
    if (name == text)
      return model;
  return std::nullopt;
}

llvm::StringRef vyre::stringifyProgressModel(ProgressModel model) {
  for (auto [each, name] : kNames)
    if (each == model)
      return name;
  return "";
}

//===----------------------------------------------------------------------===//
// Who has a right to a turn
//===----------------------------------------------------------------------===//

ProgressGuard::ProgressGuard(ProgressModel model, const Adversary &adversary,
                             uint32_t total)
    : adversary(adversary), model(model), total(total), endToBegin(total) {
  if (isActive())
    begun.resize(total);
}

void ProgressGuard::begin(uint32_t number) {
  if (!isActive())
    return;
  begun[number] = true;
  endBegun = std::max(endBegun, number + 1);
  while (lowest < total && begun[lowest])
    ++lowest;
  while (endToBegin > 0 && begun[endToBegin - 1])
    --endToBegin;
}

bool ProgressGuard::isGuaranteed(uint32_t number, uint32_t lowestLive) const {
  switch (model) {
  case ProgressModel::Fair:
    return true;
  case ProgressModel::HSA:
    return number == lowestLive;
  case ProgressModel::OBE:
    return begun[number];
  case ProgressModel::HSAOBE:
    return begun[number] || number == lowestLive;
  case ProgressModel::LOBE:
    return number < endBegun;
  }
  return true;
}

std::optional<uint32_t>
ProgressGuard::guaranteedToBegin(uint32_t lowestLive) const {
  // If any that has not begun is sure to, the lowest of them is.
  if (lowest < total && isGuaranteed(lowest, lowestLive))
    return lowest;
  return std::nullopt;
}

std::optional<uint32_t> ProgressGuard::chooseToBegin() const {
  if (lowest == total)
    return std::nullopt;
  return adversary.isDescending ? endToBegin - 1 : lowest;
}

//===----------------------------------------------------------------------===//
// Adversaries
//===----------------------------------------------------------------------===//

/// All but the plain one.
static SmallVector<Adversary> makeAdversaries(ProgressModel model,
                                              uint32_t total) {
  SmallVector<Adversary> all;
  if (total == 1 || model == ProgressModel::Fair)
    return all;
  SmallVector<uint32_t> firsts;
  for (uint32_t number = 0; number < std::min(total, kFirstWorkgroups);
       ++number)
    firsts.push_back(number);
  if (firsts.back() != total - 1)
    firsts.push_back(total - 1);
  // Only under HSA does one that has begun lose its right.
  uint64_t maxChanges = model == ProgressModel::HSA ? kMaxChanges : 1;
  for (uint32_t first : firsts)
    for (uint64_t changes = 1; changes <= maxChanges; ++changes)
      all.push_back({first, changes, false});
  all.push_back({std::nullopt, 0, true});
  return all;
}

namespace {

/// The bytes of the buffers at one time.
class Snapshot {
public:
  explicit Snapshot(ArrayRef<BufferSpan> buffers) : buffers(buffers) {
    for (const BufferSpan &span : buffers)
      copies.emplace_back(span.data, span.data + bytes(span));
  }
  void restore() const {
    for (auto [span, copy] : llvm::zip_equal(buffers, copies))
      if (!copy.empty())
        std::memcpy(span.data, copy.data(), copy.size());
  }

private:
  static uint64_t bytes(const BufferSpan &span) {
    return span.data ? span.count * elementBytes(span.elementType) : 0;
  }
  static uint64_t elementBytes(Type type);

  ArrayRef<BufferSpan> buffers;
  std::vector<std::vector<uint8_t>> copies;
};

class Search {
public:
  Search(const ExecutionOptions &options, uint32_t total,
         ArrayRef<BufferSpan> buffers, ExecutionStatistics &statistics,
         RunAgainst run)
      : options(options), total(total), before(buffers), statistics(statistics),
        run(run) {}

  /// All adversaries of a model but the plain one.
  ExecutionResult runOthers(ProgressModel model);
  ExecutionResult runPlain(ProgressModel model, bool isFollowed);
  /// The weakest model but this one under which no run hangs.
  std::optional<ProgressModel> findWeakest();

private:
  const ExecutionOptions &options;
  uint32_t total;
  Snapshot before;
  ExecutionStatistics &statistics;
  RunAgainst run;
};

} // namespace

uint64_t Snapshot::elementBytes(Type type) {
  return BufferType::get(type.getContext(), 1, type, Access::ReadWrite)
      .getElementBytes();
}

ExecutionResult Search::runOthers(ProgressModel model) {
  ExecutionOptions each = options;
  each.progress = model;
  each.hooks = nullptr;
  uint64_t budget = options.stepBudget
                        ? std::min(options.stepBudget, kSearchSteps)
                        : kSearchSteps;
  for (const Adversary &adversary : makeAdversaries(model, total)) {
    before.restore();
    each.stepBudget = budget;
    ExecutionStatistics done;
    ExecutionResult error = run(each, adversary, done);
    // Too long to be tried against all of them.
    if (done.steps >= budget)
      break;
    if (error)
      return error;
    budget -= done.steps;
  }
  return std::nullopt;
}

ExecutionResult Search::runPlain(ProgressModel model, bool isFollowed) {
  ExecutionOptions plain = options;
  plain.progress = model;
  ExecutionStatistics ignored;
  if (!isFollowed) {
    plain.hooks = nullptr;
    plain.stepBudget = plain.stepBudget
                           ? std::min(plain.stepBudget, kSearchSteps)
                           : kSearchSteps;
  }
  before.restore();
  return run(plain, {}, isFollowed ? statistics : ignored);
}

std::optional<ProgressModel> Search::findWeakest() {
  // HSA and OBE are not comparable; the others follow from the one before.
  for (ProgressModel model :
       {ProgressModel::HSA, ProgressModel::OBE, ProgressModel::HSAOBE,
        ProgressModel::LOBE, ProgressModel::Fair})
    if (model != options.progress && !runOthers(model) &&
        !runPlain(model, false))
      return model;
  return std::nullopt;
}

ExecutionResult interp::runAgainstAll(const ExecutionOptions &options,
                                      uint32_t total,
                                      ArrayRef<BufferSpan> buffers,
                                      ExecutionStatistics &statistics,
                                      RunAgainst run) {
  Search search(options, total, buffers, statistics, run);
  ExecutionResult error = search.runOthers(options.progress);
  if (!error)
    error = search.runPlain(options.progress, true);
  if (!error || error->kind != ExecutionError::Kind::Hang)
    return error;
  Snapshot after(buffers);
  std::optional<ProgressModel> weakest = search.findWeakest();
  after.restore();
  if (weakest)
    error->notes.emplace_back(
        error->location, "the weakest progress model under which it ends is '" +
                             stringifyProgressModel(*weakest).str() + "'");
  else
    error->notes.emplace_back(error->location,
                              "it ends under no progress model");
  return error;
}
