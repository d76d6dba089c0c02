// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// From flags to arguments, and what must be refused on the way.
//
//===----------------------------------------------------------------------===//

#include "Bindings.h"
#include "FileIO.h"

#include <gtest/gtest.h>

#include <unistd.h>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

using Bytes = std::vector<uint8_t>;

namespace {
/// A folder that goes away with the test.
class BindingsTest : public testing::Test {
protected:
  void SetUp() override {
    folder_ =
        testing::TempDir() + "vyre-bindings-" + std::to_string(::getpid());
    ASSERT_TRUE(makeDirectory(folder_));
  }
  void TearDown() override {
    for (const std::string &path : paths_)
      ::unlink(path.c_str());
    ::rmdir(folder_.c_str());
  }
  std::string file(const std::string &name, const Bytes &bytes) {
    std::string path = folder_ + "/" + name;
    OutputFiles files;
    EXPECT_TRUE(files.add(path, bytes));
    EXPECT_TRUE(files.commit());
    paths_.push_back(path);
    return path;
  }

  rt::Result<rt::Arguments> bind(const std::vector<std::string> &flags) {
    std::vector<Input> inputs;
    for (const std::string &flag : flags) {
      rt::Result<Input> input = parseInput(flag);
      if (!input)
        return std::move(input).takeStatus();
      inputs.push_back(std::move(input).take());
    }
    return bindInputs(std::move(inputs), signature_);
  }
  std::string errorOf(const std::vector<std::string> &flags) {
    rt::Result<rt::Arguments> arguments = bind(flags);
    if (arguments)
      return "no error";
    EXPECT_EQ(arguments.status().code(), rt::Code::InvalidArgument);
    EXPECT_FALSE(arguments.status().fix().empty());
    return arguments.status().message() + "; fix: " + arguments.status().fix();
  }

  std::string folder_;
  std::vector<std::string> paths_;
  /// @g(%x: ?xf32, %y: 4xi32, %o: write 2xf32, %a: f32)
  Signature signature_ = {"g",
                          {{"x", ElementType::F32, true, 0, false},
                           {"y", ElementType::I32, false, 4, true},
                           {"o", ElementType::F32, false, 2, true}},
                          {{"a", ElementType::F32}},
                          {"o"}};
};
} // namespace

#define EXPECT_ERROR(FLAGS, PART)                                              \
  EXPECT_NE(errorOf(FLAGS).find(PART), std::string::npos) << errorOf(FLAGS)

using Flags = std::vector<std::string>;

TEST_F(BindingsTest, BindsAll) {
  rt::Result<rt::Arguments> arguments =
      bind({"%x=3xf32=iota", "y=4xi32=1,2,3,4", "a=f32=2"});
  ASSERT_TRUE(arguments) << arguments.status().message();
  EXPECT_EQ(arguments->buffers.at("x").count, 3u);
  EXPECT_EQ(arguments->buffers.at("y").bytes.size(), 16u);
  EXPECT_EQ(arguments->scalars.at("a").bits, 0x40000000u);
  // A buffer of fixed size that is only written starts as zeros.
  EXPECT_EQ(arguments->buffers.at("o").bytes, Bytes(8));
}

TEST_F(BindingsTest, Missing) {
  EXPECT_ERROR((Flags{"y=4xi32=0", "a=f32=1"}),
               "found no --input for 'x' of '@g', expected a value of type "
               "?xf32; fix: add --input x=1024xf32=0 or x=@FILE");
  EXPECT_ERROR((Flags{"x=1xf32=0", "a=f32=1"}), "expected a value of type "
                                                "4xi32");
  EXPECT_ERROR((Flags{"x=1xf32=0", "y=4xi32=0"}),
               "fix: add --input a=f32=NUMBER");
}

TEST_F(BindingsTest, ExtraAndTwice) {
  EXPECT_ERROR((Flags{"z=4xi32=0"}),
               "found --input z, expected an argument of '@g' (x, y, o, a)");
  EXPECT_ERROR((Flags{"x=1xf32=0", "x=1xf32=0"}), "twice");
}

TEST_F(BindingsTest, WrongTypeOrCount) {
  EXPECT_ERROR((Flags{"x=4xi32=0"}), "found 4xi32, expected f32 elements");
  EXPECT_ERROR((Flags{"y=5xi32=0"}), "found 5xi32, expected 4 elements");
  EXPECT_ERROR((Flags{"y=i32=0"}), "found a scalar of type i32");
  EXPECT_ERROR((Flags{"a=1xf32=0"}), "found 1xf32, expected a scalar");
  EXPECT_ERROR((Flags{"a=i32=0"}), "found a scalar of type i32, expected f32");
}

TEST_F(BindingsTest, MalformedFlags) {
  EXPECT_ERROR((Flags{"x"}), "expected NAME=VALUE");
  EXPECT_ERROR((Flags{"=1"}), "expected NAME=VALUE");
  EXPECT_ERROR((Flags{"x="}), "expected TYPE=NUMBERS");
  EXPECT_ERROR((Flags{"x=@"}), "expected a path");
  rt::Result<Input> input = parseInput("x=@" + folder_ + "/none.npy");
  ASSERT_FALSE(input);
  EXPECT_EQ(input.status().code(), rt::Code::NotFound);
  EXPECT_EQ(input.status().location().file, folder_ + "/none.npy");
}

TEST_F(BindingsTest, RawFiles) {
  std::string path = file("y.bin", Bytes(16, 1));
  rt::Result<rt::Arguments> arguments =
      bind({"x=1xf32=0", "y=@" + path, "a=f32=0"});
  ASSERT_TRUE(arguments) << arguments.status().message();
  EXPECT_EQ(arguments->buffers.at("y").count, 4u);
  EXPECT_ERROR((Flags{"x=@" + file("odd.bin", Bytes(6))}),
               "found 6 bytes, expected a multiple of 4 for f32");
  EXPECT_ERROR((Flags{"y=@" + file("short.bin", Bytes(8))}),
               "which are 2xi32, expected 4 elements");
  EXPECT_ERROR((Flags{"a=@" + path}), "found a file, expected a scalar");
}

TEST_F(BindingsTest, NpyFiles) {
  std::string good = file("y.npy", writeNpy(ElementType::I32, 4, Bytes(16, 2)));
  rt::Result<rt::Arguments> arguments =
      bind({"x=1xf32=0", "y=@" + good, "a=f32=0"});
  ASSERT_TRUE(arguments) << arguments.status().message();
  EXPECT_EQ(arguments->buffers.at("y").bytes, Bytes(16, 2));
  EXPECT_ERROR((Flags{"x=@" + good}),
               "found dtype '<i4', expected f32 elements; fix: convert it with "
               "a.astype(np.float32)");
  EXPECT_ERROR(
      (Flags{"y=@" + file("5.npy", writeNpy(ElementType::I32, 5, Bytes(20)))}),
      "found shape (5,), which is 5xi32, expected 4 elements");
  EXPECT_ERROR((Flags{"y=@" + file("bad.npy", Bytes(5))}), "wrong magic");
}

TEST_F(BindingsTest, NpyVectorsAndSmallFloats) {
  signature_ = {"g",
                {{"v", ElementType::V2F32, true, 0, false},
                 {"b", ElementType::BF16, true, 0, false}},
                {},
                {}};
  std::string vectors =
      file("v.npy", writeNpy(ElementType::V2F32, 3, Bytes(24)));
  // bf16 travels as the 16-bit integers of its bits.
  std::string small = file("b.npy", writeNpy(ElementType::BF16, 5, Bytes(10)));
  rt::Result<rt::Arguments> arguments = bind({"v=@" + vectors, "b=@" + small});
  ASSERT_TRUE(arguments) << arguments.status().message();
  EXPECT_EQ(arguments->buffers.at("v").count, 3u);
  EXPECT_EQ(arguments->buffers.at("b").count, 5u);
  EXPECT_EQ(arguments->buffers.at("b").element, ElementType::BF16);
  EXPECT_ERROR(
      (Flags{"v=@" + file("6.npy", writeNpy(ElementType::F32, 6, Bytes(24)))}),
      "expected a last dimension of 2 for vector<2xf32>");
}

TEST(OutputFlagTest, Kinds) {
  EXPECT_EQ(parseOutput("%y")->name, "y");
  EXPECT_EQ(parseOutput("y")->kind, Output::Kind::Print);
  EXPECT_EQ(parseOutput("y=@a.npy")->kind, Output::Kind::Npy);
  EXPECT_EQ(parseOutput("y=@a.bin")->kind, Output::Kind::Raw);
  rt::Result<Output> picture = parseOutput("y=@a:b.png:640x480");
  ASSERT_TRUE(picture);
  EXPECT_EQ(picture->kind, Output::Kind::Png);
  EXPECT_EQ(picture->path, "a:b.png");
  EXPECT_EQ(picture->width, 640u);
  EXPECT_EQ(picture->height, 480u);
}

TEST(OutputFlagTest, Errors) {
  for (const char *text :
       {"", "=@y", "y=", "y=a.npy", "y=@", "y=@a.png",
        "y=@a.png:", "y=@a.png:4", "y=@a.png:0x4", "y=@a.png:4x0",
        "y=@a.png:4x4x4", "y=@a.png:70000x4", "y=@a.png:-1x4"}) {
    rt::Result<Output> output = parseOutput(text);
    EXPECT_FALSE(output) << text;
    EXPECT_FALSE(output.status().fix().empty()) << text;
  }
}

TEST(OutputFlagTest, CheckedBeforeTheRun) {
  rt::Arguments arguments;
  arguments.buffers["y"] = {ElementType::F32, 4, Bytes(16)};
  arguments.buffers["v"] = {ElementType::V2F32, 4, Bytes(32)};
  auto check = [&](std::vector<std::string> flags) {
    std::vector<Output> outputs;
    for (const std::string &flag : flags)
      outputs.push_back(*parseOutput(flag));
    return checkOutputs(outputs, arguments);
  };
  EXPECT_TRUE(check({"y", "y", "y=@/dev/null"}));
  EXPECT_FALSE(check({"z"}));
  EXPECT_FALSE(check({"y=@same.npy", "v=@same.npy"}));
  EXPECT_FALSE(check({"y=@/no-such-folder/y.npy"}));
  EXPECT_FALSE(check({"y=@/tmp"}));
  EXPECT_TRUE(check({"y=@y.png:2x2"}));
  EXPECT_FALSE(check({"y=@y.png:2x3"}));
  EXPECT_FALSE(check({"v=@v.png:2x2"}));
}
