// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Access to memory, total (VYRE-MM-01, 02, 04): the one place through which
// every access goes. It is compiled twice, with calls of the hooks and without.
//
//===----------------------------------------------------------------------===//

#include "Handlers.h"
#include "Values.h"

#include "llvm/Support/ErrorHandling.h"
#include <cmath>

using namespace mlir;
using namespace mlir::vyre;
using namespace mlir::vyre::interp;

//===----------------------------------------------------------------------===//
// One access
//===----------------------------------------------------------------------===//

namespace {

/// The slot of a component of type T.
template <typename T>
using SlotFor = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

/// An access site in one execution.
template <bool kHooked>
class Accessor {
public:
  Accessor(const Instruction &in, Frame &frame)
      : frame(frame), site(frame.code->memorySites[in.aux]),
        view(frame.buffers[site.buffer]), index(frame.reg<uint32_t>(in.a)) {}

  /// The component that a lane accesses; null if it is out of range.
  uint8_t *find(uint32_t lane) {
    uint64_t element = index[lane];
    if (LLVM_UNLIKELY(element >= view.length)) {
      reportOutOfRange(lane, element);
      return nullptr;
    }
    return view.data + element * site.site.elementBytes + site.componentOffset;
  }

  void loaded(uint32_t lane, const uint8_t *at) {
    if constexpr (kHooked)
      frame.hooks->onLoad(frame.firstLane + lane, view.object, at - view.data,
                          site.componentBytes, site.site);
  }

  void stored(uint32_t lane, const uint8_t *at) {
    if constexpr (kHooked)
      frame.hooks->onStore(frame.firstLane + lane, view.object, at - view.data,
                           site.componentBytes, site.site);
  }

  void combined(uint32_t lane, const uint8_t *at, bool reads, bool writes,
                Order order) {
    if constexpr (kHooked)
      frame.hooks->onAtomic(frame.firstLane + lane, view.object, at - view.data,
                            site.componentBytes, {reads, writes, order},
                            site.site);
  }

  void countAtomics(uint32_t lanes) {
    frame.atomics += lanes;
    frame.lastAtomic = &site;
    frame.lastIndex = index;
  }

  Frame &frame;
  const MemorySite &site;

private:
  LLVM_ATTRIBUTE_NOINLINE void reportOutOfRange(uint32_t lane,
                                                uint64_t element) {
    ++frame.outOfRange;
    if (kHooked)
      frame.hooks->onOutOfRange(frame.firstLane + lane, view.object, element,
                                view.length, site.site);
    if (site.isProved && !frame.fault)
      frame.fault = Fault{Fault::Kind::FalseProof, lane, element, view.length};
  }

  const BufferView view;
  const uint32_t *index;
};

template <typename T>
T read(const uint8_t *at) {
  T value;
  std::memcpy(&value, at, sizeof(T));
  return value;
}

template <typename T>
void write(uint8_t *at, T value) {
  std::memcpy(at, &value, sizeof(T));
}

/// The acquire half: what a failed compare and exchange has.
Order loadHalf(Order order) {
  switch (order) {
  case Order::Release:
    return Order::Relaxed;
  case Order::AcqRel:
    return Order::Acquire;
  default:
    return order;
  }
}

//===----------------------------------------------------------------------===//
// Kinds of access
//===----------------------------------------------------------------------===//

struct Load {
  template <typename T, bool kHooked>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    Accessor<kHooked> access(in, frame);
    auto *dst = frame.reg<SlotFor<T>>(in.dst);
    forLanesInOrder(lanes, [&](uint32_t lane) {
      const uint8_t *at = access.find(lane);
      dst[lane] = at ? read<T>(at) : T(0);
      if (at)
        access.loaded(lane, at);
    });
  }
};

struct Store {
  template <typename T, bool kHooked>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    Accessor<kHooked> access(in, frame);
    const auto *value = frame.reg<SlotFor<T>>(in.b);
    bool changed = false;
    forLanesInOrder(lanes, [&](uint32_t lane) {
      uint8_t *at = access.find(lane);
      if (!at)
        return;
      changed |= read<T>(at) != T(value[lane]);
      write<T>(at, T(value[lane]));
      access.stored(lane, at);
    });
    frame.changes += changed;
  }
};

struct AtomicLoad {
  template <typename T, bool kHooked>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    Accessor<kHooked> access(in, frame);
    auto *dst = frame.reg<T>(in.dst);
    forLanesInOrder(lanes, [&](uint32_t lane) {
      const uint8_t *at = access.find(lane);
      dst[lane] = at ? read<T>(at) : 0;
      if (at)
        access.combined(lane, at, true, false, access.site.order);
    });
    access.countAtomics(lanes.count);
  }
};

struct AtomicStore {
  template <typename T, bool kHooked>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    Accessor<kHooked> access(in, frame);
    const auto *value = frame.reg<T>(in.b);
    bool changed = false;
    forLanesInOrder(lanes, [&](uint32_t lane) {
      uint8_t *at = access.find(lane);
      if (!at)
        return;
      changed |= read<T>(at) != value[lane];
      write<T>(at, value[lane]);
      access.combined(lane, at, false, true, access.site.order);
    });
    frame.changes += changed;
    access.countAtomics(lanes.count);
  }
};

struct AtomicCAS {
  template <typename T, bool kHooked>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    Accessor<kHooked> access(in, frame);
    const auto *desired = frame.reg<T>(in.b), *expected = frame.reg<T>(in.c);
    auto *dst = frame.reg<T>(in.dst);
    Order order = access.site.order;
    bool changed = false;
    forLanesInOrder(lanes, [&](uint32_t lane) {
      uint8_t *at = access.find(lane);
      if (!at) {
        dst[lane] = 0;
        return;
      }
      T old = read<T>(at), wanted = expected[lane], value = desired[lane];
      bool matches = old == wanted;
      if (matches)
        write<T>(at, value);
      changed |= matches && old != value;
      dst[lane] = old;
      access.combined(lane, at, true, matches,
                      matches ? order : loadHalf(order));
    });
    frame.changes += changed;
    access.countAtomics(lanes.count);
  }
};

template <typename T>
T combine(AtomicKind kind, T old, T value) {
  using Signed = std::make_signed_t<T>;
  switch (kind) {
  case AtomicKind::Add:
    return old + value;
  case AtomicKind::And:
    return old & value;
  case AtomicKind::Or:
    return old | value;
  case AtomicKind::Xor:
    return old ^ value;
  case AtomicKind::MinU:
    return old < value ? old : value;
  case AtomicKind::MaxU:
    return old < value ? value : old;
  case AtomicKind::MinS:
    return Signed(old) < Signed(value) ? old : value;
  case AtomicKind::MaxS:
    return Signed(old) < Signed(value) ? value : old;
  case AtomicKind::Exchange:
    return value;
  case AtomicKind::AddF:
    if constexpr (sizeof(T) == 4)
      return F32::store(F32::load(old) + F32::load(value));
    break;
  case AtomicKind::MinF:
  case AtomicKind::MaxF:
    if constexpr (sizeof(T) == 4) {
      // A number wins over a NaN (VYRE-AT-01), -0 is below +0.
      float x = F32::load(old), y = F32::load(value);
      bool isMin = kind == AtomicKind::MinF;
      if (x != x || y != y)
        return x != x ? F32::store(y) : old;
      if (x == y)
        return isMin ? old | value : old & value;
      return (x < y) == isMin ? old : value;
    }
    break;
  }
  llvm_unreachable("the verifier matches kinds and element types");
}

struct AtomicRMW {
  template <typename T, bool kHooked>
  static void run(const Instruction &in, Frame &frame, const Lanes &lanes) {
    Accessor<kHooked> access(in, frame);
    const auto *operand = frame.reg<T>(in.b);
    auto *dst = frame.reg<T>(in.dst);
    AtomicKind kind = access.site.kind;
    bool changed = false;
    forLanesInOrder(lanes, [&](uint32_t lane) {
      uint8_t *at = access.find(lane);
      if (!at) {
        dst[lane] = 0;
        return;
      }
      T old = read<T>(at), value = combine<T>(kind, old, operand[lane]);
      write<T>(at, value);
      changed |= old != value;
      dst[lane] = old;
      access.combined(lane, at, true, true, access.site.order);
    });
    frame.changes += changed;
    access.countAtomics(lanes.count);
  }
};

/// Looks once per instruction whether there are hooks.
template <typename Kind, typename T>
void dispatch(const Instruction &in, Frame &frame, const Lanes &lanes) {
  if (frame.hooks)
    return Kind::template run<T, true>(in, frame, lanes);
  Kind::template run<T, false>(in, frame, lanes);
}

template <typename Kind>
Handler forBytes(unsigned bytes) {
  switch (bytes) {
  case 1:
    return &dispatch<Kind, uint8_t>;
  case 2:
    return &dispatch<Kind, uint16_t>;
  case 4:
    return &dispatch<Kind, uint32_t>;
  default:
    return &dispatch<Kind, uint64_t>;
  }
}

template <typename Kind>
Handler forWord(unsigned bytes) {
  return bytes == 4 ? &dispatch<Kind, uint32_t> : &dispatch<Kind, uint64_t>;
}

//===----------------------------------------------------------------------===//
// Ops of other dialects
//===----------------------------------------------------------------------===//

uint64_t readRegister(Frame &frame, Register reg, unsigned width,
                      uint32_t lane) {
  return width > 32 ? frame.reg<uint64_t>(reg)[lane]
                    : frame.reg<uint32_t>(reg)[lane];
}

void writeRegister(Frame &frame, Register reg, unsigned width, uint32_t lane,
                   uint64_t bits) {
  bits &= lowBits<uint64_t>(width);
  if (width > 32)
    frame.reg<uint64_t>(reg)[lane] = bits;
  else
    frame.reg<uint32_t>(reg)[lane] = uint32_t(bits);
}

void runForeign(const Instruction &in, Frame &frame, const Lanes &lanes) {
  const ForeignSite &site = frame.code->foreign[in.aux];
  auto evaluator = cast<ReferenceEvaluationOpInterface>(site.op);
  SmallVector<ReferenceValue> operands(site.operands.size());
  SmallVector<ReferenceValue> results(site.results.size());
  forLanesInOrder(lanes, [&](uint32_t lane) {
    if (frame.fault)
      return;
    for (auto [value, regs, widths] :
         llvm::zip_equal(operands, site.operands, site.operandWidths)) {
      value.clear();
      for (auto [reg, width] : llvm::zip_equal(regs, widths))
        value.push_back(readRegister(frame, reg, width, lane));
    }
    for (auto [value, regs] : llvm::zip_equal(results, site.results))
      value.assign(regs.size(), 0);
    if (failed(evaluator.evaluateReference(operands, results))) {
      frame.fault = Fault{Fault::Kind::Evaluation, lane};
      return;
    }
    for (auto [value, regs, widths] :
         llvm::zip_equal(results, site.results, site.resultWidths)) {
      value.resize(regs.size());
      for (auto [bits, reg, width] : llvm::zip_equal(value, regs, widths))
        writeRegister(frame, reg, width, lane, bits);
    }
  });
}

} // namespace

Handler interp::load(unsigned bytes) { return forBytes<Load>(bytes); }
Handler interp::store(unsigned bytes) { return forBytes<Store>(bytes); }
Handler interp::atomicRMW(unsigned bytes) { return forWord<AtomicRMW>(bytes); }
Handler interp::atomicCAS(unsigned bytes) { return forWord<AtomicCAS>(bytes); }
Handler interp::atomicLoad(unsigned bytes) {
  return forWord<AtomicLoad>(bytes);
}
Handler interp::atomicStore(unsigned bytes) {
  return forWord<AtomicStore>(bytes);
}
Handler interp::foreignOp() { return &runForeign; }
