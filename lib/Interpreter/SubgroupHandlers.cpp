// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the invocations of a subgroup compute together (VYRE-SG-03 to 05).
//
//===----------------------------------------------------------------------===//

#include "Handlers.h"
#include "Values.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include <limits>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

static void ballot(const Instruction &in, Frame &frame, const Lanes &lanes) {
  const uint32_t *condition = frame.reg<uint32_t>(in.a);
  std::array<uint32_t, SubgroupSizeOp::kMaxSize / 32> words = {};
  forLanesInOrder(lanes, [&](uint32_t lane) {
    uint32_t id = lane % frame.subgroupSize;
    words[id / 32] |= condition[lane] << id % 32;
  });
  const ConvergentSite &site = frame.code->convergentSites[in.aux];
  for (auto [word, reg] : llvm::zip_equal(words, site.results)) {
    uint32_t *dst = frame.reg<uint32_t>(reg);
    forLanes(lanes, [&](uint32_t lane) { dst[lane] = word; });
  }
}

template <typename Slot>
static void shuffle(const Instruction &in, Frame &frame, const Lanes &lanes) {
  const Slot *value = frame.reg<Slot>(in.a);
  const uint32_t *source = frame.reg<uint32_t>(in.b);
  Slot *dst = frame.reg<Slot>(in.dst);
  // Zero for those that take no part.
  std::array<Slot, SubgroupSizeOp::kMaxSize> values = {};
  forLanesInOrder(lanes, [&](uint32_t lane) {
    values[lane % frame.subgroupSize] = value[lane];
  });
  forLanes(lanes, [&](uint32_t lane) {
    dst[lane] = source[lane] < values.size() ? values[source[lane]] : 0;
  });
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// The value that changes nothing, as SubgroupReduceOp::getNeutralContribution
/// gives it.
template <ReduceKind kKind, typename Value>
static constexpr Value neutral() {
  using Limits = std::numeric_limits<Value>;
  using Signed = std::numeric_limits<
      std::conditional_t<sizeof(Value) == 8, int64_t, int32_t>>;
  switch (kKind) {
  case ReduceKind::Mul:
  case ReduceKind::MulF:
    return Value(1);
  case ReduceKind::And:
  case ReduceKind::MinU:
    return Limits::max();
  case ReduceKind::MinS:
    return Value(Signed::max());
  case ReduceKind::MaxS:
    return Value(Signed::min());
  case ReduceKind::AddF:
    return Value(-0.0);
  case ReduceKind::MinF:
    return Limits::infinity();
  case ReduceKind::MaxF:
    return -Limits::infinity();
  default:
    return Value(0);
  }
}

template <ReduceKind kKind, typename Value>
static Value combine(Value a, Value b) {
  if constexpr (kKind == ReduceKind::Add || kKind == ReduceKind::AddF)
    return a + b;
  else if constexpr (kKind == ReduceKind::Mul || kKind == ReduceKind::MulF)
    return a * b;
  else if constexpr (kKind == ReduceKind::And)
    return a & b;
  else if constexpr (kKind == ReduceKind::Or)
    return a | b;
  else if constexpr (kKind == ReduceKind::Xor)
    return a ^ b;
  else if constexpr (kKind == ReduceKind::MinU)
    return a < b ? a : b;
  else if constexpr (kKind == ReduceKind::MaxU)
    return a > b ? a : b;
  else if constexpr (kKind == ReduceKind::MinS)
    return std::make_signed_t<Value>(a) < std::make_signed_t<Value>(b) ? a : b;
  else if constexpr (kKind == ReduceKind::MaxS)
    return std::make_signed_t<Value>(a) > std::make_signed_t<Value>(b) ? a : b;
  // Comparisons with NaN are false, which leaves it out.
  else if constexpr (kKind == ReduceKind::MinF)
    return b < a ? b : a;
  else
    return b > a ? b : a;
}

/// Integers of a slot's width, read as the numbers they are.
template <typename T>
struct Word {
  using Slot = T;
  using Value = T;
  static T load(T slot) { return slot; }
  static T store(T value) { return value; }
};

template <ReduceKind kKind, typename Format>
static void reduce(const Instruction &in, Frame &frame, const Lanes &lanes) {
  using Slot = typename Format::Slot;
  const Slot *value = frame.reg<Slot>(in.a);
  auto result = neutral<kKind, typename Format::Value>();
  forLanesInOrder(lanes, [&](uint32_t lane) {
    result = combine<kKind>(result, Format::load(value[lane]));
  });
  Slot *dst = frame.reg<Slot>(in.dst);
  Slot slot = Format::store(result);
  forLanes(lanes, [&](uint32_t lane) { dst[lane] = slot; });
}

template <ReduceKind kKind>
static Handler reduceIntegers(unsigned width) {
  return width == 64 ? &reduce<kKind, Word<uint64_t>>
                     : &reduce<kKind, Word<uint32_t>>;
}

template <ReduceKind kKind>
static Handler reduceFloats(unsigned width) {
  return width == 64 ? &reduce<kKind, F64> : &reduce<kKind, F32>;
}

//===----------------------------------------------------------------------===//
// Selection
//===----------------------------------------------------------------------===//

Handler interp::subgroupBallot() { return &ballot; }

Handler interp::subgroupShuffle(unsigned width) {
  return width == 64 ? &shuffle<uint64_t> : &shuffle<uint32_t>;
}

Handler interp::subgroupReduce(ReduceKind kind, unsigned width) {
  switch (kind) {
  case ReduceKind::Add:
    return reduceIntegers<ReduceKind::Add>(width);
  case ReduceKind::Mul:
    return reduceIntegers<ReduceKind::Mul>(width);
  case ReduceKind::And:
    return reduceIntegers<ReduceKind::And>(width);
  case ReduceKind::Or:
    return reduceIntegers<ReduceKind::Or>(width);
  case ReduceKind::Xor:
    return reduceIntegers<ReduceKind::Xor>(width);
  case ReduceKind::MinU:
    return reduceIntegers<ReduceKind::MinU>(width);
  case ReduceKind::MaxU:
    return reduceIntegers<ReduceKind::MaxU>(width);
  case ReduceKind::MinS:
    return reduceIntegers<ReduceKind::MinS>(width);
  case ReduceKind::MaxS:
    return reduceIntegers<ReduceKind::MaxS>(width);
  case ReduceKind::AddF:
    return reduceFloats<ReduceKind::AddF>(width);
  case ReduceKind::MulF:
    return reduceFloats<ReduceKind::MulF>(width);
  case ReduceKind::MinF:
    return reduceFloats<ReduceKind::MinF>(width);
  case ReduceKind::MaxF:
    return reduceFloats<ReduceKind::MaxF>(width);
  }
  llvm_unreachable("a kind without a handler");
}
