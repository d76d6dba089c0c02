// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whole-file reading, atomic writing, and clean leaving.
//
//===----------------------------------------------------------------------===//

#include "FileIO.h"

#include "Message.h"

#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace vyre;
using namespace vyre::run;

//===----------------------------------------------------------------------===//
// Temporary files and signals
//===----------------------------------------------------------------------===//

/// A temporary file. Nodes form a list that the signal handler walks; they
/// are never freed, and there is one per output.
struct run::PendingFile {
  std::string temporary;
  std::string target;
  std::atomic<bool> exists{false};
  PendingFile *next = nullptr;
};

// Stored by the main thread with release, loaded by the handler with acquire.
static std::atomic<PendingFile *> pendingHead{nullptr};

// Only async-signal-safe calls.
extern "C" {
static void onInterrupt(int signal) {
  PendingFile *file = pendingHead.load(std::memory_order_acquire);
  for (; file; file = file->next)
    if (file->exists.load(std::memory_order_acquire))
      ::unlink(file->temporary.c_str());
  ::_exit(128 + signal);
}
}

void run::leaveOnInterrupt() {
  struct sigaction action = {};
  action.sa_handler = onInterrupt;
  sigemptyset(&action.sa_mask);
  for (int signal : {SIGINT, SIGTERM})
    ::sigaction(signal, &action, nullptr);
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

static std::string errorText(int error) { return std::strerror(error); }

static uint64_t physicalMemory() {
  long pages = ::sysconf(_SC_PHYS_PAGES);
  long pageBytes = ::sysconf(_SC_PAGESIZE);
  if (pages <= 0 || pageBytes <= 0)
    return UINT64_MAX;
  return static_cast<uint64_t>(pages) * static_cast<uint64_t>(pageBytes);
}

rt::Status run::checkMemory(uint64_t bytes, const std::string &what) {
  uint64_t limit = physicalMemory();
  // malloc answers where operator new would end the process.
  void *probe = bytes <= limit ? std::malloc(bytes ? bytes : 1) : nullptr;
  if (probe) {
    std::free(probe);
    return rt::Status::ok();
  }
  return rt::Status(rt::Code::InvalidArgument,
                    "found " + what + " of " + std::to_string(bytes) +
                        " bytes, expected at most " + std::to_string(limit) +
                        ", the memory of this machine",
                    "use fewer elements");
}

static rt::Status readError(const std::string &path, int error) {
  if (error == ENOENT || error == ENOTDIR)
    return inFile(rt::Status(rt::Code::NotFound,
                             "found no such file, expected one to read",
                             "check the path"),
                  path);
  return inFile(rt::Status(rt::Code::InvalidArgument,
                           "found a file that cannot be read (" +
                               errorText(error) + "), expected a readable one",
                           error == EISDIR ? "name a file, not a directory"
                                           : "check its permissions"),
                path);
}

rt::Result<std::vector<uint8_t>> run::readFile(const std::string &path) {
  const bool isStdin = path == "-";
  int fd = isStdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return readError(path, errno);

  struct stat info = {};
  uint64_t expected = 0;
  bool regular = ::fstat(fd, &info) == 0 && S_ISREG(info.st_mode);
  if (regular)
    expected = static_cast<uint64_t>(info.st_size);
  // A pipe or a device may never end; half the memory is where we stop.
  const uint64_t limit = regular ? UINT64_MAX : physicalMemory() / 2;

  std::vector<uint8_t> bytes;
  rt::Status memory = checkMemory(expected, "a file");
  int error = 0;
  size_t used = 0;
  if (memory)
    bytes.resize(expected + 1); // one more, so that the end shows at once
  while (memory) {
    if (used == bytes.size()) {
      memory = used < limit
                   ? checkMemory(used * 2, "a file")
                   : rt::Status(rt::Code::InvalidArgument,
                                "found more than " + std::to_string(used) +
                                    " bytes in something that is no regular "
                                    "file, expected an end",
                                "copy the part that is needed to a file");
      if (!memory)
        break;
      bytes.resize(used * 2);
    }
    ssize_t got = ::read(fd, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      error = errno;
    if (got <= 0)
      break;
    used += static_cast<size_t>(got);
  }
  if (!isStdin)
    ::close(fd);
  if (!memory)
    return inFile(std::move(memory), path);
  if (error)
    return readError(path, error);
  bytes.resize(used);
  return bytes;
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

static rt::Status writeError(const std::string &path, int error) {
  const char *fix = "check the path and its permissions";
  if (error == ENOSPC || error == EDQUOT)
    fix = "make room on the disk, or write elsewhere";
  else if (error == ENOENT || error == ENOTDIR)
    fix = "make the directory first";
  rt::Code code = error == ENOSPC || error == EDQUOT || error == EIO
                      ? rt::Code::ResourceExhausted
                      : rt::Code::InvalidArgument;
  return inFile(rt::Status(code,
                           "found a file that cannot be written (" +
                               errorText(error) +
                               "), expected to write the output there",
                           fix),
                path);
}

static int writeAll(int fd, const std::vector<uint8_t> &bytes) {
  size_t done = 0;
  while (done < bytes.size()) {
    ssize_t put = ::write(fd, bytes.data() + done, bytes.size() - done);
    if (put < 0 && errno == EINTR)
      continue;
    if (put < 0)
      return errno;
    done += static_cast<size_t>(put);
  }
  return 0;
}

/// The file that `path` means after links, or `path` when it is new.
static std::string resolved(const std::string &path) {
  char buffer[PATH_MAX];
  return ::realpath(path.c_str(), buffer) ? std::string(buffer) : path;
}

/// True for what cannot be replaced by renaming: devices, pipes, and
/// descriptors under other names.
static bool writesDirectly(const std::string &path) {
  if (path.rfind("/dev/", 0) == 0 || path.rfind("/proc/", 0) == 0)
    return true;
  struct stat info = {};
  return ::stat(path.c_str(), &info) == 0 && !S_ISREG(info.st_mode) &&
         !S_ISDIR(info.st_mode);
}

static std::string parentOf(const std::string &path) {
  size_t slash = path.rfind('/');
  if (slash == std::string::npos)
    return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

rt::Status run::checkWritable(const std::string &path) {
  struct stat info = {};
  const bool exists = ::stat(path.c_str(), &info) == 0;
  if (exists && S_ISDIR(info.st_mode))
    return writeError(path, EISDIR);
  if (exists && writesDirectly(path))
    return ::access(path.c_str(), W_OK) == 0 ? rt::Status::ok()
                                             : writeError(path, errno);
  std::string parent = parentOf(resolved(path));
  if (::stat(parent.c_str(), &info) != 0)
    return writeError(path, errno);
  if (!S_ISDIR(info.st_mode))
    return writeError(path, ENOTDIR);
  if (::access(parent.c_str(), W_OK | X_OK) != 0)
    return writeError(path, errno);
  return rt::Status::ok();
}

rt::Status run::makeDirectory(const std::string &path) {
  for (size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    std::string part = path.substr(0, end);
    struct stat info = {};
    if (::mkdir(part.c_str(), 0777) != 0 &&
        (errno != EEXIST || ::stat(part.c_str(), &info) != 0 ||
         !S_ISDIR(info.st_mode)))
      return writeError(path, errno == EEXIST ? ENOTDIR : errno);
    if (end == std::string::npos)
      return rt::Status::ok();
  }
}

rt::Status OutputFiles::add(const std::string &path,
                            const std::vector<uint8_t> &bytes) {
  if (writesDirectly(path)) {
    int fd = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (fd < 0)
      return writeError(path, errno);
    int error = writeAll(fd, bytes);
    if (::close(fd) != 0 && !error)
      error = errno;
    return error ? writeError(path, error) : rt::Status::ok();
  }

  auto *file = new PendingFile;
  file->target = resolved(path);
  file->temporary = file->target + ".tmp-" + std::to_string(::getpid()) + "-" +
                    std::to_string(pending_.size());
  // Announced before it exists: the handler may unlink what is not there yet.
  file->exists.store(true, std::memory_order_release);
  file->next = pendingHead.load(std::memory_order_relaxed);
  pendingHead.store(file, std::memory_order_release);
  pending_.push_back(file);

  int fd = ::open(file->temporary.c_str(),
                  O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0) {
    int error = errno;
    file->exists.store(false, std::memory_order_release);
    return writeError(path, error);
  }
  struct stat info = {};
  if (::stat(file->target.c_str(), &info) == 0)
    (void)::fchmod(fd, info.st_mode & 07777);
  int error = writeAll(fd, bytes);
  if (::close(fd) != 0 && !error)
    error = errno;
  return error ? writeError(path, error) : rt::Status::ok();
}

rt::Status OutputFiles::commit() {
  for (PendingFile *file : pending_) {
    if (!file->exists.load(std::memory_order_acquire))
      continue;
    if (::rename(file->temporary.c_str(), file->target.c_str()) != 0)
      return writeError(file->target, errno);
    file->exists.store(false, std::memory_order_release);
  }
  return rt::Status::ok();
}

OutputFiles::~OutputFiles() {
  for (PendingFile *file : pending_) {
    if (file->exists.load(std::memory_order_acquire))
      ::unlink(file->temporary.c_str());
    file->exists.store(false, std::memory_order_release);
  }
}
