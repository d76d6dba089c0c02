// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See GeneratedPrograms.h.
//
//===----------------------------------------------------------------------===//

#include "GeneratedPrograms.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace mlir::vyre;

// Enough to keep a device busy that moves memory; every device takes as many.
static constexpr int64_t kMaxSharedGroups = 1024;

ProgramOp ProgramMaker::make(StringRef name, Location loc,
                             ArrayRef<GeneratedArgument> arguments,
                             int32_t workgroup,
                             function_ref<void(OpBuilder &, Block &)> build) {
  OpBuilder builder(before->getContext());
  SmallVector<Type> types;
  SmallVector<Attribute> names;
  for (const GeneratedArgument &argument : arguments) {
    types.push_back(argument.type);
    names.push_back(builder.getStringAttr(argument.name));
  }
  auto program =
      ProgramOp::create(builder, loc, name, builder.getFunctionType(types, {}),
                        builder.getArrayAttr(names), {workgroup, 1, 1},
                        StringAttr(), ArrayAttr(), ArrayAttr());
  Block *body = builder.createBlock(&program.getBody());
  for (Type type : types)
    body->addArgument(type, loc);
  build(builder, *body);
  ReturnOp::create(builder, loc);
  insert(program);
  return program;
}

static std::string nameOf(Type type) {
  std::string name;
  llvm::raw_string_ostream(name) << type;
  for (char &c : name)
    if (!llvm::isAlnum(c))
      c = '_';
  return name;
}

void mlir::vyre::shareElements(OpBuilder &builder, Location loc, Value count,
                               function_ref<void(OpBuilder &, Value)> body) {
  Type index = builder.getIndexType();
  Value first = GlobalIdOp::create(builder, loc, index, Dimension::x);
  Value groups = NumWorkgroupsOp::create(builder, loc, index, Dimension::x);
  Value width =
      arith::ConstantIndexOp::create(builder, loc, kGeneratedWorkgroup);
  Value stride = arith::MulIOp::create(builder, loc, groups, width);
  auto loop = scf::ForOp::create(builder, loc, first, count, stride);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  body(builder, loop.getInductionVar());
}

Value mlir::vyre::countSharedGroups(OpBuilder &builder, Location loc,
                                    Value count) {
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value groups = builder.createOrFold<arith::CeilDivUIOp>(
      loc, count, constant(kGeneratedWorkgroup));
  groups = builder.createOrFold<arith::MinUIOp>(loc, groups,
                                                constant(kMaxSharedGroups));
  return builder.createOrFold<arith::MaxUIOp>(loc, groups, constant(1));
}

static BufferType anyCount(Type element, Access access) {
  return BufferType::get(element.getContext(), BufferType::kDynamic, element,
                         access);
}

ProgramOp ProgramMaker::getFill(Type element, Location loc) {
  ProgramOp &fill = fills[element];
  if (fill)
    return fill;
  fill = make(
      "fill_" + nameOf(element), loc,
      {{"target", anyCount(element, Access::Write)}, {"value", element}},
      kGeneratedWorkgroup, [&](OpBuilder &builder, Block &body) {
        Value target = body.getArgument(0), value = body.getArgument(1);
        Value count =
            LengthOp::create(builder, loc, builder.getIndexType(), target);
        shareElements(builder, loc, count, [&](OpBuilder &inside, Value i) {
          StoreOp::create(inside, loc, value, target, i, /*in_bounds=*/false);
        });
      });
  return fill;
}

ProgramOp ProgramMaker::getCopy(Type element, Location loc) {
  ProgramOp &copy = copies[element];
  if (copy)
    return copy;
  copy = make(
      "copy_" + nameOf(element), loc,
      {{"source", anyCount(element, Access::Read)},
       {"target", anyCount(element, Access::Write)}},
      kGeneratedWorkgroup, [&](OpBuilder &builder, Block &body) {
        Value source = body.getArgument(0), target = body.getArgument(1);
        Type index = builder.getIndexType();
        Value has = LengthOp::create(builder, loc, index, source);
        Value takes = LengthOp::create(builder, loc, index, target);
        Value count = arith::MinUIOp::create(builder, loc, has, takes);
        shareElements(builder, loc, count, [&](OpBuilder &inside, Value i) {
          Value value = LoadOp::create(inside, loc, element, source, i,
                                       /*in_bounds=*/false);
          StoreOp::create(inside, loc, value, target, i,
                          /*in_bounds=*/false);
        });
      });
  return copy;
}
