// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear forms of quotients, remainders and bits, see IndexForms.h.
//
// A form is taken apart into terms that are multiples of a power of two and a
// rest below it. Sums wrap around at 2^32, of which the divisor is a part, so
// the rest is exact in any case; a quotient is, if the sum does not wrap.
//
//===----------------------------------------------------------------------===//

#include "IndexArithmetic.h"
#include "Vyre/Analysis/IndexForms.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::linear;

IndexForm IndexForms::divideLocalId(const IndexForm &form) const {
  IndexForm divided = form;
  for (auto [atom, factor] : form.terms)
    if (layout && atom == layout->axis) {
      IndexForm parts;
      parts.terms = {{kBlockAtom, 1}, {kLaneAtom, 0}};
      parts.terms[0].second = wrap(factor * layout->factor);
      parts.terms[1].second = factor;
      IndexForm whole;
      whole.terms = {{atom, factor}};
      divided = add(add(form, scale(whole, -1)), scale(parts, 1));
    }
  return divided;
}

std::optional<IndexForms::Split> IndexForms::splitAt(const IndexForm &form,
                                                     uint64_t divisor) const {
  for (const IndexForm &each : {form, divideLocalId(form)}) {
    Split split;
    int64_t rest = each.constant & (divisor - 1);
    split.low.constant = rest;
    split.high.constant = wrap(each.constant - rest);
    for (const IndexForm::Term &term : each.terms)
      (term.second % static_cast<int64_t>(divisor) == 0 ? split.high
                                                        : split.low)
          .terms.push_back(term);
    if (rangeOf(split.low).max < divisor)
      return split;
  }
  return std::nullopt;
}

/// A quotient, a remainder, or some of the bits of `form`, as the ops on its
/// parts that are linear.
std::optional<IndexForm> IndexForms::computeDivision(Operation *op,
                                                     const IndexForm &form) {
  std::optional<uint32_t> constant = getConstant(op->getOperand(1));
  if (!constant || *constant == 0)
    return std::nullopt;
  uint64_t divisor = *constant;
  bool isQuotient = isa<arith::DivUIOp, DivUIOp>(op);
  if (isa<arith::ShRUIOp, ShRUIOp>(op) && *constant < 32) {
    divisor = uint64_t(1) << *constant;
    isQuotient = true;
  }
  if (isa<arith::RemUIOp, RemUIOp>(op) && rangeOf(form).max < divisor)
    return form;
  if (isQuotient || isa<arith::RemUIOp, RemUIOp>(op)) {
    if (!llvm::isPowerOf2_64(divisor))
      return std::nullopt;
    std::optional<Split> split = splitAt(form, divisor);
    if (!split || !isQuotient)
      return split ? std::optional(split->low) : std::nullopt;
    // A sum that wraps around has another quotient.
    if (rangeOf(add(split->high, split->low)).max == UINT32_MAX)
      return std::nullopt;
    IndexForm quotient = std::move(split->high);
    quotient.constant /= static_cast<int64_t>(divisor);
    for (IndexForm::Term &term : quotient.terms)
      term.second /= static_cast<int64_t>(divisor);
    return quotient;
  }
  if (isa<arith::AndIOp>(op)) {
    // The low bits, or all others.
    if (llvm::isMask_32(*constant) && *constant != UINT32_MAX)
      if (auto split = splitAt(form, uint64_t(*constant) + 1))
        return split->low;
    if (llvm::isMask_32(~*constant))
      if (auto split = splitAt(form, uint64_t(~*constant) + 1))
        return split->high;
  }
  // The index of another invocation of the subgroup. Anything else is better
  // off as one atom, which invocations may share.
  if (isa<arith::XOrIOp>(op) && layout && *constant < layout->size) {
    auto split = splitAt(form, layout->size);
    auto isLane = [](const IndexForm::Term &term) {
      return term.first < 3 || term.first == kLaneAtom;
    };
    if (split && llvm::any_of(split->low.terms, isLane)) {
      IndexAtom other;
      other.range.max = layout->size - 1;
      split->high.terms.push_back({addAtom(other, Value()), 1});
      return split->high;
    }
  }
  return std::nullopt;
}
