// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the parts of the artifact builder share: the FlatBuffer under
// construction, element types, and the table of source locations.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_TARGET_ARTIFACT_ARTIFACTENCODING_H
#define VYRE_LIB_TARGET_ARTIFACT_ARTIFACTENCODING_H

#include "Vyre/Artifact/Artifact_generated.h"
#include "Vyre/Dialect/VyreOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"

namespace mlir::vyre {

namespace fb = ::vyre::artifact;
template <typename T> using Offset = flatbuffers::Offset<T>;

/// The artifact's element type for a buffer element or a host scalar; none if
/// it has none.
std::optional<fb::ElementType> encodeElement(Type type);
fb::Access encodeAccess(Access access);

/// Source positions, each stored once. Entry 0 is "unknown".
class LocationTable {
public:
  /// The index of the first file position found in `loc`.
  uint32_t add(Location loc);
  Offset<flatbuffers::Vector<Offset<fb::Location>>>
  finish(flatbuffers::FlatBufferBuilder &builder) const;

private:
  // Keyed by FileLineColLoc, which has no DenseMapInfo of its own.
  llvm::MapVector<Attribute, uint32_t> entries;
};

/// The bytes of an elements attribute for a buffer of the given type: all
/// elements, or one if they are all equal.
struct ElementBytes {
  std::vector<uint8_t> bytes;
  bool isSplat;
};
FailureOr<ElementBytes> encodeElements(ElementsAttr elements, BufferType type);

/// Encodes a graph. `kernels` gives the number of each kernel by name.
FailureOr<Offset<fb::Graph>>
encodeGraph(flatbuffers::FlatBufferBuilder &builder, GraphOp graph,
            const llvm::StringMap<uint32_t> &kernels,
            LocationTable &locations);

} // namespace mlir::vyre

#endif // VYRE_LIB_TARGET_ARTIFACT_ARTIFACTENCODING_H
