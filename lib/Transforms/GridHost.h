// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the host can compute of a program, and doing it in a graph.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_GRIDHOST_H
#define VYRE_LIB_TRANSFORMS_GRIDHOST_H

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/DenseMap.h"

namespace mlir::vyre {

/// Decides whether a value of a program follows from scalar arguments, lengths,
/// the number of workgroups and constants by integer arithmetic. Such a value
/// is the same for all invocations, and the host gets the same bits.
class HostComputable {
public:
  /// `isHostScalar` names values that the host has by other means.
  explicit HostComputable(function_ref<bool(Value)> isHostScalar)
      : isHostScalar(isHostScalar) {}

  /// Null if the value is computable; otherwise a value that it depends on and
  /// that the host does not have.
  Value findObstacle(Value value);
  bool contains(Value value) { return !findObstacle(value); }

private:
  function_ref<bool(Value)> isHostScalar;
  DenseMap<Value, Value> obstacles;
};

/// The number of workgroups of a dispatch along an axis, from its sizes or what
/// stands for them.
Value getGroups(OpBuilder &builder, ProgramOp program, DispatchOp dispatch,
                ValueRange sizes, unsigned axis);

/// Values of a program as the host has them at one place of a graph. Copies
/// are cheap enough to be made per block: what is computed in a loop stays in
/// the loop.
class HostValues {
public:
  /// For one dispatch of `program`.
  HostValues(ProgramOp program, DispatchOp dispatch);

  void map(Value source, Value host) { mapping.map(source, host); }

  /// The value in the graph, computed at the insertion point of `builder`.
  /// REQUIRES: HostComputable contains it.
  Value get(OpBuilder &builder, Value source);

  /// The number of workgroups along an axis.
  Value getGroups(OpBuilder &builder, unsigned axis);

private:
  ProgramOp program;
  DispatchOp dispatch;
  IRMapping mapping;
};

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_GRIDHOST_H
