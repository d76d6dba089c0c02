// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Compare.h.
//
//===----------------------------------------------------------------------===//

#include "Compare.h"

#include "Vyre/Runtime/Expectation.h"

#include <cstdio>
#include <cstring>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

static uint64_t flushed(ElementType lane, uint64_t bits) {
  const unsigned width = rt::elementBits(lane);
  const unsigned mantissa = lane == ElementType::F16 ? 10 : 23;
  if (lane != ElementType::F32 && lane != ElementType::F16)
    return bits;
  const uint64_t sign = uint64_t(1) << (width - 1);
  return (bits & (sign - 1)) < (uint64_t(1) << mantissa) ? bits & sign : bits;
}

uint64_t run::verifyDistance(ElementType lane, uint64_t a, uint64_t b) {
  // Most values are the same; and a subnormal that nobody flushed is exact.
  if (a == b)
    return 0;
  const uint64_t exact = rt::ulpDistance(lane, a, b);
  const uint64_t near = rt::ulpDistance(lane, flushed(lane, a),
                                        flushed(lane, b));
  return exact < near ? exact : near;
}

static std::string withHex(ElementType lane, uint64_t bits) {
  char hex[32];
  std::snprintf(hex, sizeof hex, " (0x%0*llX)",
                static_cast<int>(rt::elementBytes(lane) * 2),
                static_cast<unsigned long long>(bits));
  return rt::formatElement(lane, bits) + hex;
}

rt::Status run::compareBuffers(const std::string &name,
                               const rt::BufferValue &reference,
                               const rt::BufferValue &device, uint32_t ulp) {
  if (reference.element != device.element || reference.count != device.count ||
      reference.bytes.size() != device.bytes.size())
    return rt::Status(rt::Code::Internal,
                      "'" + name + "' has two shapes, expected one",
                      "report this with the source file");
  if (reference.bytes == device.bytes)
    return rt::Status::ok();

  const ElementType lane = rt::elementLane(reference.element);
  const unsigned lanes = rt::elementLanes(reference.element);
  const unsigned width = rt::elementBytes(lane);
  const bool isFloat = rt::elementIsFloat(lane);
  uint64_t differing = 0, worst = 0;
  uint64_t first = 0, wanted = 0, found = 0;
  for (uint64_t element = 0; element < reference.count; ++element) {
    bool differs = false;
    for (uint64_t i = element * lanes; i < (element + 1) * lanes; ++i) {
      uint64_t want = 0, got = 0;
      std::memcpy(&want, reference.bytes.data() + i * width, width);
      std::memcpy(&got, device.bytes.data() + i * width, width);
      const uint64_t distance =
          isFloat ? verifyDistance(lane, want, got) : want != got;
      if (distance <= (isFloat ? ulp : 0))
        continue;
      if (differing == 0 && !differs) {
        first = i;
        wanted = want;
        found = got;
      }
      differs = true;
      worst = distance > worst ? distance : worst;
    }
    differing += differs;
  }
  if (differing == 0)
    return rt::Status::ok();

  std::string text = "element " + std::to_string(first / lanes);
  if (lanes > 1)
    text += " lane " + std::to_string(first % lanes);
  text += " of '" + name + "' is " + withHex(lane, found) +
          " on the device, expected " + withHex(lane, wanted) +
          " as in the reference interpreter";
  if (isFloat) {
    auto apart = [](uint64_t distance) {
      return distance == ~uint64_t(0)
                 ? std::string("one of them is NaN")
                 : std::to_string(distance) + " ULP apart";
    };
    const uint64_t distance = verifyDistance(lane, wanted, found);
    text += ", " + apart(distance) + " with " + std::to_string(ulp) +
            " allowed";
    if (worst != distance && worst != ~uint64_t(0))
      text += " (the largest distance is " + std::to_string(worst) + ")";
  }
  text += "; " + std::to_string(differing) + " of " +
          std::to_string(reference.count) + " elements differ";
  return rt::Status(rt::Code::Mismatch, text,
                    isFloat ? "look for a race with --check-races, or allow "
                              "a distance with --ulp=N"
                            : "look for a race with --check-races, or report "
                              "this with the source file");
}
