// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Values of a program on the host, see the header.
//
// Only integers: a device may flush subnormal floats (VYRE-FP-03), so host and
// device could disagree on a float.
//
//===----------------------------------------------------------------------===//

#include "GridHost.h"

#include "Vyre/Dialect/KernelABI.h"
#include "Vyre/Target/HostOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace mlir::vyre;

Value HostComputable::findObstacle(Value value) {
  auto known = obstacles.find(value);
  if (known != obstacles.end())
    return known->second;
  auto find = [&]() -> Value {
    if (isHostScalar(value))
      return {};
    if (!value.getType().isIntOrIndex())
      return value;
    if (auto arg = dyn_cast<BlockArgument>(value))
      return isa<ProgramOp>(arg.getOwner()->getParentOp()) ? Value() : value;
    Operation *op = value.getDefiningOp();
    if (isa<NumWorkgroupsOp>(op))
      return {};
    if (auto length = dyn_cast<LengthOp>(op))
      return isa<BlockArgument>(length.getBuffer()) ? Value() : value;
    if (op->getNumRegions() || !isPure(op) || !isHostOp(op))
      return value;
    for (Value operand : op->getOperands())
      if (Value obstacle = findObstacle(operand))
        return obstacle;
    return {};
  };
  Value obstacle = find();
  obstacles[value] = obstacle;
  return obstacle;
}

HostValues::HostValues(ProgramOp program, DispatchOp dispatch)
    : program(program), dispatch(dispatch) {
  for (auto [source, operand] :
       llvm::zip_equal(program.getArguments(), dispatch.getArguments()))
    mapping.map(source, operand);
}

Value mlir::vyre::getGroups(OpBuilder &builder, ProgramOp program,
                            DispatchOp dispatch, ValueRange sizes,
                            unsigned axis) {
  Location loc = dispatch.getLoc();
  int64_t extent = program.getWorkgroupSize()[axis];
  Value count;
  if (axis < sizes.size())
    count = sizes[axis];
  else
    count = arith::ConstantIndexOp::create(builder, loc, 1);
  if (dispatch.getThreads() && extent != 1) {
    Value divisor = arith::ConstantIndexOp::create(builder, loc, extent);
    count = builder.createOrFold<arith::CeilDivUIOp>(loc, count, divisor);
  }
  if (dispatch->getParentOfType<GraphOp>()->hasAttr(kImplicitGraphAttrName))
    count = LaunchGroupsOp::create(builder, loc, count.getType(),
                                   static_cast<Dimension>(axis), count);
  return count;
}

Value HostValues::getGroups(OpBuilder &builder, unsigned axis) {
  SmallVector<Value> sizes;
  for (Value size : dispatch.getSizes())
    sizes.push_back(mapping.lookupOrDefault(size));
  return mlir::vyre::getGroups(builder, program, dispatch, sizes, axis);
}

Value HostValues::get(OpBuilder &builder, Value source) {
  if (Value known = mapping.lookupOrNull(source))
    return known;
  Operation *op = source.getDefiningOp();
  assert(op && "the host does not have this value");
  if (auto count = dyn_cast<NumWorkgroupsOp>(op))
    return getGroups(builder, static_cast<unsigned>(count.getDimension()));
  // Results of NumWorkgroupsOp are no clones, so each operand is mapped here.
  for (Value operand : op->getOperands())
    mapping.map(operand, get(builder, operand));
  return builder.clone(*op, mapping)->getResult(0);
}
