// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Moves, selection, and conversions between numbers. Conversions are exact or
// round once, to nearest with ties to even; float to integer truncates and
// clamps (VYRE-AR-10), also for the `arith` ops, which leave that open.
//
//===----------------------------------------------------------------------===//

#include "Handlers.h"
#include "Values.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/Support/ErrorHandling.h"

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

//===----------------------------------------------------------------------===//
// Moves
//===----------------------------------------------------------------------===//

template <typename Slot>
static void runCopy(const Instruction &in, Frame &frame, const Lanes &lanes) {
  const Slot *a = frame.reg<Slot>(in.a);
  Slot *dst = frame.reg<Slot>(in.dst);
  forLanes(lanes, [=](uint32_t i) { dst[i] = a[i]; });
}

template <typename Slot>
static void runSelect(const Instruction &in, Frame &frame, const Lanes &lanes) {
  const uint32_t *a = frame.reg<uint32_t>(in.a);
  const Slot *b = frame.reg<Slot>(in.b), *c = frame.reg<Slot>(in.c);
  Slot *dst = frame.reg<Slot>(in.dst);
  forLanes(lanes, [=](uint32_t i) { dst[i] = a[i] ? b[i] : c[i]; });
}

static void runIncrement(const Instruction &in, Frame &frame,
                         const Lanes &lanes) {
  uint32_t *dst = frame.reg<uint32_t>(in.dst);
  forLanes(lanes, [=](uint32_t i) { ++dst[i]; });
}

static void runClear(const Instruction &in, Frame &frame, const Lanes &lanes) {
  uint32_t *dst = frame.reg<uint32_t>(in.dst);
  forLanes(lanes, [=](uint32_t i) { dst[i] = 0; });
}

Handler interp::copy(unsigned width) {
  return width > 32 ? &runCopy<uint64_t> : &runCopy<uint32_t>;
}
Handler interp::select(unsigned width) {
  return width > 32 ? &runSelect<uint64_t> : &runSelect<uint32_t>;
}
Handler interp::increment() { return &runIncrement; }
Handler interp::clear() { return &runClear; }

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

template <typename From, typename To, bool kSigned>
static void runConvertInteger(const Instruction &in, Frame &frame,
                              const Lanes &lanes) {
  const From *a = frame.reg<From>(in.a);
  To *dst = frame.reg<To>(in.dst);
  unsigned width = in.b;
  To mask = lowBits<To>(in.aux);
  forLanes(lanes, [=](uint32_t i) {
    To value = kSigned ? To(signExtend(a[i], width)) : To(a[i]);
    dst[i] = value & mask;
  });
}

template <typename From, typename To>
static Handler pickSign(bool isSigned) {
  return isSigned ? &runConvertInteger<From, To, true>
                  : &runConvertInteger<From, To, false>;
}

Handler interp::convertInteger(bool isSigned, unsigned from, unsigned to) {
  if (from > 32)
    return to > 32 ? pickSign<uint64_t, uint64_t>(isSigned)
                   : pickSign<uint64_t, uint32_t>(isSigned);
  return to > 32 ? pickSign<uint32_t, uint64_t>(isSigned)
                 : pickSign<uint32_t, uint32_t>(isSigned);
}

//===----------------------------------------------------------------------===//
// Integers and floats
//===----------------------------------------------------------------------===//

/// Integers of more than 24 bits overflow f16, so the step through float does
/// not round twice.
template <typename F, typename Integer>
static typename F::Slot fromInteger(Integer value) {
  if constexpr (std::is_same_v<F, F64>)
    return F::store(double(value));
  else
    return F::store(float(value));
}

template <typename Slot, typename F, bool kSigned>
static void runFromInteger(const Instruction &in, Frame &frame,
                           const Lanes &lanes) {
  const Slot *a = frame.reg<Slot>(in.a);
  auto *dst = frame.reg<typename F::Slot>(in.dst);
  unsigned width = in.aux;
  forLanes(lanes, [=](uint32_t i) {
    if constexpr (kSigned)
      dst[i] = fromInteger<F>(signExtend(a[i], width));
    else
      dst[i] = fromInteger<F>(a[i]);
  });
}

template <typename F, typename Slot, bool kSigned>
static void runToInteger(const Instruction &in, Frame &frame,
                         const Lanes &lanes) {
  const auto *a = frame.reg<typename F::Slot>(in.a);
  Slot *dst = frame.reg<Slot>(in.dst);
  unsigned width = in.aux;
  forLanes(lanes, [=](uint32_t i) {
    double value = F::load(a[i]);
    dst[i] = kSigned ? Slot(toSigned(value, width)) & lowBits<Slot>(width)
                     : Slot(toUnsigned(value, width));
  });
}

template <typename F>
static Handler pickFromInteger(bool isSigned, unsigned width) {
  if (width > 32)
    return isSigned ? &runFromInteger<uint64_t, F, true>
                    : &runFromInteger<uint64_t, F, false>;
  return isSigned ? &runFromInteger<uint32_t, F, true>
                  : &runFromInteger<uint32_t, F, false>;
}

template <typename F>
static Handler pickToInteger(bool isSigned, unsigned width) {
  if (width > 32)
    return isSigned ? &runToInteger<F, uint64_t, true>
                    : &runToInteger<F, uint64_t, false>;
  return isSigned ? &runToInteger<F, uint32_t, true>
                  : &runToInteger<F, uint32_t, false>;
}

Handler interp::integerToFloat(bool isSigned, unsigned width, FloatFormat to) {
  switch (to) {
  case FloatFormat::F16:
    return pickFromInteger<F16>(isSigned, width);
  case FloatFormat::F32:
    return pickFromInteger<F32>(isSigned, width);
  case FloatFormat::F64:
    return pickFromInteger<F64>(isSigned, width);
  }
  llvm_unreachable("all formats are listed");
}

Handler interp::floatToInteger(bool isSigned, FloatFormat from,
                               unsigned width) {
  switch (from) {
  case FloatFormat::F16:
    return pickToInteger<F16>(isSigned, width);
  case FloatFormat::F32:
    return pickToInteger<F32>(isSigned, width);
  case FloatFormat::F64:
    return pickToInteger<F64>(isSigned, width);
  }
  llvm_unreachable("all formats are listed");
}

//===----------------------------------------------------------------------===//
// Floats
//===----------------------------------------------------------------------===//

template <typename From, typename To>
static void runConvertFloat(const Instruction &in, Frame &frame,
                            const Lanes &lanes) {
  const auto *a = frame.reg<typename From::Slot>(in.a);
  auto *dst = frame.reg<typename To::Slot>(in.dst);
  forLanes(lanes, [=](uint32_t i) { dst[i] = To::round(From::load(a[i])); });
}

template <typename From>
static Handler pickConvertFloat(Type to) {
  if (to.isF16())
    return &runConvertFloat<From, F16>;
  if (to.isBF16())
    return &runConvertFloat<From, BF16>;
  if (to.isF32())
    return &runConvertFloat<From, F32>;
  return &runConvertFloat<From, F64>;
}

Handler interp::convertFloat(Type from, Type to) {
  if (from.isF16())
    return pickConvertFloat<F16>(to);
  if (from.isBF16())
    return pickConvertFloat<BF16>(to);
  if (from.isF32())
    return pickConvertFloat<F32>(to);
  return pickConvertFloat<F64>(to);
}
