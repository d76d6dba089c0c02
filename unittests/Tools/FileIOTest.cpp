// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Output files appear whole or not at all.
//
//===----------------------------------------------------------------------===//

#include "FileIO.h"

#include <gtest/gtest.h>

#include <csignal>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace vyre;
using namespace vyre::run;

using Bytes = std::vector<uint8_t>;

namespace {
class FileIOTest : public testing::Test {
protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "vyre-files-" + std::to_string(::getpid());
    ASSERT_TRUE(makeDirectory(folder_ + "/a/b"));
    ASSERT_TRUE(makeDirectory(folder_ + "/a/b"));
  }
  void TearDown() override {
    ASSERT_EQ(::system(("rm -rf '" + folder_ + "'").c_str()), 0);
  }
  /// Names in the folder, without directories.
  unsigned fileCount() const {
    unsigned count = 0;
    DIR *directory = ::opendir(folder_.c_str());
    while (dirent *entry = ::readdir(directory))
      count += entry->d_type != DT_DIR;
    ::closedir(directory);
    return count;
  }
  std::string path(const std::string &name) { return folder_ + "/" + name; }

  std::string folder_;
};
} // namespace

TEST_F(FileIOTest, CommitGivesNames) {
  OutputFiles files;
  ASSERT_TRUE(files.add(path("x"), {1, 2}));
  ASSERT_TRUE(files.add(path("y"), {}));
  EXPECT_FALSE(readFile(path("x")));
  ASSERT_TRUE(files.commit());
  EXPECT_EQ(*readFile(path("x")), (Bytes{1, 2}));
  EXPECT_EQ(*readFile(path("y")), Bytes());
  EXPECT_EQ(fileCount(), 2u);
}

TEST_F(FileIOTest, NothingWithoutCommit) {
  {
    OutputFiles files;
    ASSERT_TRUE(files.add(path("x"), {1}));
    EXPECT_FALSE(files.add(path("missing/x"), {1}));
  }
  EXPECT_EQ(fileCount(), 0u);
}

TEST_F(FileIOTest, ReplacesAndKeepsMode) {
  OutputFiles first;
  ASSERT_TRUE(first.add(path("x"), {1}));
  ASSERT_TRUE(first.commit());
  ASSERT_EQ(::chmod(path("x").c_str(), 0600), 0);
  ASSERT_EQ(::symlink("x", path("link").c_str()), 0);
  OutputFiles second;
  ASSERT_TRUE(second.add(path("link"), {2}));
  ASSERT_TRUE(second.commit());
  EXPECT_EQ(*readFile(path("x")), (Bytes{2}));
  struct stat info = {};
  ASSERT_EQ(::lstat(path("link").c_str(), &info), 0);
  EXPECT_TRUE(S_ISLNK(info.st_mode));
  ASSERT_EQ(::stat(path("x").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
}

TEST_F(FileIOTest, FullDiskIsAnError) {
  OutputFiles files;
  ASSERT_TRUE(files.add(path("x"), {1}));
  rt::Status status = files.add("/dev/full", Bytes(100000));
  EXPECT_EQ(status.code(), rt::Code::ResourceExhausted);
  EXPECT_EQ(status.location().file, "/dev/full");
}

TEST_F(FileIOTest, ReadErrors) {
  EXPECT_EQ(readFile(path("none")).status().code(), rt::Code::NotFound);
  EXPECT_EQ(readFile(folder_).status().code(), rt::Code::InvalidArgument);
  EXPECT_EQ(readFile("").status().code(), rt::Code::NotFound);
}

TEST_F(FileIOTest, CheckWritable) {
  EXPECT_TRUE(checkWritable(path("new")));
  EXPECT_TRUE(checkWritable("/dev/null"));
  EXPECT_FALSE(checkWritable(path("none/new")));
  EXPECT_FALSE(checkWritable(folder_));
  EXPECT_EQ(fileCount(), 0u);
}

TEST_F(FileIOTest, InterruptRemovesTemporaries) {
  auto interrupted = [&] {
    leaveOnInterrupt();
    OutputFiles files;
    if (files.add(path("x"), Bytes(1000)))
      ::raise(SIGINT);
  };
  EXPECT_EXIT(interrupted(), testing::ExitedWithCode(130), "");
  EXPECT_EQ(fileCount(), 0u);
}

TEST_F(FileIOTest, MemoryLimit) {
  EXPECT_TRUE(checkMemory(1 << 20, "a buffer"));
  EXPECT_FALSE(checkMemory(UINT64_MAX, "a buffer"));
}
