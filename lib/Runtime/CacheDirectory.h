// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A folder of small files that may vanish or rot at any time: pipelines and
// probe verdicts. Each file is written under another name and renamed, carries
// its size and a checksum, and is ignored when either is wrong. Nothing here
// reports an error; a cache that does not work is an empty cache.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_LIB_RUNTIME_CACHEDIRECTORY_H
#define VYRE_LIB_RUNTIME_CACHEDIRECTORY_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vyre::rt {

class CacheDirectory {
public:
  /// `option` as in DeviceOptions::cacheDir.
  explicit CacheDirectory(const std::string &option);

  /// Empty when the cache is off.
  const std::string &path() const { return path_; }

  /// The bytes that write() stored under this name, if they are intact.
  std::optional<std::vector<uint8_t>> read(const std::string &name) const;

  /// Atomically replaces the file. Creates the folder when it is missing.
  void write(const std::string &name, const void *data, size_t size) const;

private:
  std::string path_;
};

/// 16 hexadecimal digits of the XXH3-64 of the bytes.
std::string hashName(const void *data, size_t size);

/// The whole file, or nothing when it cannot be read.
std::optional<std::vector<uint8_t>> readWholeFile(const std::string &path);

} // namespace vyre::rt

#endif // VYRE_LIB_RUNTIME_CACHEDIRECTORY_H
