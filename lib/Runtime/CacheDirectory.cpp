// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See CacheDirectory.h. A cache file is a magic word, the size and the
// XXH3-64 of the contents, then the contents.
//
//===----------------------------------------------------------------------===//

#include "CacheDirectory.h"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <unistd.h>
#include <xxhash.h>

using namespace vyre::rt;

namespace {
struct CacheHeader {
  char magic[8];
  uint64_t size;
  uint64_t hash;
};
} // namespace

static constexpr char kMagic[8] = {'V', 'Y', 'R', 'E', 'C', 'A', 'C', '1'};

static std::string resolvePath(const std::string &option) {
  if (option == "none")
    return "";
  if (!option.empty())
    return option;
  if (const char *own = std::getenv("VYRE_CACHE_DIR"); own && *own)
    return std::strcmp(own, "none") == 0 ? "" : own;
  if (const char *xdg = std::getenv("XDG_CACHE_HOME"); xdg && *xdg)
    return std::string(xdg) + "/vyre";
  if (const char *home = std::getenv("HOME"); home && *home)
    return std::string(home) + "/.cache/vyre";
  return "";
}

CacheDirectory::CacheDirectory(const std::string &option)
    : path_(resolvePath(option)) {}

std::optional<std::vector<uint8_t>>
vyre::rt::readWholeFile(const std::string &path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return std::nullopt;
  FILE *file = std::fopen(path.c_str(), "rb");
  if (!file)
    return std::nullopt;
  std::vector<uint8_t> bytes;
  uint8_t chunk[1 << 16];
  while (size_t count = std::fread(chunk, 1, sizeof(chunk), file))
    bytes.insert(bytes.end(), chunk, chunk + count);
  bool failed = std::ferror(file) != 0;
  std::fclose(file);
  if (failed)
    return std::nullopt;
  return bytes;
}

std::optional<std::vector<uint8_t>>
CacheDirectory::read(const std::string &name) const {
  if (path_.empty())
    return std::nullopt;
  std::optional<std::vector<uint8_t>> file = readWholeFile(path_ + "/" + name);
  CacheHeader header;
  if (!file || file->size() < sizeof(header))
    return std::nullopt;
  std::memcpy(&header, file->data(), sizeof(header));
  size_t size = file->size() - sizeof(header);
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0 ||
      header.size != size ||
      header.hash != XXH3_64bits(file->data() + sizeof(header), size))
    return std::nullopt;
  file->erase(file->begin(), file->begin() + sizeof(header));
  return file;
}

void CacheDirectory::write(const std::string &name, const void *data,
                           size_t size) const {
  if (path_.empty())
    return;
  std::error_code error;
  std::filesystem::create_directories(path_, error);
  if (error)
    return;
  // Unique per process and call, so that writers never share a file.
  static std::atomic<unsigned> counter{0};
  std::string target = path_ + "/" + name;
  std::string temporary =
      target + "." + std::to_string(getpid()) + "." +
      std::to_string(counter.fetch_add(1, std::memory_order_relaxed));
  FILE *file = std::fopen(temporary.c_str(), "wb");
  if (!file)
    return;
  CacheHeader header;
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.size = size;
  header.hash = XXH3_64bits(data, size);
  bool written = std::fwrite(&header, sizeof(header), 1, file) == 1 &&
                 (size == 0 || std::fwrite(data, size, 1, file) == 1);
  written = std::fclose(file) == 0 && written;
  if (written)
    std::filesystem::rename(temporary, target, error);
  if (!written || error)
    std::filesystem::remove(temporary, error);
}

std::string vyre::rt::hashName(const void *data, size_t size) {
  char text[17];
  std::snprintf(text, sizeof(text), "%016llx",
                static_cast<unsigned long long>(XXH3_64bits(data, size)));
  return text;
}
