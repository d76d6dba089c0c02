// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lines of --timing and the file of --trace.
//
//===----------------------------------------------------------------------===//

#include "Report.h"

#include <gtest/gtest.h>

using namespace vyre;
using namespace vyre::run;

static Timing sample(unsigned runs) {
  Timing timing;
  timing.device = "a \"device\"";
  timing.spans = {{"parse", 1, 3}, {"compile", 3, 8}, {"pipeline", 8, 9}};
  for (unsigned i = 0; i < runs; ++i) {
    RunRecord run;
    run.beginMs = 10 * (i + 1);
    run.endMs = run.beginMs + 6;
    run.report.uploadMs = 1;
    run.report.deviceMs = 2 + i;
    run.report.downloadMs = 1;
    run.report.dispatchCount = 3;
    rt::DispatchTiming dispatch;
    dispatch.kernel = "k";
    dispatch.endNs = 2000;
    dispatch.loc = {"f.mlir", 4, 2};
    dispatch.groups = {7, 1, 1};
    run.report.dispatches.push_back(dispatch);
    timing.runs.push_back(run);
  }
  return timing;
}

TEST(ReportTest, Median) {
  EXPECT_EQ(median({}), 0);
  EXPECT_EQ(median({3}), 3);
  EXPECT_EQ(median({3, 1}), 2);
  EXPECT_EQ(median({9, 1, 2}), 2);
}

TEST(ReportTest, Timing) {
  std::string text = formatTiming(sample(1), 20);
  EXPECT_NE(text.find("timing: parse          2.000 ms\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("timing: compile        5.000 ms\n"), std::string::npos);
  EXPECT_NE(text.find("timing: device         2.000 ms\n"), std::string::npos);
  EXPECT_NE(text.find("timing: total         20.000 ms\n"), std::string::npos);
  EXPECT_EQ(text.find("median"), std::string::npos);
}

TEST(ReportTest, BarriersWithReasons) {
  Timing timing = sample(1);
  rt::BarrierReason once{"'x'",
                         "read after write",
                         {"copy", {"f.mlir", 4, 2}},
                         {"dispatch of 'k'", {"f.mlir", 5, 2}},
                         1};
  rt::BarrierReason often = once;
  often.hazard = "write after read";
  often.earlier.loc = {};
  often.count = 30;
  timing.runs.back().report.barriers = {once, often};
  std::string text = formatTiming(timing, 20);
  EXPECT_NE(text.find("barrier: read after write of 'x': dispatch of 'k' "
                      "(f.mlir:5:2) after copy (f.mlir:4:2)\n"
                      "barrier: write after read of 'x': dispatch of 'k' "
                      "(f.mlir:5:2) after copy, 30 times\n"),
            std::string::npos)
      << text;
}

TEST(ReportTest, TimingOfRepeats) {
  std::string text = formatTiming(sample(3), 40);
  EXPECT_NE(text.find("timing: device         3.000 ms (median)\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("device over 3 runs: median 3.000 ms, min 2.000 ms, max "
                      "4.000 ms"),
            std::string::npos);
}

TEST(ReportTest, JsonStrings) {
  EXPECT_EQ(jsonString("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(jsonString("a\nb"), "\"a\\u000ab\"");
  EXPECT_EQ(jsonString("\xC3\xA9"), "\"\xC3\xA9\"");
  // Not UTF-8: a lone continuation, a cut sequence, an overlong one.
  EXPECT_EQ(jsonString("\x80"), "\"?\"");
  EXPECT_EQ(jsonString("\xE2\x82"), "\"??\"");
  EXPECT_EQ(jsonString("\xC0\x80"), "\"??\"");
}

TEST(ReportTest, Trace) {
  std::string trace = formatTrace(sample(2));
  EXPECT_NE(trace.find("\"name\":\"compile\",\"cat\":\"phase\",\"pid\":1,"
                       "\"tid\":1,\"ts\":3000.000,\"dur\":5000.000"),
            std::string::npos)
      << trace;
  // The first dispatch starts where the upload ended: at 11 ms.
  EXPECT_NE(trace.find("\"name\":\"k\",\"cat\":\"dispatch\",\"pid\":1,"
                       "\"tid\":2,\"ts\":11000.000,\"dur\":2.000,\"args\":"
                       "{\"kernel\":\"k\",\"groups\":[7,1,1],\"location\":"
                       "\"f.mlir:4:2\"}"),
            std::string::npos)
      << trace;
  EXPECT_NE(trace.find("a \\\"device\\\""), std::string::npos);
}
