// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How an op of another dialect takes part in the reference interpreter:
//
//   struct MaxModel : ReferenceEvaluationOpInterface::ExternalModel<
//                         MaxModel, index::MaxUOp> {
//     LogicalResult evaluateReference(
//         Operation *op, ArrayRef<ReferenceValue> operands,
//         MutableArrayRef<ReferenceValue> results) const {
//       results[0][0] = std::max(operands[0][0], operands[1][0]);
//       return success();
//     }
//   };
//   index::MaxUOp::attachInterface<MaxModel>(context);
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_INTERPRETER_REFERENCEEVALUATION_H
#define VYRE_INTERPRETER_REFERENCEEVALUATION_H

#include "mlir/IR/OpDefinition.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>

namespace mlir::vyre {

/// The bits of each component of a value.
using ReferenceValue = SmallVector<uint64_t, 2>;

/// The widths in bits of the components that a value of the type has; failure
/// for types that the interpreter does not know.
FailureOr<SmallVector<unsigned, 1>> getComponentWidths(Type type);

} // namespace mlir::vyre

#include "Vyre/Interpreter/ReferenceEvaluation.h.inc"

#endif // VYRE_INTERPRETER_REFERENCEEVALUATION_H
