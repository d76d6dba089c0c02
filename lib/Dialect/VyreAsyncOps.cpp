// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Async copies: verifiers, effects, interface.
//
//===----------------------------------------------------------------------===//

#include "Placement.h"
#include "Vyre/Dialect/VyreOps.h"

using namespace mlir;
using namespace mlir::vyre;

using EffectList =
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>;

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

LogicalResult mlir::vyre::detail::verifyAsyncCopy(Operation *op) {
  auto copy = cast<AsyncCopyOpInterface>(op);
  if (failed(verifyInKernel(op)) ||
      failed(verifyNamedBuffer(op, copy.getCopySource(), /*reads=*/true,
                               /*writes=*/false)) ||
      failed(verifyNamedBuffer(op, copy.getCopyTarget(), /*reads=*/false,
                               /*writes=*/true)))
    return failure();
  Type from = copy.getCopySource().getType().getElementType();
  Type to = copy.getCopyTarget().getType().getElementType();
  if (from != to)
    return op->emitOpError("copies elements of type ")
           << from << " to elements of type " << to
           << ", expected equal types [VYRE-AS-01]; fix: copy to a buffer of "
           << from << ", and convert what is loaded from there";
  return success();
}

LogicalResult AsyncLoadOp::verify() {
  if (!getCopySource().getType().isWorkgroup())
    return success();
  return emitOpError("copies from workgroup memory, expected a storage buffer "
                     "[VYRE-AS-01]; fix: use 'vyre.async_store'");
}

LogicalResult AsyncStoreOp::verify() {
  if (!getCopyTarget().getType().isWorkgroup())
    return success();
  return emitOpError("copies to workgroup memory, expected a storage buffer "
                     "[VYRE-AS-01]; fix: use 'vyre.async_load'");
}

LogicalResult AsyncWaitOp::verify() { return verifyInKernel(*this); }

//===----------------------------------------------------------------------===//
// Effects
//===----------------------------------------------------------------------===//

static SideEffects::Resource *resourceOf(TypedValue<BufferType> buffer) {
  if (buffer.getType().isWorkgroup())
    return WorkgroupResource::get();
  return StorageResource::get();
}

/// What the copy reads and writes later, it reads and writes already: no access
/// moves from one side of the op to the other.
static void addCopyEffects(AsyncCopyOpInterface copy, EffectList &effects) {
  effects.emplace_back(MemoryEffects::Read::get(),
                       resourceOf(copy.getCopySource()));
  effects.emplace_back(MemoryEffects::Write::get(),
                       resourceOf(copy.getCopyTarget()));
}

/// The token does not say which buffers, so it may be any.
void AsyncWaitOp::getEffects(EffectList &effects) {
  for (SideEffects::Resource *resource :
       {static_cast<SideEffects::Resource *>(StorageResource::get()),
        static_cast<SideEffects::Resource *>(WorkgroupResource::get())}) {
    effects.emplace_back(MemoryEffects::Read::get(), resource);
    effects.emplace_back(MemoryEffects::Write::get(), resource);
  }
}

//===----------------------------------------------------------------------===//
// Interface
//===----------------------------------------------------------------------===//

// What both copies answer in the same way.
#define VYRE_ASYNC_COPY_COMMON(OP)                                             \
  TypedValue<BufferType> OP::getCopySource() {                                 \
    return cast<TypedValue<BufferType>>(getSource());                          \
  }                                                                            \
  Value OP::getCopySourceIndex() { return getSourceIndex(); }                  \
  TypedValue<BufferType> OP::getCopyTarget() {                                 \
    return cast<TypedValue<BufferType>>(getTarget());                          \
  }                                                                            \
  Value OP::getCopyTargetIndex() { return getTargetIndex(); }                  \
  Value OP::getCopyCount() { return getCount(); }                              \
  TypedValue<TokenType> OP::getCopyToken() {                                   \
    return cast<TypedValue<TokenType>>(getToken());                            \
  }                                                                            \
  void OP::getEffects(EffectList &effects) { addCopyEffects(*this, effects); } \
  void OP::getAsmResultNames(OpAsmSetValueNameFn setName) {                    \
    setName(getToken(), "token");                                              \
  }

VYRE_ASYNC_COPY_COMMON(AsyncLoadOp)
VYRE_ASYNC_COPY_COMMON(AsyncStoreOp)

#undef VYRE_ASYNC_COPY_COMMON
