// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A store writes the elements [c, c + W) if its index is c plus a numbering of
// the W invocations, that is, a sum of local ids with the strides of a dense
// array. A loop writes all elements if it starts at such a numbering, steps by
// W, and stores at its counter first of all.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Analysis/WorkgroupCoverage.h"

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::vyre;

/// Index computations are followed through this many ops.
constexpr unsigned kMaxIndexDepth = 8;

namespace {

/// `constant` plus the sum of the local ids times `strides`.
struct LinearIndex {
  int64_t constant = 0;
  std::array<int64_t, 3> strides = {0, 0, 0};
};

} // namespace

/// `value` as a linear function of the local ids, or nothing. Coefficients are
/// exact integers: arithmetic of at least 32 bits agrees with them as long as
/// the value itself is below 2^32, which callers check. `depth` bounds the work
/// where a value is used many times.
static std::optional<LinearIndex>
getLinearIndex(Value value, LocalIdAxis getLocalIdAxis, unsigned depth = 0) {
  LinearIndex result;
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant))) {
    if (constant.getSignificantBits() > 32)
      return std::nullopt;
    result.constant = constant.getSExtValue();
    return result;
  }
  Operation *op = value.getDefiningOp();
  if (!op || depth == kMaxIndexDepth)
    return std::nullopt;
  if (std::optional<unsigned> axis = getLocalIdAxis(op)) {
    result.strides[*axis] = 1;
    return result;
  }
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp>(op)) {
    for (Type type : {op->getOperand(0).getType(), op->getResult(0).getType()})
      if (!type.isIndex() && type.getIntOrFloatBitWidth() < 32)
        return std::nullopt;
    return getLinearIndex(op->getOperand(0), getLocalIdAxis, depth + 1);
  }
  if (!isa<arith::AddIOp, arith::MulIOp, arith::ShLIOp>(op))
    return std::nullopt;
  if (!value.getType().isIndex() &&
      value.getType().getIntOrFloatBitWidth() < 32)
    return std::nullopt;
  std::optional<LinearIndex> lhs =
      getLinearIndex(op->getOperand(0), getLocalIdAxis, depth + 1);
  std::optional<LinearIndex> rhs =
      getLinearIndex(op->getOperand(1), getLocalIdAxis, depth + 1);
  if (!lhs || !rhs)
    return std::nullopt;
  if (isa<arith::AddIOp>(op)) {
    result.constant = lhs->constant + rhs->constant;
    for (unsigned axis = 0; axis != 3; ++axis)
      result.strides[axis] = lhs->strides[axis] + rhs->strides[axis];
    return result;
  }
  const std::array<int64_t, 3> none = {0, 0, 0};
  if (isa<arith::MulIOp>(op) && lhs->strides == none)
    std::swap(lhs, rhs);
  if (rhs->strides != none)
    return std::nullopt;
  int64_t factor = rhs->constant;
  if (isa<arith::ShLIOp>(op)) {
    if (factor < 0 || factor >= 32)
      return std::nullopt;
    factor = int64_t(1) << factor;
  }
  // Products of numbers beyond this never number invocations.
  const int64_t limit = int64_t(1) << 30;
  auto scale = [&](int64_t &number) {
    number *= factor;
    return std::abs(number) <= limit;
  };
  if (std::abs(factor) > limit || std::abs(lhs->constant) > limit ||
      !scale(lhs->constant))
    return std::nullopt;
  for (int64_t &stride : lhs->strides)
    if (std::abs(stride) > limit || !scale(stride))
      return std::nullopt;
  return lhs;
}

/// Whether `index` minus its constant takes every value of [0, W) once.
static bool numbersInvocations(const LinearIndex &index,
                               ArrayRef<int32_t> workgroupSize) {
  // Axes of size 1 contribute nothing. The others, by stride, must be those of
  // a dense array.
  SmallVector<std::pair<int64_t, int64_t>, 3> axes;
  for (auto [stride, size] : llvm::zip(index.strides, workgroupSize))
    if (size > 1)
      axes.push_back({stride, size});
  llvm::sort(axes);
  int64_t expected = 1;
  for (auto [stride, size] : axes) {
    if (stride != expected)
      return false;
    expected *= size;
  }
  return true;
}

namespace {

/// The elements that are known to be written.
class Coverage {
public:
  Coverage(int64_t count) : count(count) {}

  void add(int64_t begin, int64_t end) { intervals.push_back({begin, end}); }

  bool isComplete() {
    llvm::sort(intervals);
    int64_t covered = 0;
    for (auto [begin, end] : intervals) {
      if (begin > covered)
        break;
      covered = std::max(covered, end);
    }
    return covered >= count;
  }

private:
  int64_t count;
  SmallVector<std::pair<int64_t, int64_t>> intervals;
};

/// Adds what `op`, executed by all invocations, writes of `buffer`.
class CoverageBuilder {
public:
  CoverageBuilder(Value buffer, ArrayRef<int32_t> workgroupSize,
                  LocalIdAxis getLocalIdAxis)
      : buffer(buffer), workgroupSize(workgroupSize),
        getLocalIdAxis(getLocalIdAxis),
        count(cast<BufferType>(buffer.getType()).getCount()) {
    for (int32_t size : workgroupSize)
      invocations *= size;
  }

  void add(Operation *op, Coverage &coverage) const {
    if (auto store = dyn_cast<StoreOp>(op))
      return addStore(store, coverage);
    if (auto loop = dyn_cast<scf::ForOp>(op))
      addLoop(loop, coverage);
  }

private:
  void addStore(StoreOp store, Coverage &coverage) const {
    if (store.getBuffer() != buffer)
      return;
    std::optional<LinearIndex> index =
        getLinearIndex(store.getIndex(), getLocalIdAxis);
    if (index && index->constant >= 0 && index->constant < count &&
        numbersInvocations(*index, workgroupSize))
      coverage.add(index->constant, index->constant + invocations);
  }

  void addLoop(scf::ForOp loop, Coverage &coverage) const {
    std::optional<LinearIndex> lower =
        getLinearIndex(loop.getLowerBound(), getLocalIdAxis);
    std::optional<LinearIndex> upper =
        getLinearIndex(loop.getUpperBound(), getLocalIdAxis);
    std::optional<LinearIndex> step =
        getLinearIndex(loop.getStep(), getLocalIdAxis);
    const std::array<int64_t, 3> none = {0, 0, 0};
    if (!lower || lower->constant != 0 ||
        !numbersInvocations(*lower, workgroupSize) || !upper ||
        upper->strides != none || upper->constant < count || !step ||
        step->strides != none || step->constant != invocations)
      return;
    for (Operation &op : *loop.getBody())
      if (auto store = dyn_cast<StoreOp>(op))
        if (store.getBuffer() == buffer &&
            store.getIndex() == loop.getInductionVar())
          coverage.add(0, count);
  }

  Value buffer;
  ArrayRef<int32_t> workgroupSize;
  LocalIdAxis getLocalIdAxis;
  int64_t count;
  int64_t invocations = 1;
};

} // namespace

Operation *mlir::vyre::findFullWrite(Value buffer,
                                     ArrayRef<int32_t> workgroupSize,
                                     ArrayRef<Operation *> ops,
                                     LocalIdAxis getLocalIdAxis) {
  CoverageBuilder builder(buffer, workgroupSize, getLocalIdAxis);
  Coverage coverage(cast<BufferType>(buffer.getType()).getCount());
  for (Operation *op : ops) {
    builder.add(op, coverage);
    auto barrier = dyn_cast<BarrierOp>(op);
    if (barrier && barrier.getScope() == Scope::Workgroup &&
        coverage.isComplete())
      return op;
  }
  return nullptr;
}
