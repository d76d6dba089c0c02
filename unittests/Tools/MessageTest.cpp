// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Errors are one line, whatever they carry; exit codes are an interface.
//
//===----------------------------------------------------------------------===//

#include "Message.h"
#include "ExitCode.h"

#include <gtest/gtest.h>

using namespace vyre;
using namespace vyre::run;

TEST(MessageTest, Form) {
  rt::Status status(rt::Code::InvalidArgument, "found a, expected b", "do c");
  EXPECT_EQ(formatError(status, "vyre-run"),
            "vyre-run: error: found a, expected b; fix: do c");
  EXPECT_EQ(formatError(inFile(status, "f.mlir"), "vyre-run"),
            "f.mlir: error: found a, expected b; fix: do c");
  rt::SourceLocation location{"f.mlir", 3, 7};
  EXPECT_EQ(formatError(rt::Status(status).at(location), "vyre-run"),
            "f.mlir:3:7: error: found a, expected b; fix: do c");
  EXPECT_EQ(formatError(within(status, "--input x"), "vyre-run"),
            "vyre-run: error: --input x: found a, expected b; fix: do c");
  EXPECT_EQ(formatError(rt::Status(rt::Code::Internal, "a"), "t"),
            "t: error: a");
}

TEST(MessageTest, OneLine) {
  EXPECT_EQ(onOneLine("a\n  b\tc \n"), "a b c");
  EXPECT_EQ(onOneLine("a\x1b[31mb"), "a?[31mb");
  EXPECT_EQ(onOneLine(""), "");
  rt::Status status(rt::Code::Internal, "a\nb", "c\nd");
  EXPECT_EQ(formatError(status, "t"), "t: error: a b; fix: c d");
}

TEST(MessageTest, LongQuotesAreCut) {
  EXPECT_EQ(quoted("x"), "'x'");
  EXPECT_LT(quoted(std::string(1000, 'x')).size(), 80u);
}

TEST(ExitCodeTest, Table) {
  struct {
    rt::Code code;
    int exit;
  } cases[] = {
      {rt::Code::Ok, 0},
      {rt::Code::InvalidArgument, 2},
      {rt::Code::FailedPrecondition, 6},
      {rt::Code::OutOfRange, 6},
      {rt::Code::NotFound, 2},
      {rt::Code::Unavailable, 4},
      {rt::Code::Unsupported, 4},
      {rt::Code::ResourceExhausted, 6},
      {rt::Code::CompileFailed, 5},
      {rt::Code::DeadlineExceeded, 7},
      {rt::Code::DeviceLost, 7},
      {rt::Code::Mismatch, 8},
      {rt::Code::Trap, 9},
      {rt::Code::DataLoss, 3},
      {rt::Code::Internal, 1},
  };
  for (const auto &each : cases)
    EXPECT_EQ(static_cast<int>(exitCodeFor(each.code)), each.exit);
}
