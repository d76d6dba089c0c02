// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The dialect: what it registers, and its keywords.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Dialect/VyreOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/Interfaces/FoldInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

#include "Vyre/Dialect/VyreDialect.cpp.inc"

#include "Vyre/Dialect/VyreEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "Vyre/Dialect/VyreAttrs.cpp.inc"

namespace {

/// Constants stay inside the program or graph that uses them: both are
/// isolated, and a constant in the module would be invisible to them.
struct VyreFoldInterface : public DialectFoldInterface {
  using DialectFoldInterface::DialectFoldInterface;

  bool shouldMaterializeInto(Region *region) const final {
    return isa<ProgramOp, GraphOp>(region->getParentOp());
  }
};

} // namespace

void VyreDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "Vyre/Dialect/VyreAttrs.cpp.inc"
      >();
  registerTypes();
  addOperations<
#define GET_OP_LIST
#include "Vyre/Dialect/VyreOps.cpp.inc"
      >();
  addInterfaces<VyreFoldInterface>();
}

Operation *VyreDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                            Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}
