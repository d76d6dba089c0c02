// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "KernelMemory.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/SmallBitVector.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace mlir::vyre;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// VYRE-BF-01.
static constexpr int64_t kMaxBufferBytes = int64_t(1) << 31;

std::string mlir::vyre::toText(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << '\'' << type << '\'';
  return text;
}

std::string mlir::vyre::explainNoBuffer(MemRefType type) {
  if (!BufferType::isValidElement(type.getElementType()))
    return "has elements of type " + toText(type.getElementType()) +
           ", expected i8, i16, i32, i64, f16, bf16, f32, f64, or a vector of "
           "2 or 4 i32 or f32 [VYRE-GI-04]; fix: store another type and "
           "convert";
  if (!type.getLayout().isIdentity())
    return "is " + toText(type) +
           ", expected dense rows without offset [VYRE-GI-04]; fix: pass the "
           "memory that it is a view of, and compute the index";
  uint64_t count = 1;
  for (int64_t size : type.getShape()) {
    if (ShapedType::isDynamic(size))
      continue;
    count *= std::max<int64_t>(size, 1);
    if (count > kMaxBufferBytes)
      break;
  }
  BufferType element = BufferType::get(type.getContext(), /*count=*/1,
                                       type.getElementType(), Access::Read);
  if (count * element.getElementBytes() > kMaxBufferBytes)
    return "is " + toText(type) +
           ", expected at most 2^31 bytes [VYRE-GI-04]; fix: split it";
  return "";
}

SmallVector<std::string>
mlir::vyre::explainArguments(FunctionOpInterface function) {
  SmallVector<std::string> reasons;
  for (auto [index, type] : llvm::enumerate(function.getArgumentTypes())) {
    std::string which = "argument #" + std::to_string(index) + " ";
    auto memref = dyn_cast<MemRefType>(type);
    if (!memref) {
      if (!type.isSignlessInteger(32) && !type.isSignlessInteger(64) &&
          !type.isF32() && !type.isF64() && !type.isIndex())
        reasons.push_back(which + "is " + toText(type) +
                          ", expected a memref or i32, i64, f32, f64 or index "
                          "[VYRE-GI-03]; fix: pass it in a memref or convert "
                          "it");
      continue;
    }
    if (std::string reason = explainNoBuffer(memref); !reason.empty())
      reasons.push_back(which + reason);
    else if (!isGlobalSpace(memref.getMemorySpace()))
      reasons.push_back(which + "is " + toText(type) +
                        ", expected global memory [VYRE-GI-03]; fix: use the "
                        "default memory space, or an attribution of the "
                        "kernel for workgroup memory");
  }
  return reasons;
}

std::string mlir::vyre::explainDim(memref::DimOp op) {
  std::optional<int64_t> axis = op.getConstantIndex();
  auto type = dyn_cast<MemRefType>(op.getSource().getType());
  if (type && axis && *axis >= 0 && *axis < type.getRank())
    return "";
  return "asks for a dimension that is not known, expected a constant below "
         "the rank [VYRE-GI-05]; fix: run --canonicalize before";
}

std::string mlir::vyre::explainCast(memref::CastOp op) {
  auto type = dyn_cast<MemRefType>(op.getType());
  if (type && type.getLayout().isIdentity())
    return "";
  return "makes " + toText(op.getType()) +
         ", expected dense rows without offset [VYRE-GI-04]; fix: use the "
         "operand";
}

std::string mlir::vyre::explainConstant(arith::ConstantOp op) {
  auto value = dyn_cast<IntegerAttr>(op.getValue());
  if (!value || !op.getType().isIndex() || value.getValue().isSignedIntN(32))
    return "";
  SmallString<24> text;
  value.getValue().toStringSigned(text);
  return ("is " + text +
          ", expected a signed number of 32 bits: so wide is an index "
          "[VYRE-GI-09]; fix: use i64")
      .str();
}

bool mlir::vyre::isWorkgroupSpace(Attribute space) {
  if (auto gpu = dyn_cast_or_null<gpu::AddressSpaceAttr>(space))
    return gpu.getValue() == gpu::AddressSpace::Workgroup;
  auto number = dyn_cast_or_null<IntegerAttr>(space);
  return number && number.getValue() == 3;
}

bool mlir::vyre::isGlobalSpace(Attribute space) {
  if (!space)
    return true;
  if (auto gpu = dyn_cast<gpu::AddressSpaceAttr>(space))
    return gpu.getValue() == gpu::AddressSpace::Global;
  auto number = dyn_cast<IntegerAttr>(space);
  return number && number.getValue().ule(1);
}

BufferType mlir::vyre::getBufferType(MemRefType type, Access access) {
  int64_t count =
      type.hasStaticShape() ? type.getNumElements() : BufferType::kDynamic;
  return BufferType::get(type.getContext(), count, type.getElementType(),
                         access);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

Value mlir::vyre::getMemory(Value memref) {
  while (auto cast = memref.getDefiningOp<memref::CastOp>())
    memref = cast.getSource();
  return memref;
}

memref::GlobalOp mlir::vyre::getWorkgroupGlobal(memref::GetGlobalOp op) {
  auto global = SymbolTable::lookupNearestSymbolFrom<memref::GlobalOp>(
      op, op.getNameAttr());
  // A front end writes a declaration or `uninitialized`; both have no contents.
  if (!global || !(global.isExternal() || global.isUninitialized()) ||
      !isWorkgroupSpace(global.getType().getMemorySpace()))
    return nullptr;
  return global;
}

std::optional<AtomicKind> mlir::vyre::getAtomicKind(arith::AtomicRMWKind kind,
                                                    Type element) {
  bool isInteger =
      element.isSignlessInteger(32) || element.isSignlessInteger(64);
  if (kind == arith::AtomicRMWKind::assign && (isInteger || element.isF32()))
    return AtomicKind::Exchange;
  if (isInteger) {
    switch (kind) {
    case arith::AtomicRMWKind::addi:
      return AtomicKind::Add;
    case arith::AtomicRMWKind::andi:
      return AtomicKind::And;
    case arith::AtomicRMWKind::ori:
      return AtomicKind::Or;
    case arith::AtomicRMWKind::xori:
      return AtomicKind::Xor;
    case arith::AtomicRMWKind::minu:
      return AtomicKind::MinU;
    case arith::AtomicRMWKind::maxu:
      return AtomicKind::MaxU;
    case arith::AtomicRMWKind::mins:
      return AtomicKind::MinS;
    case arith::AtomicRMWKind::maxs:
      return AtomicKind::MaxS;
    default:
      return std::nullopt;
    }
  }
  if (!element.isF32())
    return std::nullopt;
  // The minimum of a number and a NaN is the number, so `minimumf`, which gives
  // NaN, has no counterpart.
  switch (kind) {
  case arith::AtomicRMWKind::addf:
    return AtomicKind::AddF;
  case arith::AtomicRMWKind::minnumf:
    return AtomicKind::MinF;
  case arith::AtomicRMWKind::maxnumf:
    return AtomicKind::MaxF;
  default:
    return std::nullopt;
  }
}

ArrayRef<int32_t> mlir::vyre::getWorkgroupSize(gpu::GPUFuncOp kernel,
                                               ArrayRef<int32_t> fallback) {
  if (std::optional<ArrayRef<int32_t>> known = kernel.getKnownBlockSize())
    return *known;
  return fallback;
}

//===----------------------------------------------------------------------===//
// Access
//===----------------------------------------------------------------------===//

namespace {

/// What a kernel does to the arguments that are memrefs.
struct MemRefUse {
  llvm::SmallBitVector reads, writes;
  /// Whether an invocation may rely on what another one wrote before.
  bool isOrdered = false;
};

} // namespace

static MemRefUse computeUse(gpu::GPUFuncOp kernel) {
  MemRefUse use;
  use.reads.resize(kernel.getNumArguments());
  use.writes.resize(kernel.getNumArguments());
  auto mark = [&](llvm::SmallBitVector &set, Value memref) {
    auto argument = dyn_cast<BlockArgument>(getMemory(memref));
    if (argument && argument.getArgNumber() < set.size())
      set.set(argument.getArgNumber());
  };
  kernel.walk([&](Operation *op) {
    if (auto load = dyn_cast<memref::LoadOp>(op)) {
      mark(use.reads, load.getMemRef());
    } else if (auto store = dyn_cast<memref::StoreOp>(op)) {
      mark(use.writes, store.getMemRef());
    } else if (auto atomic = dyn_cast<memref::AtomicRMWOp>(op)) {
      mark(use.reads, atomic.getMemref());
      mark(use.writes, atomic.getMemref());
      use.isOrdered = true;
    } else if (isa<gpu::BarrierOp>(op)) {
      use.isOrdered = true;
    }
  });
  return use;
}

bool mlir::vyre::isNoAlias(gpu::GPUFuncOp kernel, unsigned index) {
  return static_cast<bool>(
      kernel.getArgAttr(index, LLVM::LLVMDialect::getNoAliasAttrName()));
}

SmallVector<Access> mlir::vyre::computeAccesses(gpu::GPUFuncOp kernel) {
  MemRefUse use = computeUse(kernel);
  bool mayHideWrites = llvm::any_of(use.writes.set_bits(), [&](unsigned index) {
    return !isNoAlias(kernel, index);
  });
  SmallVector<Access> accesses;
  for (unsigned index = 0; index < kernel.getNumArguments(); ++index) {
    if (use.writes.test(index))
      accesses.push_back(use.reads.test(index) ? Access::ReadWrite
                                               : Access::Write);
    // Without barriers and atomics, an element that another invocation writes
    // is a race however it is read.
    else if (use.isOrdered && mayHideWrites && !isNoAlias(kernel, index))
      accesses.push_back(Access::ReadWrite);
    else
      accesses.push_back(Access::Read);
  }
  return accesses;
}
