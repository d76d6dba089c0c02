// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Programs that passes on graphs make.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TRANSFORMS_GENERATEDPROGRAMS_H
#define VYRE_LIB_TRANSFORMS_GENERATEDPROGRAMS_H

#include "Vyre/Dialect/VyreOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::vyre {

/// One argument of a program that a pass makes.
struct GeneratedArgument {
  std::string name;
  Type type;
};

/// Makes programs in front of one op of a module. Names that are taken get a
/// number.
class ProgramMaker {
public:
  ProgramMaker(ModuleOp module, Operation *before)
      : symbols(module), before(before) {}

  /// A program whose body `build` makes, up to the vyre.return. The builder
  /// stands in it.
  ProgramOp make(StringRef name, Location loc,
                 ArrayRef<GeneratedArgument> arguments, int32_t workgroup,
                 function_ref<void(OpBuilder &, Block &)> build);

  /// Puts a program that somebody else made among them.
  void insert(ProgramOp program) {
    symbols.insert(program, before->getIterator());
  }

  /// Sets all elements of a buffer to a value, like vyre.fill:
  /// (%target: ?xELEMENT, %value: ELEMENT). Any number of workgroups.
  ProgramOp getFill(Type element, Location loc);
  /// Copies as many elements as both have, like vyre.copy:
  /// (%source: ?xELEMENT, %target: ?xELEMENT). Any number of workgroups.
  ProgramOp getCopy(Type element, Location loc);

private:
  SymbolTable symbols;
  Operation *before;
  DenseMap<Type, ProgramOp> fills, copies;
};

/// Invocations in a workgroup of getFill and getCopy, and of other programs
/// that do the same for each element.
constexpr int32_t kGeneratedWorkgroup = 64;

/// A loop in which the invocations of the grid share `count` elements; `body`
/// gets the index of one. Made where the builder stands.
void shareElements(OpBuilder &builder, Location loc, Value count,
                   function_ref<void(OpBuilder &, Value)> body);

/// In a graph: workgroups of kGeneratedWorkgroup for `count` elements. At most
/// 1024, and one for no elements.
Value countSharedGroups(OpBuilder &builder, Location loc, Value count);

/// The op at the top level of the graph around `op`, or itself. Buffers are
/// made in front of that (VYRE-GR-07).
inline Operation *getTopLevel(Operation *op) {
  while (!isa<GraphOp>(op->getParentOp()))
    op = op->getParentOp();
  return op;
}

} // namespace mlir::vyre

#endif // VYRE_LIB_TRANSFORMS_GENERATEDPROGRAMS_H
