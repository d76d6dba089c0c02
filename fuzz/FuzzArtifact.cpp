// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fuzz target: any bytes as an artifact. They are read as they are and as the
// payload behind a right header; what the reader accepts is planned and run on
// a device that runs nothing.
//
//===----------------------------------------------------------------------===//

#include "Fuzz.h"
#include "Runtime/FakeDevice.h"
#include "Runtime/SampleArtifact.h"
#include "Vyre/Runtime/Graph.h"

using namespace vyre;
using namespace vyre::rt;
using namespace vyre::test;

static fuzz::Count accepted("artifacts accepted");
static fuzz::Count ran("graphs that ran to their end");

static void runGraph(const Artifact &artifact, const std::string &entry) {
  FakeDevice device;
  device.writesTrace = false;
  Result<std::unique_ptr<GraphExecutor>> executor =
      GraphExecutor::create(device, artifact, entry);
  if (!executor)
    return fuzz::sawMessage(executor.status().message());
  Arguments arguments;
  for (const GraphExecutor::BufferParam &param : (*executor)->bufferParams()) {
    uint64_t count = param.dynamic ? 5 : param.count;
    if (count > 4096)
      continue;
    arguments.buffers[param.name] = {
        param.element, count,
        std::vector<uint8_t>(count * elementBytes(param.element), 1)};
  }
  for (const GraphExecutor::ScalarParam &param : (*executor)->scalarParams())
    arguments.scalars[param.name] = {param.type, 3};
  RunOptions options;
  options.timeout = std::chrono::milliseconds(20);
  Result<RunReport> report = (*executor)->run(arguments, options);
  if (report)
    ++ran;
  fuzz::sawMessage(report ? "ran" : report.status().message());
}

static void read(std::vector<uint8_t> bytes) {
  Result<Artifact> artifact = Artifact::parse(std::move(bytes));
  if (!artifact)
    return fuzz::sawMessage(artifact.status().message());
  ++accepted;
  const auto *graphs = artifact->root().graphs();
  for (uint32_t i = 0; graphs && i < graphs->size() && i < 4; ++i)
    runGraph(*artifact, "@" + graphs->Get(i)->name()->str());
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  read({data, data + size});
  if (size > kArtifactHeaderBytes)
    read(frameArtifact(data + kArtifactHeaderBytes,
                       size - kArtifactHeaderBytes));
  return 0;
}

/// Starts from the sample if there is nothing yet, and changes words of a
/// FlatBuffer as often as single bytes.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  std::mt19937 random(seed);
  if (size < 2 * kArtifactHeaderBytes || random() % 512 == 0) {
    std::vector<uint8_t> bytes = sampleArtifact();
    if (bytes.size() > maxSize)
      return fuzz::mutateBytes(data, size, maxSize);
    std::copy(bytes.begin(), bytes.end(), data);
    return bytes.size();
  }
  if (random() % 2)
    return fuzz::mutateBytes(data, size, maxSize);
  static const uint32_t kWords[] = {0,      1,          2,          3,
                                    4,      8,          16,         255,
                                    0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
  for (unsigned i = 0, e = 1 + random() % 3; i < e; ++i) {
    size_t words = (size - kArtifactHeaderBytes) / 4;
    uint8_t *at = data + kArtifactHeaderBytes + random() % words * 4;
    uint32_t word = kWords[random() % std::size(kWords)];
    if (random() % 2) // Near what is there: another index, another offset.
      std::memcpy(&word, at, 4), word += random() % 9 - 4;
    if (random() % 4 == 0) // Another word of the file.
      std::memcpy(&word,
                  data + kArtifactHeaderBytes + random() % words * 4, 4);
    std::memcpy(at, &word, 4);
  }
  return size;
}
