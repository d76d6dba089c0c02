// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Files in, files out.
//
// Output appears whole or not at all: bytes go to a temporary file beside the
// target, and commit() renames all of them at once after everything was
// written and closed without an error. A process that is interrupted removes
// its temporary files on the way out.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_FILEIO_H
#define VYRE_RUN_FILEIO_H

#include "Vyre/Runtime/Status.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vyre::run {

/// The bytes of a file; "-" is standard input. The error carries the path.
rt::Result<std::vector<uint8_t>> readFile(const std::string &path);

/// An error when this machine could not hold that many bytes. Containers
/// would end the process instead.
rt::Status checkMemory(uint64_t bytes, const std::string &what);

/// An error when no file can be made at `path`, found out without making one.
rt::Status checkWritable(const std::string &path);

/// Makes a directory and its parents; one that exists is fine.
rt::Status makeDirectory(const std::string &path);

struct PendingFile;

/// Files that come into being together.
class OutputFiles {
public:
  OutputFiles() = default;
  OutputFiles(const OutputFiles &) = delete;
  OutputFiles &operator=(const OutputFiles &) = delete;
  /// Removes what was not committed.
  ~OutputFiles();

  /// Writes the bytes to a temporary file. Devices and pipes are written
  /// directly, since nothing can be renamed onto them.
  rt::Status add(const std::string &path, const std::vector<uint8_t> &bytes);

  /// Gives every file its name.
  rt::Status commit();

private:
  std::vector<PendingFile *> pending_;
};

/// From now on SIGINT and SIGTERM remove temporary files and leave with
/// 128 + the number of the signal, whatever the other threads do.
void leaveOnInterrupt();

} // namespace vyre::run

#endif // VYRE_RUN_FILEIO_H
