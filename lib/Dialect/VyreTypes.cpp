// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The buffer type: its syntax, and what may be passed where.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Dialect/VyreTypes.h"

#include "Vyre/Dialect/VyreDialect.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::vyre;

#define GET_TYPEDEF_CLASSES
#include "Vyre/Dialect/VyreTypes.cpp.inc"

void VyreDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "Vyre/Dialect/VyreTypes.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// BufferType
//===----------------------------------------------------------------------===//

bool BufferType::isValidElement(Type type) {
  if (type.isSignlessInteger())
    return llvm::is_contained({8u, 16u, 32u, 64u}, type.getIntOrFloatBitWidth());
  if (isa<Float16Type, BFloat16Type, Float32Type, Float64Type>(type))
    return true;
  auto vector = dyn_cast<VectorType>(type);
  if (!vector || vector.getRank() != 1 || vector.isScalable())
    return false;
  int64_t lanes = vector.getNumElements();
  Type element = vector.getElementType();
  return (lanes == 2 || lanes == 4) &&
         (element.isSignlessInteger(32) || element.isF32());
}

/// The size of a valid element.
static unsigned bytesOf(Type element) {
  if (auto vector = dyn_cast<VectorType>(element))
    return vector.getNumElements() * vector.getElementTypeBitWidth() / 8;
  return element.getIntOrFloatBitWidth() / 8;
}

unsigned BufferType::getElementBytes() const {
  return bytesOf(getElementType());
}

bool BufferType::canBePassedAs(BufferType formal) const {
  if (getElementType() != formal.getElementType())
    return false;
  if (!formal.isDynamic() && getCount() != formal.getCount())
    return false;
  if (getAccess() == formal.getAccess())
    return true;
  return getAccess() == Access::ReadWrite && !formal.isWorkgroup();
}

LogicalResult BufferType::verify(function_ref<InFlightDiagnostic()> emitError,
                                 int64_t count, Type elementType,
                                 Access access) {
  if (!isValidElement(elementType))
    return emitError() << "buffer element type is " << elementType
                       << ", expected i8, i16, i32, i64, f16, bf16, f32, f64 "
                          "or a vector of 2 or 4 elements of i32 or f32 "
                          "[VYRE-BF-01]; fix: store the value as one of these";
  if (count < 0 && count != kDynamic)
    return emitError() << "buffer count is " << count
                       << ", expected a number of elements or '?' "
                          "[VYRE-BF-01]";
  if (access == Access::Workgroup && count <= 0)
    return emitError()
           << "workgroup buffer has count "
           << (count == kDynamic ? std::string("?") : std::to_string(count))
           << ", expected a positive static count [VYRE-BF-02]; fix: write "
              "the number of elements in the type";
  // The runtime gives a buffer at most 2 GiB, so that a byte offset always
  // fits 32 bits; a larger static size could never run.
  const int64_t maxBytes = int64_t(1) << 31;
  const int64_t bytes = bytesOf(elementType);
  if (count > maxBytes / bytes)
    return emitError() << "buffer has " << count << " elements of " << bytes
                       << " bytes, expected at most " << maxBytes
                       << " bytes [VYRE-BF-01]; fix: split the buffer";
  return success();
}

/// COUNTxELEM, ACCESS
Type BufferType::parse(AsmParser &parser) {
  SmallVector<int64_t, 1> shape;
  Type element;
  StringRef keyword;
  if (parser.parseLess())
    return {};
  SMLoc shapeLoc = parser.getCurrentLocation();
  if (parser.parseDimensionList(shape, /*allowDynamic=*/true,
                                /*withTrailingX=*/true))
    return {};
  if (shape.size() != 1) {
    parser.emitError(shapeLoc) << "buffer has " << shape.size()
                               << " dimensions, expected 1: buffers are "
                                  "linear [VYRE-BF-01]";
    return {};
  }
  if (parser.parseType(element) || parser.parseComma())
    return {};
  SMLoc accessLoc = parser.getCurrentLocation();
  if (parser.parseKeyword(&keyword))
    return {};
  std::optional<Access> access = symbolizeAccess(keyword);
  if (!access) {
    parser.emitError(accessLoc)
        << "unknown access '" << keyword
        << "', expected read, write, read_write, uniform or workgroup";
    return {};
  }
  if (parser.parseGreater())
    return {};
  int64_t count = ShapedType::isDynamic(shape[0]) ? kDynamic : shape[0];
  return getChecked([&] { return parser.emitError(shapeLoc); },
                    parser.getContext(), count, element, *access);
}

void BufferType::print(AsmPrinter &printer) const {
  printer << '<';
  if (isDynamic())
    printer << '?';
  else
    printer << getCount();
  printer << 'x' << getElementType() << ", " << stringifyAccess(getAccess())
          << '>';
}
