// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes a graph of a host function that has no obstacle.
//
//===----------------------------------------------------------------------===//

#include "HostImport.h"
#include "ImportIndex.h"
#include "ImportedMemory.h"
#include "KernelMemory.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

namespace {

class HostImporter {
public:
  HostImporter(func::FuncOp host, const ProgramMap &programs)
      : builder(host), host(host), programs(programs) {}

  void import();

private:
  /// What the graph may do with each argument of the function.
  SmallVector<Access> computeAccesses();
  void importOp(Operation *op);
  void importAlloc(memref::AllocOp op);
  void importLaunch(gpu::LaunchFuncOp op);
  ProgramOp lookupProgram(gpu::LaunchFuncOp op) const {
    return programs.lookup(op.getKernelAttr());
  }
  const ImportedMemory &lookup(Value memref) const {
    auto it = memories.find(memref);
    assert(it != memories.end() && "a memref without memory is an obstacle");
    return it->second;
  }

  OpBuilder builder;
  func::FuncOp host;
  const ProgramMap &programs;
  ImportedMemories memories;
  /// Ops that are erased at the end, users behind what they use.
  SmallVector<Operation *> dead;
};

} // namespace

SmallVector<Access> HostImporter::computeAccesses() {
  SmallVector<Access> accesses(host.getNumArguments(), Access::Read);
  auto markWritten = [&](Value memref) {
    auto argument = dyn_cast<BlockArgument>(getMemory(memref));
    if (argument && argument.getOwner() == &host.getBody().front())
      accesses[argument.getArgNumber()] = Access::ReadWrite;
  };
  host.walk([&](Operation *op) {
    if (auto copy = dyn_cast<memref::CopyOp>(op)) {
      markWritten(copy.getTarget());
    } else if (auto launch = dyn_cast<gpu::LaunchFuncOp>(op)) {
      ArrayRef<Type> types = lookupProgram(launch).getArgumentTypes();
      for (auto [operand, type] :
           llvm::zip(launch.getKernelOperands(), types)) {
        auto buffer = dyn_cast<BufferType>(type);
        if (buffer && buffer.isWritable())
          markWritten(operand);
      }
    }
  });
  return accesses;
}

void HostImporter::importAlloc(memref::AllocOp op) {
  Location loc = op.getLoc();
  MemRefType type = op.getType();
  ImportedMemory memory;
  auto dynamicSizes = op.getDynamicSizes().begin();
  Value count;
  for (int64_t size : type.getShape()) {
    memory.sizes.push_back(ShapedType::isDynamic(size)
                               ? OpFoldResult(*dynamicSizes++)
                               : OpFoldResult(builder.getIndexAttr(size)));
  }
  if (!type.hasStaticShape()) {
    for (unsigned axis = 0; axis < memory.sizes.size(); ++axis) {
      Value size = memory.getSize(builder, loc, axis);
      count = count ? arith::MulIOp::create(builder, loc, count, size) : size;
    }
  }
  memory.buffer = AllocOp::create(
      builder, loc, getBufferType(type, Access::ReadWrite), count);
  memories[op.getResult()] = std::move(memory);
  dead.push_back(op);
}

void HostImporter::importLaunch(gpu::LaunchFuncOp op) {
  Location loc = op.getLoc();
  ProgramOp program = lookupProgram(op);
  SmallVector<Value> arguments;
  for (Value operand : op.getKernelOperands())
    arguments.push_back(
        isa<MemRefType>(operand.getType()) ? lookup(operand).buffer : operand);
  // The kernel asks for the dynamic sizes of its memrefs as importSignature
  // says; what the host knows of an operand may be static.
  for (Value operand : op.getKernelOperands()) {
    auto type = dyn_cast<MemRefType>(operand.getType());
    if (!type || type.getRank() < 2)
      continue;
    for (int64_t axis = 0; axis < type.getRank(); ++axis)
      if (type.isDynamicDim(axis))
        arguments.push_back(lookup(operand).getSize(builder, loc, axis));
  }
  gpu::KernelDim3 grid = op.getGridSizeOperandValues();
  SmallVector<Value> groups;
  for (Value size : {grid.x, grid.y, grid.z})
    groups.push_back(size.getType().isIndex()
                         ? size
                         : arith::IndexCastUIOp::create(
                               builder, loc, builder.getIndexType(), size));
  DispatchOp::create(builder, loc, program.getName(), /*threads=*/false, groups,
                     arguments);
  dead.push_back(op);
}

void HostImporter::importOp(Operation *op) {
  builder.setInsertionPoint(op);
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](memref::AllocOp alloc) { importAlloc(alloc); })
      .Case([&](memref::CastOp cast) {
        ImportedMemory memory = lookup(cast.getSource());
        memories[cast.getResult()] = std::move(memory);
        dead.push_back(cast);
      })
      .Case([&](memref::CopyOp copy) {
        CopyOp::create(builder, copy.getLoc(), lookup(copy.getSource()).buffer,
                       lookup(copy.getTarget()).buffer);
        dead.push_back(copy);
      })
      .Case([&](memref::DimOp dim) {
        Value size =
            lookup(dim.getSource())
                .getSize(builder, dim.getLoc(), *dim.getConstantIndex());
        dim.getResult().replaceAllUsesWith(size);
        dead.push_back(dim);
      })
      .Case([&](memref::DeallocOp dealloc) { dead.push_back(dealloc); })
      .Case([&](gpu::LaunchFuncOp launch) { importLaunch(launch); });
}

void HostImporter::import() {
  ImportedSignature signature = importSignature(host, computeAccesses());
  auto graph =
      GraphOp::create(builder, host.getLoc(), host.getName(), signature.type,
                      signature.names, host.getSymVisibilityAttr(),
                      /*arg_attrs=*/nullptr, /*res_attrs=*/nullptr);
  ArrayRef<Type> types = signature.type.getInputs();
  Block *body =
      builder.createBlock(&graph.getBody(), {}, types,
                          SmallVector<Location>(types.size(), host.getLoc()));

  IRMapping mapping;
  importArguments(host, *body, mapping, memories);
  for (Operation &op : host.getBody().front().without_terminator())
    builder.clone(op, mapping);
  ReturnOp::create(builder, host.getBody().front().getTerminator()->getLoc());

  SmallVector<Operation *> ops;
  body->walk<WalkOrder::PreOrder>([&](Operation *op) { ops.push_back(op); });
  for (Operation *op : ops)
    importOp(op);
  for (Operation *op : llvm::reverse(dead))
    op->erase();
  importIndexArithmetic(graph);
  host.erase();
}

void mlir::vyre::importHost(func::FuncOp host, const ProgramMap &programs) {
  HostImporter(host, programs).import();
}
