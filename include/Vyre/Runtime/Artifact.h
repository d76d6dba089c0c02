// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The reader of `.vyre` files.
//
// A file is a 32-byte little-endian header and a FlatBuffer (Artifact.fbs):
//
//   offset  0  8 bytes  magic "VYRE\r\n\x1a\n"; a text-mode copy breaks it
//           8  u32      version, now 1
//          12  u32      header size, now 32
//          16  u64      payload size in bytes
//          24  u64      XXH3-64 of the payload
//          32  payload
//
// parse() accepts any bytes. What it returns has passed the checksum, the
// FlatBuffers verifier and a check of every index in it, so the rest of the
// runtime follows indices without looking again.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUNTIME_ARTIFACT_H
#define VYRE_RUNTIME_ARTIFACT_H

#include "Vyre/Runtime/Status.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace vyre::artifact {
struct Artifact;
} // namespace vyre::artifact

namespace vyre::rt {

constexpr size_t kArtifactHeaderBytes = 32;
/// 2: a graph may have a trap record, without which a reader would give back
/// what a run that trapped left behind. 3: a kernel may wait for its whole grid,
/// and a reader that does not look whether the grid fits would wait for ever.
constexpr uint32_t kArtifactVersion = 3;

/// An owned, verified artifact. Copies share the bytes. Thread-safe: it never
/// changes after parse().
class Artifact {
public:
  /// DataLoss when the bytes are cut, altered, no artifact at all, or from a
  /// newer version. Never crashes, whatever the bytes are.
  static Result<Artifact> parse(std::vector<uint8_t> bytes);

  /// NotFound when the file cannot be opened, otherwise as parse().
  static Result<Artifact> readFile(const std::string &path);

  /// The FlatBuffers root; include "Vyre/Artifact/Artifact_generated.h" to
  /// look inside. Valid as long as this object or a copy of it lives.
  const vyre::artifact::Artifact &root() const;

  /// Entry `index` of the location table; unknown when out of range.
  SourceLocation location(uint32_t index) const;

private:
  explicit Artifact(std::shared_ptr<const std::vector<uint8_t>> bytes);

  std::shared_ptr<const std::vector<uint8_t>> bytes_;
};

/// Puts the header in front of a finished FlatBuffer. The compiler writes
/// artifacts with it too.
std::vector<uint8_t> frameArtifact(const uint8_t *payload, size_t size);

} // namespace vyre::rt

#endif // VYRE_RUNTIME_ARTIFACT_H
