// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See Artifact.h.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Runtime/Artifact.h"

#include "ArtifactCheck.h"
#include "CacheDirectory.h"

#include <cstring>
#include <xxhash.h>

using namespace vyre::rt;

namespace {
struct Header {
  uint8_t magic[8];
  uint32_t version;
  uint32_t headerBytes;
  uint64_t payloadBytes;
  uint64_t hash;
};
static_assert(sizeof(Header) == kArtifactHeaderBytes, "no padding");
} // namespace

static constexpr uint8_t kMagic[8] = {'V',  'Y',  'R',  'E',
                                      '\r', '\n', 0x1a, '\n'};

// Loops nest two tables per level; the meaning check has the real limit. The
// table count stops a small file that refers to one table very often.
static constexpr unsigned kMaxTableDepth = 256;
static constexpr unsigned kMaxTables = 16u << 20;

static Status damaged(const std::string &what) {
  return Status(Code::DataLoss, what,
                "compile the artifact again, or copy it again from its source");
}

Artifact::Artifact(std::shared_ptr<const std::vector<uint8_t>> bytes)
    : bytes_(std::move(bytes)) {}

Result<Artifact> Artifact::parse(std::vector<uint8_t> bytes) {
  Header header;
  if (bytes.empty())
    return damaged("the artifact is empty");
  size_t prefix = bytes.size() < sizeof(kMagic) ? bytes.size() : sizeof(kMagic);
  if (std::memcmp(bytes.data(), kMagic, prefix) != 0)
    return Status(Code::DataLoss,
                  "this is no vyre artifact: the magic number is missing",
                  "pass a .vyre file, or a .mlir file to the compiler");
  if (bytes.size() < sizeof(header))
    return damaged("the artifact is cut: " + std::to_string(bytes.size()) +
                   " bytes, expected a header of " +
                   std::to_string(sizeof(header)));
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (header.version != kArtifactVersion)
    return Status(Code::DataLoss,
                  "the artifact has version " + std::to_string(header.version) +
                      ", this runtime reads version " +
                      std::to_string(kArtifactVersion),
                  "use a newer runtime, or compile the program again with the "
                  "compiler of this release");
  if (header.headerBytes != sizeof(header))
    return damaged("the artifact's header claims " +
                   std::to_string(header.headerBytes) + " bytes, expected " +
                   std::to_string(sizeof(header)));
  uint64_t payload = bytes.size() - sizeof(header);
  if (header.payloadBytes != payload)
    return damaged(
        "the artifact is " +
        std::string(header.payloadBytes > payload ? "cut" : "too long") + ": " +
        std::to_string(payload) + " bytes after the header, expected " +
        std::to_string(header.payloadBytes));
  const uint8_t *data = bytes.data() + sizeof(header);
  if (XXH3_64bits(data, payload) != header.hash)
    return damaged("the artifact is altered: its checksum does not match");
  // Offsets of a FlatBuffer are 32-bit and signed.
  if (payload >= FLATBUFFERS_MAX_BUFFER_SIZE)
    return damaged("the artifact has " + std::to_string(payload) +
                   " bytes, expected less than 2 GiB");

  flatbuffers::Verifier verifier(data, payload, kMaxTableDepth, kMaxTables);
  if (!artifact::VerifyArtifactBuffer(verifier))
    return damaged("the artifact is malformed: its tables do not verify");
  std::string fault = findArtifactFault(*artifact::GetArtifact(data));
  if (!fault.empty())
    return damaged("the artifact is malformed: " + fault);
  return Artifact(
      std::make_shared<const std::vector<uint8_t>>(std::move(bytes)));
}

Result<Artifact> Artifact::readFile(const std::string &path) {
  std::optional<std::vector<uint8_t>> bytes = readWholeFile(path);
  if (!bytes)
    return Status(Code::NotFound, "cannot read '" + path + "'",
                  "check the path and its permissions");
  Result<Artifact> artifact = parse(std::move(*bytes));
  if (artifact)
    return artifact;
  const Status &status = artifact.status();
  return Status(status.code(), "'" + path + "': " + status.message(),
                status.fix());
}

const vyre::artifact::Artifact &Artifact::root() const {
  return *artifact::GetArtifact(bytes_->data() + kArtifactHeaderBytes);
}

SourceLocation Artifact::location(uint32_t index) const {
  const auto *locations = root().locations();
  if (!locations || index >= locations->size())
    return {};
  const artifact::Location *entry = locations->Get(index);
  SourceLocation location;
  if (entry->file())
    location.file = entry->file()->str();
  location.line = entry->line();
  location.column = entry->column();
  return location;
}

std::vector<uint8_t> vyre::rt::frameArtifact(const uint8_t *payload,
                                             size_t size) {
  Header header;
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.version = kArtifactVersion;
  header.headerBytes = sizeof(header);
  header.payloadBytes = size;
  header.hash = XXH3_64bits(payload, size);
  std::vector<uint8_t> bytes(sizeof(header) + size);
  std::memcpy(bytes.data(), &header, sizeof(header));
  if (size)
    std::memcpy(bytes.data() + sizeof(header), payload, size);
  return bytes;
}
