// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The cache folder gives back what was written, and nothing else.
//
//===----------------------------------------------------------------------===//

#include "CacheDirectory.h"
#include "vulkan/Pipeline.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <gtest/gtest.h>

using namespace vyre::rt;

namespace {

class CacheDirectoryTest : public ::testing::Test {
protected:
  void SetUp() override {
    folder = ::testing::TempDir() + "/vyre_cache_test_" +
             ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string text(const CacheDirectory &cache, const char *name) {
    auto bytes = cache.read(name);
    return bytes ? std::string(bytes->begin(), bytes->end()) : "<nothing>";
  }
  void change(const char *name,
              const std::function<void(std::string &)> &edit) {
    auto bytes = readWholeFile(folder + "/" + name);
    ASSERT_TRUE(bytes);
    std::string contents(bytes->begin(), bytes->end());
    edit(contents);
    FILE *file = std::fopen((folder + "/" + name).c_str(), "wb");
    std::fwrite(contents.data(), 1, contents.size(), file);
    std::fclose(file);
  }

  std::string folder;
};

TEST_F(CacheDirectoryTest, reads_what_was_written) {
  CacheDirectory cache(folder + "/deep/er");
  EXPECT_EQ(text(cache, "a"), "<nothing>");
  cache.write("a", "hello", 5);
  EXPECT_EQ(text(cache, "a"), "hello");
  cache.write("a", "", 0);
  EXPECT_EQ(text(cache, "a"), "");
}

TEST_F(CacheDirectoryTest, leaves_no_temporary_files) {
  CacheDirectory cache(folder);
  for (int i = 0; i < 10; ++i)
    cache.write("a", "hello", 5);
  size_t files = 0;
  for (const auto &entry : std::filesystem::directory_iterator(folder)) {
    (void)entry;
    ++files;
  }
  EXPECT_EQ(files, 1u);
}

TEST_F(CacheDirectoryTest, ignores_damage) {
  CacheDirectory cache(folder);
  cache.write("a", "hello", 5);
  change("a", [](std::string &s) { s.pop_back(); });
  EXPECT_EQ(text(cache, "a"), "<nothing>");
  cache.write("a", "hello", 5);
  change("a", [](std::string &s) { s.back() = 'x'; });
  EXPECT_EQ(text(cache, "a"), "<nothing>");
  cache.write("a", "hello", 5);
  change("a", [](std::string &s) { s[0] = 'x'; });
  EXPECT_EQ(text(cache, "a"), "<nothing>");
  change("a", [](std::string &s) { s.clear(); });
  EXPECT_EQ(text(cache, "a"), "<nothing>");
}

TEST_F(CacheDirectoryTest, a_folder_that_cannot_be_made_is_an_empty_cache) {
  CacheDirectory cache("/dev/null/vyre");
  cache.write("a", "hello", 5);
  EXPECT_EQ(text(cache, "a"), "<nothing>");
  CacheDirectory off("none");
  EXPECT_EQ(off.path(), "");
  off.write("a", "hello", 5);
  EXPECT_EQ(text(off, "a"), "<nothing>");
}

TEST_F(CacheDirectoryTest, looks_where_the_environment_says) {
  const char *names[] = {"VYRE_CACHE_DIR", "XDG_CACHE_HOME", "HOME"};
  std::string old[3];
  bool had[3];
  for (int i = 0; i < 3; ++i) {
    const char *value = std::getenv(names[i]);
    had[i] = value != nullptr;
    old[i] = value ? value : "";
  }
  setenv("VYRE_CACHE_DIR", "/a", 1);
  setenv("XDG_CACHE_HOME", "/b", 1);
  setenv("HOME", "/c", 1);
  EXPECT_EQ(CacheDirectory("/d").path(), "/d");
  EXPECT_EQ(CacheDirectory("").path(), "/a");
  setenv("VYRE_CACHE_DIR", "none", 1);
  EXPECT_EQ(CacheDirectory("").path(), "");
  unsetenv("VYRE_CACHE_DIR");
  EXPECT_EQ(CacheDirectory("").path(), "/b/vyre");
  unsetenv("XDG_CACHE_HOME");
  EXPECT_EQ(CacheDirectory("").path(), "/c/.cache/vyre");
  unsetenv("HOME");
  EXPECT_EQ(CacheDirectory("").path(), "");
  for (int i = 0; i < 3; ++i) {
    if (had[i])
      setenv(names[i], old[i].c_str(), 1);
    else
      unsetenv(names[i]);
  }
}

// Pipeline data of another driver must never reach this one.
TEST(PipelineCacheTest, only_data_of_this_driver_counts) {
  DeviceProfile profile;
  profile.vendorId = 0x10005;
  profile.deviceId = 7;
  profile.pipelineCacheUuid = "000102030405060708090a0b0c0d0e0f";
  std::vector<uint8_t> data(40);
  uint32_t header[] = {32, 1, 0x10005, 7};
  std::memcpy(data.data(), header, sizeof(header));
  for (uint8_t i = 0; i < 16; ++i)
    data[16 + i] = i;
  EXPECT_TRUE(vulkan::isPipelineCacheFor(profile, data));
  for (size_t byte : {0, 4, 8, 12, 16, 31}) {
    std::vector<uint8_t> other = data;
    other[byte] ^= 0x80;
    EXPECT_FALSE(vulkan::isPipelineCacheFor(profile, other)) << byte;
  }
  EXPECT_FALSE(vulkan::isPipelineCacheFor(profile, {}));
  data.resize(31);
  EXPECT_FALSE(vulkan::isPipelineCacheFor(profile, data));
}

} // namespace
