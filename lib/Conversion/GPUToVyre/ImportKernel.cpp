// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Makes a program of a kernel of the gpu dialect that has no obstacle.
//
// The body is cloned, then every memref in it is replaced by a buffer and its
// sizes, from definitions to uses. A row-major element index takes the place of
// the indices. An index has 32 bits from here on; ImportIndex.cpp keeps what is
// signed about it.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Conversion/GPUToVyre.h"

#include "ImportIndex.h"
#include "ImportedMemory.h"
#include "KernelMemory.h"
#include "Vyre/Analysis/CallerFacts.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

/// Marks a `gpu.barrier` that no pass may remove.
static constexpr StringLiteral kKeepAttr = "vyre.keep";

namespace {

class KernelImporter {
public:
  KernelImporter(OpBuilder &builder, gpu::GPUFuncOp kernel,
                 ArrayRef<int32_t> workgroupSize)
      : builder(builder), kernel(kernel), workgroupSize(workgroupSize) {}

  ProgramOp import(StringRef name);

private:
  /// Declares workgroup memory for `memref` at the start of the program.
  void declareMemory(Value memref);
  void importGetGlobal(memref::GetGlobalOp op);
  void importLoad(memref::LoadOp op);
  void importStore(memref::StoreOp op);
  void importAtomic(memref::AtomicRMWOp op);
  void importBarrier(gpu::BarrierOp op);
  template <typename ToOp, typename FromOp>
  void importId(FromOp op);
  template <typename ToOp>
  void importSubgroup(Operation *op) {
    replace(op, ToOp::create(builder, op->getLoc()));
  }
  void importOp(Operation *op);

  Value getIndex(Location loc, int64_t value);
  /// The number of the element in row-major order.
  Value getElementIndex(Location loc, const ImportedMemory &memory,
                        ValueRange indices);
  const ImportedMemory &lookup(Value memref) const {
    auto it = memories.find(memref);
    assert(it != memories.end() && "a memref without memory is an obstacle");
    return it->second;
  }
  void replace(Operation *op, Value value) {
    op->getResult(0).replaceAllUsesWith(value);
    op->erase();
  }

  OpBuilder &builder;
  gpu::GPUFuncOp kernel;
  ArrayRef<int32_t> workgroupSize;
  ProgramOp program;
  ImportedMemories memories;
  /// For each global that the kernel names, the first op that does.
  DenseMap<Attribute, Value> globals;
  /// Ops that are erased at the end, users behind what they use.
  SmallVector<Operation *> dead;
};

} // namespace

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Value KernelImporter::getIndex(Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value KernelImporter::getElementIndex(Location loc,
                                      const ImportedMemory &memory,
                                      ValueRange indices) {
  if (indices.empty())
    return getIndex(loc, 0);
  Value element = indices.front();
  for (unsigned axis = 1; axis < indices.size(); ++axis) {
    Value size = memory.getSize(builder, loc, axis);
    Value row = arith::MulIOp::create(builder, loc, element, size);
    element = arith::AddIOp::create(builder, loc, row, indices[axis]);
  }
  return element;
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

void KernelImporter::declareMemory(Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&program.getBody().front());
  ImportedMemory &memory = memories[memref];
  memory.buffer = WorkgroupAllocOp::create(
      builder, memref.getLoc(), getBufferType(type, Access::Workgroup));
  for (int64_t size : type.getShape())
    memory.sizes.push_back(builder.getIndexAttr(size));
}

void KernelImporter::importGetGlobal(memref::GetGlobalOp op) {
  // All ops that name one global are one memory.
  auto [first, isNew] = globals.try_emplace(op.getNameAttr(), op.getResult());
  if (isNew)
    return declareMemory(op.getResult());
  ImportedMemory memory = lookup(first->second);
  memories[op.getResult()] = std::move(memory);
}

void KernelImporter::importLoad(memref::LoadOp op) {
  const ImportedMemory &memory = lookup(op.getMemRef());
  Value index = getElementIndex(op.getLoc(), memory, op.getIndices());
  replace(op, LoadOp::create(builder, op.getLoc(), op.getType(), memory.buffer,
                             index));
}

void KernelImporter::importStore(memref::StoreOp op) {
  const ImportedMemory &memory = lookup(op.getMemRef());
  Value index = getElementIndex(op.getLoc(), memory, op.getIndices());
  StoreOp::create(builder, op.getLoc(), op.getValue(), memory.buffer, index);
  op.erase();
}

void KernelImporter::importAtomic(memref::AtomicRMWOp op) {
  const ImportedMemory &memory = lookup(op.getMemref());
  Value index = getElementIndex(op.getLoc(), memory, op.getIndices());
  AtomicKind kind = *getAtomicKind(op.getKind(), op.getType());
  // Upstream's lowerings make every atomic acquire and release, so a kernel may
  // rely on it.
  replace(op, AtomicRMWOp::create(builder, op.getLoc(), op.getType(), kind,
                                  Order::AcqRel, op.getValue(), memory.buffer,
                                  index));
}

//===----------------------------------------------------------------------===//
// Barriers and ids
//===----------------------------------------------------------------------===//

void KernelImporter::importBarrier(gpu::BarrierOp op) {
  // All memory that the workgroup shares is ordered, as upstream specifies
  // (and does not lower).
  bool keep = static_cast<bool>(op->removeDiscardableAttr(kKeepAttr));
  auto barrier =
      BarrierOp::create(builder, op.getLoc(), Scope::Workgroup,
                        OrderAttr::get(op.getContext(), Order::AcqRel), keep);
  barrier->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  op.erase();
}

template <typename ToOp, typename FromOp>
void KernelImporter::importId(FromOp op) {
  // Both enums count x, y, z from 0.
  auto dimension = static_cast<Dimension>(op.getDimension());
  replace(op, ToOp::create(builder, op.getLoc(), dimension));
}

//===----------------------------------------------------------------------===//
// The body
//===----------------------------------------------------------------------===//

void KernelImporter::importOp(Operation *op) {
  builder.setInsertionPoint(op);
  llvm::TypeSwitch<Operation *>(op)
      .Case<memref::AllocOp, memref::AllocaOp>([&](auto alloc) {
        declareMemory(alloc.getResult());
        dead.push_back(alloc);
      })
      .Case([&](memref::GetGlobalOp get) {
        importGetGlobal(get);
        dead.push_back(get);
      })
      .Case([&](memref::CastOp cast) {
        ImportedMemory memory = lookup(cast.getSource());
        memories[cast.getResult()] = std::move(memory);
        dead.push_back(cast);
      })
      .Case([&](memref::DimOp dim) {
        replace(dim,
                lookup(dim.getSource())
                    .getSize(builder, dim.getLoc(), *dim.getConstantIndex()));
      })
      .Case([&](memref::DeallocOp dealloc) { dealloc.erase(); })
      .Case([&](memref::LoadOp load) { importLoad(load); })
      .Case([&](memref::StoreOp store) { importStore(store); })
      .Case([&](memref::AtomicRMWOp atomic) { importAtomic(atomic); })
      .Case([&](gpu::BarrierOp barrier) { importBarrier(barrier); })
      .Case([&](gpu::BlockDimOp dim) {
        int32_t size = workgroupSize[static_cast<unsigned>(dim.getDimension())];
        replace(dim, getIndex(dim.getLoc(), size));
      })
      .Case([&](gpu::BlockIdOp id) { importId<WorkgroupIdOp>(id); })
      .Case([&](gpu::GlobalIdOp id) { importId<GlobalIdOp>(id); })
      .Case([&](gpu::GridDimOp dim) { importId<NumWorkgroupsOp>(dim); })
      .Case([&](gpu::ThreadIdOp id) { importId<LocalIdOp>(id); })
      .Case([&](gpu::LaneIdOp id) { importSubgroup<SubgroupLocalIdOp>(id); })
      .Case([&](gpu::SubgroupIdOp id) { importSubgroup<SubgroupIdOp>(id); })
      .Case([&](gpu::SubgroupSizeOp size) {
        importSubgroup<SubgroupSizeOp>(size);
      })
      .Case([&](gpu::NumSubgroupsOp number) {
        importSubgroup<NumSubgroupsOp>(number);
      });
}

ProgramOp KernelImporter::import(StringRef name) {
  OpBuilder::InsertionGuard guard(builder);
  ImportedSignature signature =
      importSignature(kernel, computeAccesses(kernel));
  program = ProgramOp::create(builder, kernel.getLoc(), name, signature.type,
                              signature.names, workgroupSize,
                              /*sym_visibility=*/nullptr,
                              /*arg_attrs=*/nullptr, /*res_attrs=*/nullptr);
  ArrayRef<Type> types = signature.type.getInputs();
  Block *body =
      builder.createBlock(&program.getBody(), {}, types,
                          SmallVector<Location>(types.size(), kernel.getLoc()));

  for (unsigned index = 0; index < kernel.getNumArguments(); ++index)
    if (isa<MemRefType>(kernel.getArgumentTypes()[index]) &&
        isNoAlias(kernel, index))
      program.setArgAttr(index, kNoAliasAttrName, builder.getUnitAttr());

  // A memref from outside of the body is not mapped: the clones name it until
  // they are imported.
  IRMapping mapping;
  importArguments(kernel, *body, mapping, memories);
  for (Operation &op : kernel.getBody().front().without_terminator())
    builder.clone(op, mapping);
  ReturnOp::create(builder, kernel.getBody().front().getTerminator()->getLoc());
  for (BlockArgument memory : kernel.getWorkgroupAttributions())
    declareMemory(memory);

  SmallVector<Operation *> ops;
  body->walk<WalkOrder::PreOrder>([&](Operation *op) { ops.push_back(op); });
  for (Operation *op : ops)
    importOp(op);
  for (Operation *op : llvm::reverse(dead))
    op->erase();
  importIndexArithmetic(program);
  return program;
}

ProgramOp mlir::vyre::importKernel(OpBuilder &builder, gpu::GPUFuncOp kernel,
                                   StringRef name,
                                   const GPUImportOptions &options) {
  ArrayRef<int32_t> size = getWorkgroupSize(kernel, options.workgroupSize);
  return KernelImporter(builder, kernel, size).import(name);
}
