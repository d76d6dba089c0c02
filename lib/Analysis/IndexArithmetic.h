// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Arithmetic on linear forms, modulo 2^32.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_ANALYSIS_INDEXARITHMETIC_H
#define VYRE_LIB_ANALYSIS_INDEXARITHMETIC_H

#include "Vyre/Analysis/IndexForms.h"
#include "mlir/IR/Matchers.h"

namespace mlir::vyre::linear {

/// Indices are numbers modulo this.
constexpr uint64_t kIndexWrap = uint64_t(1) << 32;

/// With a SubgroupLayout, the atoms of the two parts of a local id.
constexpr unsigned kBlockAtom = 6, kLaneAtom = 7;

/// Into [-2^31, 2^31).
inline int64_t wrap(int64_t number) {
  return static_cast<int32_t>(static_cast<uint32_t>(number));
}

/// Of an integer or index.
inline unsigned bitWidth(Type type) {
  return type.isIndex() ? 32 : type.getIntOrFloatBitWidth();
}

/// The low 32 bits of an integer constant.
inline std::optional<uint32_t> getConstant(Value value) {
  APInt constant;
  if (!matchPattern(value, m_ConstantInt(&constant)))
    return std::nullopt;
  return static_cast<uint32_t>(constant.zextOrTrunc(64).getZExtValue());
}

inline IndexForm scale(IndexForm form, int64_t factor) {
  form.constant = wrap(form.constant * factor);
  for (IndexForm::Term &term : form.terms)
    term.second = wrap(term.second * factor);
  llvm::erase_if(form.terms,
                 [](const IndexForm::Term &term) { return term.second == 0; });
  return form;
}

inline IndexForm add(const IndexForm &a, const IndexForm &b) {
  IndexForm sum;
  sum.constant = wrap(a.constant + b.constant);
  auto left = a.terms.begin(), right = b.terms.begin();
  while (left != a.terms.end() || right != b.terms.end()) {
    if (right == b.terms.end() ||
        (left != a.terms.end() && left->first < right->first)) {
      sum.terms.push_back(*left++);
      continue;
    }
    if (left == a.terms.end() || right->first < left->first) {
      sum.terms.push_back(*right++);
      continue;
    }
    if (int64_t both = wrap(left->second + right->second))
      sum.terms.push_back({left->first, both});
    ++left, ++right;
  }
  return sum;
}

inline IndexForm makeConstant(uint32_t constant) {
  IndexForm form;
  form.constant = wrap(constant);
  return form;
}

} // namespace mlir::vyre::linear

#endif // VYRE_LIB_ANALYSIS_INDEXARITHMETIC_H
