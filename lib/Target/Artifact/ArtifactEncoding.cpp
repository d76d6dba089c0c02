// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Element types, locations and constant data in the artifact's encoding.
//
//===----------------------------------------------------------------------===//

#include "ArtifactEncoding.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"

namespace mlir::vyre {

std::optional<fb::ElementType> encodeElement(Type type) {
  if (auto vector = dyn_cast<VectorType>(type)) {
    bool isFloat = vector.getElementType().isF32();
    if (vector.getNumElements() == 2)
      return isFloat ? fb::ElementType_V2F32 : fb::ElementType_V2I32;
    return isFloat ? fb::ElementType_V4F32 : fb::ElementType_V4I32;
  }
  if (type.isIndex())
    return fb::ElementType_Index;
  if (type.isF16())
    return fb::ElementType_F16;
  if (type.isBF16())
    return fb::ElementType_BF16;
  if (type.isF32())
    return fb::ElementType_F32;
  if (type.isF64())
    return fb::ElementType_F64;
  if (!type.isSignlessInteger())
    return std::nullopt;
  switch (type.getIntOrFloatBitWidth()) {
  case 1:
    return fb::ElementType_I1;
  case 8:
    return fb::ElementType_I8;
  case 16:
    return fb::ElementType_I16;
  case 32:
    return fb::ElementType_I32;
  case 64:
    return fb::ElementType_I64;
  default:
    return std::nullopt;
  }
}

fb::Access encodeAccess(Access access) {
  switch (access) {
  case Access::Read:
    return fb::Access_Read;
  case Access::Write:
    return fb::Access_Write;
  case Access::ReadWrite:
    return fb::Access_ReadWrite;
  case Access::Uniform:
    return fb::Access_Uniform;
  case Access::Workgroup:
    break;
  }
  llvm_unreachable("workgroup memory is not a binding");
}

uint32_t LocationTable::add(Location loc) {
  FileLineColLoc position = loc->findInstanceOf<FileLineColLoc>();
  if (!position)
    return 0;
  return entries.insert({position, entries.size() + 1}).first->second;
}

Offset<flatbuffers::Vector<Offset<fb::Location>>>
LocationTable::finish(flatbuffers::FlatBufferBuilder &builder) const {
  std::vector<Offset<fb::Location>> list;
  list.push_back(fb::CreateLocationDirect(builder, "", 0, 0));
  for (const auto &[key, index] : entries) {
    auto position = cast<FileLineColLoc>(key);
    list.push_back(fb::CreateLocationDirect(
        builder, position.getFilename().str().c_str(), position.getLine(),
        position.getColumn()));
  }
  return builder.CreateVector(list);
}

FailureOr<ElementBytes> encodeElements(ElementsAttr elements,
                                       BufferType type) {
  ElementBytes result{{}, false};
  auto append = [&](ArrayRef<char> raw) {
    result.bytes.insert(result.bytes.end(), raw.begin(), raw.end());
  };
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(elements)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob)
      return failure();
    append(blob->getData());
    return result;
  }
  auto dense = cast<DenseElementsAttr>(elements);
  result.isSplat = dense.isSplat();
  // A splat of a vector buffer holds one lane; the artifact holds an element.
  unsigned copies = 1;
  if (auto vector = dyn_cast<VectorType>(type.getElementType());
      vector && result.isSplat)
    copies = vector.getNumElements();
  for (unsigned copy = 0; copy < copies; ++copy)
    append(dense.getRawData());
  return result;
}

} // namespace mlir::vyre
