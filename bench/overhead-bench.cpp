// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What does the runtime add? Runs the graphs of overhead.mlir, a thousand tiny
// dispatches each, through the graph executor, and the same dispatches of the
// same kernel in a hand-written loop: one command buffer, state bound only when
// it changes, a barrier only where one is needed.
//
// One run of either side starts with data in host memory and ends with results
// there: upload, record, submit, wait, download. Both take turns at going
// first. Where the system puts the driver's threads makes a difference of tens
// of percent for as long as a device is open, so the devices of both sides are
// opened anew for each block of rounds, in turns too. The ratio is the median
// over blocks.
//
//   overhead-bench [--artifact=F] [--rounds=N] [--device=NAME] [--json=F]
//                  [--max-ratio=R]
//
// --max-ratio ends with exit code 1 if a graph certainly takes longer than R
// times the loop: the whole interval lies above R.
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "Statistics.h"
#include "VulkanHarness.h"

#include "Vyre/Artifact/Artifact_generated.h"
#include "Vyre/Runtime/Graph.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

using namespace vyre;
using namespace vyre::bench;

namespace {

struct Options {
  std::string artifact = "overhead.vyre";
  std::string device;
  std::string json;
  unsigned rounds = 15; ///< Of each block.
  double maxRatio = 0;  ///< 0: none.
};

struct Scenario {
  const char *graph;
  unsigned chains; ///< Buffers that are stepped in turn.
};

struct Row {
  const Scenario *scenario = nullptr;
  std::vector<double> ours, theirs; ///< Milliseconds per run.
  std::vector<double> ratios;       ///< One per block.
  rt::RunReport report;
};

/// The devices of both sides, and the kernel on the second one.
struct Bench {
  Bench(const Options &options, const rt::Artifact &artifact, bool oursFirst);

  std::unique_ptr<rt::Device> device;
  std::unique_ptr<Gpu> gpu;
  Kernel kernel;
};

constexpr unsigned kDispatches = 1000;
constexpr uint32_t kElements = 64; // One workgroup.
constexpr unsigned kBlocks = 20;
constexpr unsigned kWarmUps = 2; // Of each block.
constexpr Scenario kScenarios[] = {{"chain", 1}, {"pairs", 2}};

using Clock = std::chrono::steady_clock;

} // namespace

static double millisecondsSince(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start)
      .count();
}

static Options parseOptions(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    Argument argument = {argv[i]};
    if (argument.takes("--artifact=", options.artifact) ||
        argument.takes("--device=", options.device) ||
        argument.takes("--json=", options.json))
      continue;
    if (argument.takesPositive("--rounds=", options.rounds))
      continue;
    if (argument.takesPositive("--max-ratio=", options.maxRatio))
      continue;
    argument.refuse(
        "overhead-bench [--artifact=F] [--rounds=N] [--device=NAME] "
        "[--json=F] [--max-ratio=R]");
  }
  return options;
}

static void checkStepped(const void *found, unsigned steps, const char *graph,
                         const char *side) {
  for (uint32_t i = 0; i < kElements; ++i) {
    uint32_t value;
    std::memcpy(&value, static_cast<const char *>(found) + i * sizeof value,
                sizeof value);
    if (value != i + steps)
      fail(kExitMismatch,
           std::string(graph) + " by " + side + " gave " +
               std::to_string(value) + " in element " + std::to_string(i) +
               ", expected " + std::to_string(i + steps),
           "report this");
  }
}

/// The rival: the dispatches of a scenario as an engineer would write them.
class HandWritten {
public:
  HandWritten(Gpu &gpu, const Kernel &kernel, unsigned chains) : gpu_(gpu) {
    kernel_ = kernel;
    for (unsigned i = 0; i < chains; ++i) {
      memory_.push_back(gpu.allocate(kElements * sizeof(uint32_t)));
      sets_.push_back(gpu.bind(kernel, {memory_.back()}));
    }
  }

  void run(const uint32_t *input, std::vector<std::vector<uint32_t>> &output) {
    constexpr size_t bytes = kElements * sizeof(uint32_t);
    for (const Memory &memory : memory_)
      gpu_.write(memory, input, bytes);

    const VolkDeviceTable &vk = gpu_.table();
    VkCommandBuffer commands = gpu_.begin();
    vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE,
                         kernel_.pipeline);
    vk.vkCmdPushConstants(commands, kernel_.layout, VK_SHADER_STAGE_COMPUTE_BIT,
                          0, sizeof kElements, &kElements);
    unsigned chains = memory_.size();
    for (unsigned i = 0; i < kDispatches; ++i) {
      unsigned chain = i % chains;
      if (chains > 1 || i == 0)
        vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE,
                                   kernel_.layout, 0, 1, &sets_[chain], 0,
                                   nullptr);
      if (chain == 0 && i != 0)
        gpu_.barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                     VK_ACCESS_SHADER_WRITE_BIT,
                     VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                     VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
      vk.vkCmdDispatch(commands, 1, 1, 1);
    }
    gpu_.barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                 VK_ACCESS_SHADER_WRITE_BIT,
                 VK_PIPELINE_STAGE_HOST_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
                 VK_ACCESS_HOST_READ_BIT | VK_ACCESS_TRANSFER_READ_BIT);
    gpu_.submitAndWait();
    for (unsigned i = 0; i < chains; ++i)
      gpu_.read(memory_[i], output[i].data(), bytes);
  }

private:
  Gpu &gpu_;
  Kernel kernel_;
  std::vector<Memory> memory_;
  std::vector<VkDescriptorSet> sets_;
};

Bench::Bench(const Options &options, const rt::Artifact &artifact,
             bool oursFirst) {
  auto openOurs = [&] {
    rt::DeviceOptions deviceOptions;
    deviceOptions.select = options.device;
    device = take(rt::openDevice(deviceOptions));
  };
  if (oursFirst)
    openOurs();
  gpu = std::make_unique<Gpu>(options.device);
  if (!oursFirst)
    openOurs();
  if (device->profile().name != gpu->properties().deviceName)
    fail(kExitUsage,
         "the executor chose " + device->profile().name +
             ", the hand-written loop " + gpu->properties().deviceName,
         "choose one with --device=NAME");

  // The same kernel for both, so that only the host code differs.
  const artifact::Kernel &code = *artifact.root().kernels()->Get(0);
  kernel = gpu->load({code.code()->begin(), code.code()->end()},
                     code.entry_point()->c_str(), code.bindings()->size(),
                     code.push_bytes());
}

/// Adds one block of rounds.
static void measure(Bench &bench, const rt::Artifact &artifact, unsigned rounds,
                    Row &row) {
  const Scenario &scenario = *row.scenario;
  std::vector<uint32_t> input(kElements);
  for (uint32_t i = 0; i < kElements; ++i)
    input[i] = i;
  rt::BufferValue value;
  value.element = rt::ElementType::I32;
  value.count = kElements;
  value.bytes.resize(kElements * sizeof(uint32_t));
  std::memcpy(value.bytes.data(), input.data(), value.bytes.size());

  std::unique_ptr<rt::GraphExecutor> executor =
      take(rt::GraphExecutor::create(*bench.device, artifact, scenario.graph));
  rt::Arguments arguments;
  auto runOurs = [&] {
    for (const auto &parameter : executor->bufferParams())
      arguments.buffers[parameter.name] = value;
    Clock::time_point start = Clock::now();
    rt::Result<rt::RunReport> report =
        executor->run(arguments, rt::RunOptions());
    double time = millisecondsSince(start);
    row.report = take(std::move(report));
    for (const auto &buffer : arguments.buffers)
      checkStepped(buffer.second.bytes.data(), kDispatches / scenario.chains,
                   scenario.graph, "the executor");
    return time;
  };

  HandWritten handWritten(*bench.gpu, bench.kernel, scenario.chains);
  std::vector<std::vector<uint32_t>> output(scenario.chains,
                                            std::vector<uint32_t>(kElements));
  auto runTheirs = [&] {
    Clock::time_point start = Clock::now();
    handWritten.run(input.data(), output);
    double time = millisecondsSince(start);
    for (const std::vector<uint32_t> &result : output)
      checkStepped(result.data(), kDispatches / scenario.chains, scenario.graph,
                   "the hand-written loop");
    return time;
  };

  for (unsigned i = 0; i < kWarmUps; ++i) {
    runOurs();
    runTheirs();
  }
  std::vector<double> ours, theirs;
  for (unsigned round = 0; round < rounds; ++round) {
    if (round % 2)
      theirs.push_back(runTheirs());
    ours.push_back(runOurs());
    if (round % 2 == 0)
      theirs.push_back(runTheirs());
  }
  row.ratios.push_back(compare(ours, theirs).median);
  row.ours.insert(row.ours.end(), ours.begin(), ours.end());
  row.theirs.insert(row.theirs.end(), theirs.begin(), theirs.end());
}

static void writeJSON(const std::string &path, const std::string &device,
                      const std::string &driver, const std::vector<Row> &rows) {
  std::FILE *file = std::fopen(path.c_str(), "w");
  if (!file)
    fail(kExitUsage, "cannot write " + path, "choose another file for --json");
  std::fprintf(file,
               "{\"device\": \"%s\", \"driver\": \"%s\", "
               "\"dispatches\": %u, \"graphs\": [",
               device.c_str(), driver.c_str(), kDispatches);
  for (const Row &row : rows) {
    Ratio ratio = estimate(row.ratios);
    std::fprintf(file,
                 "%s\n  {\"name\": \"%s\", \"vyre_ms\": %.4f, "
                 "\"hand_written_ms\": %.4f, \"ratio\": %.4f, \"low\": %.4f, "
                 "\"high\": %.4f}",
                 &row == rows.data() ? "" : ",", row.scenario->graph,
                 median(row.ours), median(row.theirs), ratio.median,
                 ratio.interval.low, ratio.interval.high);
  }
  std::fprintf(file, "\n]}\n");
  if (std::fclose(file) != 0)
    fail(kExitUsage, "cannot write " + path, "choose another file for --json");
}

static void printRow(const Row &row) {
  Ratio ratio = estimate(row.ratios);
  std::printf("| %s | %llu | %llu | vyre | %.3f | %.3f .. %.3f | %.3f | "
              "%.3f [%.3f, %.3f] |\n",
              row.scenario->graph,
              static_cast<unsigned long long>(row.report.barrierCount),
              static_cast<unsigned long long>(row.report.submitCount),
              median(row.ours), quantile(row.ours, 0.1),
              quantile(row.ours, 0.9), median(row.ours) * 1e3 / kDispatches,
              ratio.median, ratio.interval.low, ratio.interval.high);
  std::printf("| | %u | 1 | hand-written | %.3f | %.3f .. %.3f | %.3f | |\n",
              kDispatches / row.scenario->chains - 1, median(row.theirs),
              quantile(row.theirs, 0.1), quantile(row.theirs, 0.9),
              median(row.theirs) * 1e3 / kDispatches);
}

int main(int argc, char **argv) {
  Options options = parseOptions(argc, argv);
  rt::Artifact artifact = take(rt::Artifact::readFile(options.artifact));
  std::vector<Row> rows;
  for (const Scenario &scenario : kScenarios) {
    rows.emplace_back();
    rows.back().scenario = &scenario;
  }
  std::string device, driver;
  for (unsigned block = 0; block < kBlocks; ++block) {
    Bench bench(options, artifact, /*oursFirst=*/block % 2);
    device = bench.gpu->properties().deviceName;
    driver = std::string(bench.gpu->driver().driverName) + " " +
             bench.gpu->driver().driverInfo;
    for (Row &row : rows)
      measure(bench, artifact, options.rounds, row);
  }

  const char *threads = std::getenv("LP_NUM_THREADS");
  std::printf("Device: %s; driver: %s; LP_NUM_THREADS %s; %u dispatches a run, "
              "%u blocks of %u rounds\n\n",
              device.c_str(), driver.c_str(), threads ? threads : "not set",
              kDispatches, kBlocks, options.rounds);
  std::printf("| graph | barriers | submits | run by | median ms | p10 .. p90 "
              "ms | us a dispatch | vyre / hand-written [95 %%] |\n"
              "|---|---|---|---|---|---|---|---|\n");
  for (const Row &row : rows)
    printRow(row);
  if (!options.json.empty())
    writeJSON(options.json, device, driver, rows);
  for (const Row &row : rows) {
    Ratio ratio = estimate(row.ratios);
    if (options.maxRatio && ratio.interval.low > options.maxRatio)
      fail(kExitSlow,
           std::string(row.scenario->graph) + " takes " +
               std::to_string(ratio.median) +
               " times as long as the hand-written loop, expected at most " +
               std::to_string(options.maxRatio),
           "look at it with perf");
  }
  return 0;
}
