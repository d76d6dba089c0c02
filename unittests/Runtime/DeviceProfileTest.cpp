// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Device profiles: JSON there and back, and narrowing.
//
//===----------------------------------------------------------------------===//

#include "Vyre/Runtime/DeviceProfile.h"

#include <gtest/gtest.h>

using namespace vyre::rt;

namespace {

DeviceProfile sample() {
  DeviceProfile profile;
  profile.name = "a \"device\" \xc3\xa4";
  profile.kind = "cpu";
  profile.driverInfo = "Mesa 1";
  profile.driverId = 13;
  profile.apiVersion = "1.3.2";
  profile.pipelineCacheUuid = "00ff";
  profile.limits.maxStorageBufferRange = uint64_t(1) << 40;
  profile.limits.maxWorkgroupCount = {1, 2, 3};
  profile.limits.subgroupSize = 8;
  profile.features.int64 = true;
  profile.features.vulkanMemoryModel = true;
  profile.faults = {{"loop-limit", "found it", "do this", true},
                    {"offset-wrap", "a fact", "nothing", false}};
  return profile;
}

TEST(DeviceProfileTest, json_round_trip) {
  std::string text = sample().toJson();
  Result<DeviceProfile> again = DeviceProfile::fromJson(text);
  ASSERT_TRUE(again) << again.status().message();
  EXPECT_EQ(again->toJson(), text);
  EXPECT_EQ(again->name, sample().name);
  EXPECT_EQ(again->limits.maxWorkgroupCount[2], 3u);
  EXPECT_EQ(again->faults.size(), 2u);
  EXPECT_TRUE(again->faults[0].refuses);
}

TEST(DeviceProfileTest, bytes_that_are_no_text_still_make_json) {
  DeviceProfile profile = sample();
  profile.name = "bad \xff byte";
  EXPECT_TRUE(DeviceProfile::fromJson(profile.toJson()));
}

TEST(DeviceProfileTest, refuses_what_is_no_profile) {
  auto message = [](const char *text) {
    Result<DeviceProfile> profile = DeviceProfile::fromJson(text);
    if (profile)
      return std::string("accepted");
    EXPECT_EQ(profile.status().code(), Code::InvalidArgument);
    return profile.status().message();
  };
  EXPECT_EQ(message(""), "the device profile is not a JSON object");
  EXPECT_EQ(message("[1]"), "the device profile is not a JSON object");
  EXPECT_EQ(message("{"), "the device profile is not a JSON object");
  EXPECT_EQ(message("{\"name\": 3}"),
            "the device profile has a bad value for 'name', expected a string");
  EXPECT_EQ(message("{\"limits\": {\"subgroupSize\": -1}}"),
            "the device profile has a bad value for 'subgroupSize', expected "
            "a number from 0 to 4294967295");
  EXPECT_EQ(message("{\"limits\": {\"subgroupSize\": 4294967296}}"),
            "the device profile has a bad value for 'subgroupSize', expected "
            "a number from 0 to 4294967295");
  EXPECT_EQ(message("{\"features\": {\"shaderInt64\": 1}}"),
            "the device profile has a bad value for 'shaderInt64', expected "
            "true or false");
  EXPECT_EQ(message("{\"faults\": [3]}"),
            "the device profile has a fault that is not an object");
  EXPECT_NE(message("{\"limits\": 3}").find("wrong kind"), std::string::npos);
}

TEST(DeviceProfileTest, a_file_takes_away_and_never_promises) {
  DeviceProfile device = sample();
  Result<DeviceProfile> file = DeviceProfile::fromJson(
      "{\"limits\": {\"maxStorageBufferRange\": 1024, \"maxWorkgroupCountX\": "
      "99}, \"features\": {\"shaderInt64\": false, \"shaderInt8\": true}, "
      "\"faults\": [{\"id\": \"new\", \"refuses\": true}]}");
  ASSERT_TRUE(file) << file.status().message();
  DeviceProfile narrowed = device.narrowedBy(*file);
  EXPECT_EQ(narrowed.limits.maxStorageBufferRange, 1024u);
  EXPECT_EQ(narrowed.limits.maxWorkgroupCount[0], 1u);
  EXPECT_EQ(narrowed.limits.subgroupSize, 8u);
  EXPECT_FALSE(narrowed.features.int64);
  EXPECT_FALSE(narrowed.features.int8);
  EXPECT_TRUE(narrowed.features.vulkanMemoryModel);
  EXPECT_EQ(narrowed.faults.size(), 3u);
  EXPECT_EQ(narrowed.name, device.name);
}

TEST(DeviceProfileTest, an_empty_file_changes_nothing) {
  Result<DeviceProfile> file = DeviceProfile::fromJson("{}");
  ASSERT_TRUE(file);
  EXPECT_EQ(sample().narrowedBy(*file).toJson(), sample().toJson());
}

TEST(DeviceProfileTest, refusal_is_the_first_fault_that_refuses) {
  DeviceProfile profile = sample();
  ASSERT_TRUE(profile.refusal());
  EXPECT_EQ(profile.refusal()->id, "loop-limit");
  profile.faults.erase(profile.faults.begin());
  EXPECT_FALSE(profile.refusal());
}

TEST(DeviceProfileTest, feature_numbers_match_names) {
  DeviceFeatures features;
  features.float64 = true;
  EXPECT_TRUE(hasFeature(features, 6));
  EXPECT_STREQ(featureName(6), "shaderFloat64");
  EXPECT_FALSE(hasFeature(features, 5));
  EXPECT_FALSE(hasFeature(features, 99));
  EXPECT_STREQ(featureName(99), "unknown");
}

} // namespace
