// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Memory ops of kernels: verifiers, effects, access interface, folders.
//
//===----------------------------------------------------------------------===//

#include "Placement.h"
#include "Vyre/Dialect/VyreOps.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::vyre;

using EffectList =
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>;

//===----------------------------------------------------------------------===//
// Rules that several ops share
//===----------------------------------------------------------------------===//

/// The value that an access names must be a buffer itself, not a choice between
/// buffers: bindings are fixed when a kernel is compiled.
static bool isNamedBuffer(Value buffer) {
  if (auto arg = dyn_cast<BlockArgument>(buffer))
    return isa_and_nonnull<FunctionOpInterface>(arg.getOwner()->getParentOp());
  // A cast stands here only while a conversion is under way.
  return isa<WorkgroupAllocOp, UnrealizedConversionCastOp>(
      buffer.getDefiningOp());
}

LogicalResult mlir::vyre::verifyNamedBuffer(Operation *op,
                                            TypedValue<BufferType> buffer,
                                            bool reads, bool writes) {
  BufferType type = buffer.getType();
  if (!isNamedBuffer(buffer))
    return op->emitOpError("accesses a buffer that is the result of control "
                           "flow or of another op, expected an argument of "
                           "the program or a vyre.workgroup_alloc "
                           "[VYRE-BF-06]; fix: access the buffer in each "
                           "branch instead");
  if (reads && !type.isReadable())
    return op->emitOpError("reads from a buffer of access ")
           << stringifyAccess(type.getAccess())
           << ", expected read, read_write, uniform or workgroup "
              "[VYRE-BF-03]; fix: declare the buffer read_write";
  if (writes && !type.isWritable())
    return op->emitOpError("writes to a buffer of access ")
           << stringifyAccess(type.getAccess())
           << ", expected write, read_write or workgroup [VYRE-BF-04]; fix: "
              "declare the buffer read_write";
  return success();
}

LogicalResult mlir::vyre::detail::verifyAccess(Operation *op) {
  if (failed(verifyInKernel(op)))
    return failure();
  auto access = cast<AccessOpInterface>(op);
  return verifyNamedBuffer(op, access.getAccessedBuffer(),
                           access.readsElement(), access.writesElement());
}

/// The effects that an access declares follow from its interface.
static void addEffects(AccessOpInterface op, EffectList &effects) {
  TypedValue<BufferType> buffer = op.getAccessedBuffer();
  SideEffects::Resource *resource = StorageResource::get();
  if (buffer.getType().isWorkgroup())
    resource = WorkgroupResource::get();
  // An ordered atomic keeps other accesses from moving across it, in storage
  // and in workgroup memory alike.
  std::optional<Order> order = op.getAtomicOrder();
  if (order && *order != Order::Relaxed) {
    for (SideEffects::Resource *each :
         {static_cast<SideEffects::Resource *>(StorageResource::get()),
          static_cast<SideEffects::Resource *>(WorkgroupResource::get())}) {
      effects.emplace_back(MemoryEffects::Read::get(), each);
      effects.emplace_back(MemoryEffects::Write::get(), each);
    }
    return;
  }
  // Two relaxed atomic loads of one location may give different values, and a
  // loop may wait for another invocation through one: no pass may merge or
  // hoist them as it may plain loads.
  if (op.readsElement())
    effects.emplace_back(MemoryEffects::Read::get(), resource);
  if (op.writesElement() || order)
    effects.emplace_back(MemoryEffects::Write::get(), resource);
}

// What every access op answers in the same way.
#define VYRE_ACCESS_COMMON(OP, READS, WRITES, ORDER)                           \
  TypedValue<BufferType> OP::getAccessedBuffer() {                             \
    return cast<TypedValue<BufferType>>(getBuffer());                          \
  }                                                                            \
  Value OP::getAccessedIndex() { return getIndex(); }                          \
  bool OP::readsElement() { return READS; }                                    \
  bool OP::writesElement() { return WRITES; }                                  \
  std::optional<Order> OP::getAtomicOrder() { return ORDER; }                  \
  bool OP::isInBounds() { return getInBounds(); }                              \
  void OP::setInBoundsProof() { setInBounds(true); }                           \
  void OP::getEffects(EffectList &effects) { addEffects(*this, effects); }

VYRE_ACCESS_COMMON(LoadOp, true, false, std::nullopt)
VYRE_ACCESS_COMMON(StoreOp, false, true, std::nullopt)
VYRE_ACCESS_COMMON(AtomicRMWOp, true, true, getOrder())
VYRE_ACCESS_COMMON(AtomicCASOp, true, true, getOrder())
VYRE_ACCESS_COMMON(AtomicLoadOp, true, false, getOrder())
VYRE_ACCESS_COMMON(AtomicStoreOp, false, true, getOrder())

#undef VYRE_ACCESS_COMMON

//===----------------------------------------------------------------------===//
// Lengths and workgroup memory
//===----------------------------------------------------------------------===//

OpFoldResult LengthOp::fold(FoldAdaptor) {
  auto type = cast<BufferType>(getBuffer().getType());
  if (type.isDynamic())
    return {};
  return IntegerAttr::get(IndexType::get(getContext()), type.getCount());
}

void LengthOp::inferResultRanges(ArrayRef<ConstantIntRanges>,
                                 SetIntRangeFn setRange) {
  auto type = cast<BufferType>(getBuffer().getType());
  // A buffer has less than 2^32 bytes, so that many elements at most.
  uint64_t min = 0, max = UINT32_MAX / type.getElementBytes();
  if (!type.isDynamic())
    min = max = type.getCount();
  setRange(getResult(), ConstantIntRanges::fromUnsigned(APInt(64, min),
                                                        APInt(64, max)));
}

/// All workgroups have the same number of elements.
std::optional<Scope> LengthOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                                 std::optional<Scope>) {
  return Scope::Grid;
}

/// Every workgroup has memory of its own.
std::optional<Scope>
WorkgroupAllocOp::inferUniformScope(ArrayRef<std::optional<Scope>>,
                                    std::optional<Scope>) {
  return Scope::Workgroup;
}

LogicalResult WorkgroupAllocOp::verify() {
  auto type = cast<BufferType>(getResult().getType());
  if (!type.isWorkgroup()) {
    std::string spelled;
    llvm::raw_string_ostream stream(spelled);
    if (type.isDynamic())
      stream << "COUNT";
    else
      stream << type.getCount();
    stream << 'x' << type.getElementType();
    return emitOpError("makes a buffer of access ")
           << stringifyAccess(type.getAccess())
           << ", expected workgroup [VYRE-BF-02]; fix: write '!vyre.buffer<"
           << spelled << ", workgroup>'";
  }
  if (failed(verifyInKernel(*this)))
    return failure();
  if (!isa<FunctionOpInterface>((*this)->getParentOp()))
    return emitOpError("stands in '")
           << (*this)->getParentOp()->getName()
           << "', expected the top level of a program [VYRE-BF-05]; fix: move "
              "it to the start of the program";
  return success();
}

void WorkgroupAllocOp::getAsmResultNames(OpAsmSetValueNameFn setName) {
  setName(getResult(), "shared");
}

//===----------------------------------------------------------------------===//
// Atomics
//===----------------------------------------------------------------------===//

/// VYRE-AT-04: devices have atomics of 32 and, some, of 64 bits.
static LogicalResult verifyAtomicWidth(Operation *op, Type type) {
  if (type.isSignlessInteger(32) || type.isSignlessInteger(64) ||
      type.isF32() || type.isF64())
    return success();
  return op->emitOpError("works on elements of type ")
         << type
         << ", expected i32, i64, f32 or f64 [VYRE-AT-04]; fix: keep the "
            "value in a 32-bit element";
}

static bool isFloatKind(AtomicKind kind) {
  return kind == AtomicKind::AddF || kind == AtomicKind::MinF ||
         kind == AtomicKind::MaxF;
}

LogicalResult AtomicRMWOp::verify() {
  Type element = getAccessedBuffer().getType().getElementType();
  AtomicKind kind = getKind();
  bool isInteger =
      element.isSignlessInteger(32) || element.isSignlessInteger(64);
  if (isFloatKind(kind) && !element.isF32())
    return emitOpError("of kind ")
           << stringifyAtomicKind(kind) << " works on elements of type "
           << element << ", expected f32 [VYRE-AT-01]; fix: use an integer "
           << "kind or an f32 buffer";
  if (!isFloatKind(kind) && !isInteger &&
      !(kind == AtomicKind::Exchange && element.isF32()))
    return emitOpError("of kind ")
           << stringifyAtomicKind(kind) << " works on elements of type "
           << element << ", expected i32 or i64"
           << (kind == AtomicKind::Exchange ? " or f32" : "")
           << " [VYRE-AT-01]; fix: use addf, minf or maxf for f32, or an "
              "integer buffer";
  return success();
}

LogicalResult AtomicCASOp::verify() {
  Type element = getAccessedBuffer().getType().getElementType();
  if (!element.isSignlessInteger(32) && !element.isSignlessInteger(64))
    return emitOpError("works on elements of type ")
           << element << ", expected i32 or i64 [VYRE-AT-02]; fix: compare "
           << "the bits in an integer buffer";
  return success();
}

LogicalResult AtomicLoadOp::verify() {
  if (getOrder() == Order::Release || getOrder() == Order::AcqRel)
    return emitOpError("has order ")
           << stringifyOrder(getOrder())
           << ", expected relaxed, acquire or seq_cst: a load releases "
              "nothing [VYRE-AT-03]; fix: use acquire";
  return verifyAtomicWidth(*this,
                           getAccessedBuffer().getType().getElementType());
}

LogicalResult AtomicStoreOp::verify() {
  if (getOrder() == Order::Acquire || getOrder() == Order::AcqRel)
    return emitOpError("has order ")
           << stringifyOrder(getOrder())
           << ", expected relaxed, release or seq_cst: a store acquires "
              "nothing [VYRE-AT-03]; fix: use release";
  return verifyAtomicWidth(*this,
                           getAccessedBuffer().getType().getElementType());
}
