// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The artifact reader must accept what the builder makes and refuse everything
// else in words, whatever the bytes are.
//
//===----------------------------------------------------------------------===//

#include "SampleArtifact.h"
#include "Vyre/Runtime/GridSync.h"

#include <cstdio>
#include <gtest/gtest.h>
#include <random>
#include <xxhash.h>

using namespace vyre;
using namespace vyre::rt;
using namespace vyre::test;

namespace {

/// The same payload with a header that is right for it.
std::vector<uint8_t> reframe(const std::vector<uint8_t> &file) {
  return frameArtifact(file.data() + kArtifactHeaderBytes,
                       file.size() - kArtifactHeaderBytes);
}

std::string messageOf(std::vector<uint8_t> bytes) {
  Result<Artifact> artifact = Artifact::parse(std::move(bytes));
  if (artifact)
    return "accepted";
  EXPECT_EQ(artifact.status().code(), Code::DataLoss);
  EXPECT_FALSE(artifact.status().fix().empty());
  return artifact.status().message();
}

TEST(ArtifactTest, reads_what_the_builder_writes) {
  Result<Artifact> artifact = Artifact::parse(sampleArtifact());
  ASSERT_TRUE(artifact) << artifact.status().message();
  EXPECT_EQ(artifact->root().kernels()->Get(0)->name()->str(), "k");
  EXPECT_EQ(artifact->location(1).file, "a.mlir");
  EXPECT_EQ(artifact->location(1).line, 7u);
  EXPECT_EQ(artifact->location(99).file, "");
}

TEST(ArtifactTest, copies_share_the_bytes) {
  std::optional<Artifact> copy;
  {
    Result<Artifact> artifact = Artifact::parse(sampleArtifact());
    ASSERT_TRUE(artifact);
    copy = *artifact;
  }
  EXPECT_EQ(copy->root().graphs()->size(), 1u);
}

TEST(ArtifactTest, refuses_every_cut) {
  std::vector<uint8_t> file = sampleArtifact();
  for (size_t size = 0; size < file.size(); ++size) {
    std::vector<uint8_t> cut(file.begin(), file.begin() + size);
    ASSERT_NE(messageOf(cut), "accepted") << size;
  }
  EXPECT_NE(messageOf({file.begin(), file.begin() + 100}).find("is cut"),
            std::string::npos);
  EXPECT_EQ(messageOf({}), "the artifact is empty");
}

TEST(ArtifactTest, refuses_every_altered_byte) {
  std::vector<uint8_t> file = sampleArtifact();
  for (size_t i = 0; i < file.size(); ++i) {
    std::vector<uint8_t> altered = file;
    altered[i] ^= 0x40;
    ASSERT_NE(messageOf(altered), "accepted") << i;
  }
  std::vector<uint8_t> longer = file;
  longer.push_back(0);
  EXPECT_NE(messageOf(longer).find("too long"), std::string::npos);
}

TEST(ArtifactTest, refuses_the_future) {
  std::vector<uint8_t> file = sampleArtifact();
  file[8] = kArtifactVersion + 1;
  EXPECT_EQ(messageOf(file),
            "the artifact has version 4, this runtime reads version 3");
}

TEST(ArtifactTest, refuses_text) {
  std::string text = "module { }";
  EXPECT_EQ(messageOf({text.begin(), text.end()}),
            "this is no vyre artifact: the magic number is missing");
}

// With a right checksum the verifier and the meaning check are all that
// stands between the bytes and the runtime.
TEST(ArtifactTest, survives_altered_bytes_with_a_right_checksum) {
  std::vector<uint8_t> file = sampleArtifact();
  for (size_t i = kArtifactHeaderBytes; i < file.size(); ++i)
    for (uint8_t flip : {0x01, 0x80, 0xff}) {
      std::vector<uint8_t> altered = file;
      altered[i] ^= flip;
      Result<Artifact> artifact = Artifact::parse(reframe(altered));
      if (!artifact)
        EXPECT_EQ(artifact.status().code(), Code::DataLoss);
    }
}

TEST(ArtifactTest, survives_random_bytes) {
  std::mt19937 random(20240607);
  for (int round = 0; round < 20000; ++round) {
    std::vector<uint8_t> bytes(random() % 200);
    for (uint8_t &byte : bytes)
      byte = static_cast<uint8_t>(random() % 5 ? random() % 32 : random());
    EXPECT_NE(messageOf(round % 2 ? bytes
                                  : frameArtifact(bytes.data(), bytes.size())),
              "accepted");
  }
}

TEST(ArtifactTest, refuses_indices_that_name_nothing) {
  auto fault = [](const std::function<void(TestArtifact &, uint32_t)> &add) {
    TestArtifact t;
    uint32_t kernel =
        t.kernel("k", kSampleCode, {{ElementType::I32}}, {ElementType::F32});
    add(t, kernel);
    return messageOf(t.bytes());
  };
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t) {
              uint32_t x = t.argument("x", ElementType::I32);
              t.dispatch(5, {x}, {}, t.index(1));
            }),
            "the artifact is malformed: graph 0: a dispatch of kernel 5 of 1");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t k) {
              t.argument("x", ElementType::I32);
              t.dispatch(k, {9}, {t.f32(1)}, t.index(1));
            }),
            "the artifact is malformed: graph 0: dispatch of 'k' passes "
            "buffer 9 of 1");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t k) {
              uint32_t x = t.argument("x", ElementType::F32);
              t.dispatch(k, {x}, {t.f32(1)}, t.index(1));
            }),
            "the artifact is malformed: graph 0: dispatch of 'k' passes the "
            "wrong element type for binding 0");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t k) {
              uint32_t x = t.argument("x", ElementType::I32);
              t.dispatch(k, {x}, {}, t.index(1));
            }),
            "the artifact is malformed: graph 0: dispatch of 'k' passes 0 "
            "scalars, the kernel has 1");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t) {
              uint32_t x = t.argument("x", ElementType::I32);
              t.expect(x, 3, {1, 2});
            }),
            "the artifact is malformed: graph 0: an expect with 2 bytes of "
            "data, expected 12");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t) {
              t.constant(ElementType::I32, 1000, {1, 2, 3, 4});
            }),
            "the artifact is malformed: graph 0: buffer 0 has 4 bytes of "
            "data, expected 4000");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t) {
              t.transient(ElementType::I32, ~uint64_t(0));
            }),
            "the artifact is malformed: graph 0: buffer 0 has "
            "18446744073709551615 elements");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t k) {
              uint32_t x = t.argument("x", ElementType::I32);
              t.indirect(k, {9}, {t.f32(1)}, x, t.index(0));
            }),
            "the artifact is malformed: graph 0: dispatch of 'k' passes "
            "buffer 9 of 1");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t k) {
              uint32_t x = t.argument("x", ElementType::I32);
              t.indirect(k, {x}, {t.f32(1)}, 7, t.index(0));
            }),
            "the artifact is malformed: graph 0: an indirect dispatch with "
            "counts in buffer 7 of 1");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t k) {
              uint32_t x = t.argument("x", ElementType::I32);
              uint32_t y = t.argument("y", ElementType::F32);
              t.indirect(k, {x}, {t.f32(1)}, y, t.index(0));
            }),
            "the artifact is malformed: graph 0: an indirect dispatch with "
            "counts that are not i32");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t k) {
              uint32_t x = t.argument("x", ElementType::I32);
              t.indirect(k, {x}, {t.f32(1)}, x, 99);
            }),
            "the artifact is malformed: graph 0: an indirect dispatch takes "
            "its offset from a missing register");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t k) {
              uint32_t x = t.argument("x", ElementType::I32);
              t.indirect(k, {x}, {t.f32(1)}, x, t.index(0));
            }),
            "the artifact is malformed: graph 0: an indirect dispatch of 'k', "
            "which writes its counts");
  EXPECT_EQ(fault([](TestArtifact &t, uint32_t) { t.copy(0, 1); }),
            "the artifact is malformed: graph 0: a copy of a missing buffer");
}

TEST(ArtifactTest, refuses_trap_records_that_are_none) {
  auto fault = [](const std::function<void(TestArtifact &)> &add) {
    TestArtifact t;
    add(t);
    t.endGraph("main");
    return messageOf(t.bytes());
  };
  const std::string start = "the artifact is malformed: graph 0: ";
  EXPECT_EQ(fault([](TestArtifact &t) { t.trapRecord(3); }),
            start + "the trap record is buffer 3 of 0");
  const std::string wrong = start + "the trap record is buffer 0, which is not "
                                    "6 transient words";
  EXPECT_EQ(fault([](TestArtifact &t) {
              t.trapRecord(t.transient(ElementType::I32, 5));
            }),
            wrong);
  EXPECT_EQ(fault([](TestArtifact &t) {
              t.trapRecord(t.transient(ElementType::F32, 6));
            }),
            wrong);
  EXPECT_EQ(fault([](TestArtifact &t) {
              t.trapRecord(t.argument("x", ElementType::I32, false, 6));
            }),
            wrong);
  EXPECT_EQ(fault([](TestArtifact &t) { t.trapSite(""); }),
            start + "trap site 0 has no tag");
  EXPECT_EQ(fault([](TestArtifact &t) {
              t.trapRecord(t.transient(ElementType::I32, 6));
              t.trapSite("overflow");
            }),
            "accepted");
}

TEST(ArtifactTest, refuses_grid_synchronisation_that_is_none) {
  auto fault = [](int32_t binding, uint64_t count, uint32_t asked,
                  size_t sizes) {
    TestArtifact t;
    t.kernel("k", kSampleCode, {{ElementType::I32, true, true, false, count}},
             {}, 64, {}, binding);
    t.preferResident(asked, std::vector<uint32_t>(sizes, t.index(1)));
    t.endGraph("main");
    return messageOf(t.bytes());
  };
  const std::string start = "the artifact is malformed: ";
  EXPECT_EQ(fault(0, 8, 0, 3), "accepted");
  EXPECT_EQ(fault(1, 8, 0, 3),
            start + "kernel 0: it synchronises by binding 1 of 1");
  EXPECT_EQ(fault(0, 7, 0, 3),
            start + "kernel 0: it synchronises by binding 0, which is not 8 "
                    "words");
  EXPECT_EQ(fault(0, 8, 1, 3),
            start + "graph 0: a question about kernel 1 of 1");
  EXPECT_EQ(fault(0, 8, 0, 2),
            start + "graph 0: a question about a kernel uses a missing "
                    "register");
}

// Nobody could see that the workgroups of such a grid are all there at once.
TEST(ArtifactTest, refuses_indirect_dispatches_that_wait_for_their_grid) {
  TestArtifact t;
  uint32_t kernel = t.kernel("k", kSampleCode,
                             {{ElementType::I32, true, true, false,
                               kGridSyncWords}},
                             {}, 64, {}, /*gridSync=*/0);
  uint32_t sync = t.transient(ElementType::I32, kGridSyncWords);
  t.indirect(kernel, {sync}, {}, sync, t.index(0));
  EXPECT_EQ(messageOf(t.bytes()),
            "the artifact is malformed: graph 0: an indirect dispatch of 'k', "
            "which waits for its whole grid");
}

TEST(ArtifactTest, refuses_code_that_is_no_spirv) {
  const uint32_t text[] = {1, 2, 3, 4, 5};
  TestArtifact t;
  t.kernel("k", text, {});
  EXPECT_EQ(messageOf(t.bytes()),
            "the artifact is malformed: kernel 0: its code is not SPIR-V");
}

TEST(ArtifactTest, refuses_bottomless_loops) {
  TestArtifact t;
  uint32_t one = t.index(1);
  std::function<void(int)> nest = [&](int depth) {
    if (depth == 0)
      return;
    t.loop(one, one, one, {}, [&](uint32_t, const std::vector<uint32_t> &) {
      nest(depth - 1);
      return std::vector<uint32_t>{};
    });
  };
  nest(65);
  EXPECT_EQ(messageOf(t.bytes()),
            "the artifact is malformed: graph 0: loops and branches nest "
            "deeper than 64");
}

TEST(ArtifactTest, refuses_control_flow_that_does_not_match) {
  auto fault = [](const std::function<void(TestArtifact &)> &add) {
    TestArtifact t;
    add(t);
    return messageOf(t.bytes());
  };
  EXPECT_EQ(fault([](TestArtifact &t) {
              t.branch(
                  t.index(1), 1, [&] { return std::vector<uint32_t>{0}; },
                  [] { return std::vector<uint32_t>{}; });
            }),
            "the artifact is malformed: graph 0: a branch whose results do "
            "not match");
  EXPECT_EQ(fault([](TestArtifact &t) {
              t.branch(
                  99, 0, [] { return std::vector<uint32_t>{}; },
                  [] { return std::vector<uint32_t>{}; });
            }),
            "the artifact is malformed: graph 0: a branch uses a missing "
            "register");
  EXPECT_EQ(fault([](TestArtifact &t) {
              t.whileLoop(
                  t.index(0), [](uint32_t) { return std::pair(99u, 0u); },
                  [](uint32_t value) { return value; });
            }),
            "the artifact is malformed: graph 0: a loop uses a missing "
            "register");
  EXPECT_EQ(fault([](TestArtifact &t) { t.read(3); }),
            "the artifact is malformed: graph 0: a read of buffer 3 of 0");
  EXPECT_EQ(
      fault([](TestArtifact &t) { t.read(t.transient(ElementType::I32, 2)); }),
      "the artifact is malformed: graph 0: a read of a buffer that is "
      "not one i32 or i64");
}

TEST(ArtifactTest, files) {
  Result<Artifact> missing = Artifact::readFile("/nonexistent/a.vyre");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.status().code(), Code::NotFound);
  Result<Artifact> folder = Artifact::readFile("/tmp");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.status().code(), Code::NotFound);

  std::string path = ::testing::TempDir() + "/vyre_artifact_test.vyre";
  std::vector<uint8_t> bytes = sampleArtifact();
  FILE *file = std::fopen(path.c_str(), "wb");
  ASSERT_TRUE(file);
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
  EXPECT_TRUE(Artifact::readFile(path));
  std::remove(path.c_str());
}

} // namespace
