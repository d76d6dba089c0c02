// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What does a loop over time inside of a program cost? Runs the heat equation
// of examples/heat-grid.mlir, one program with a grid barrier in each step,
// through the graph executor; and a hand-written loop over a GLSL kernel: two
// buffers that change places, a dispatch and a barrier for each step, all in
// one command buffer.
//
// A run of either side starts with the field in host memory and ends with it
// there. The GLSL is taken as glslangValidator makes it and after
// `spirv-opt -O`; the one that makes us look slower is the rival. All results
// are compared bit for bit with the host's. As in overhead-bench, devices are
// opened anew for each block of rounds, and the ratio is the median over
// blocks.
//
//   heat-bench [--artifact=F] [--dir=DIR] [--device=NAME] [--json=F]
//              [--max-ratio=R] [--quick]
//
// --max-ratio ends with exit code 1 if the program certainly takes longer than
// R times the loop: the whole interval lies above R. --quick takes small sizes,
// to test the harness itself.
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "Statistics.h"
#include "VulkanHarness.h"

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
  std::string artifact = "heat-grid.vyre";
  std::string directory = "."; ///< With the compiled GLSL.
  std::string device;
  std::string json;
  double maxRatio = 0; ///< 0: none.
  bool quick = false;
};

struct Scenario {
  uint32_t width, height, steps;
};

/// Ours and the hand-written loop with either kernel.
constexpr unsigned kSides = 3;
constexpr const char *kNames[kSides] = {"vyre", "GLSL", "GLSL, optimised"};

struct Row {
  Scenario scenario;
  std::vector<double> times[kSides];  ///< Milliseconds per run.
  std::vector<double> ratios[kSides]; ///< Ours to this side, one per block.
  unsigned rival = 1;
};

using Field = std::vector<float>;
using Clock = std::chrono::steady_clock;

} // namespace

static Options parseOptions(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    Argument argument = {argv[i]};
    if (argument.takes("--artifact=", options.artifact) ||
        argument.takes("--dir=", options.directory) ||
        argument.takes("--device=", options.device) ||
        argument.takes("--json=", options.json))
      continue;
    if (argument.takesPositive("--max-ratio=", options.maxRatio))
      continue;
    if (argument.text == "--quick") {
      options.quick = true;
      continue;
    }
    argument.refuse(
        "heat-bench [--artifact=F] [--dir=DIR] [--device=NAME] [--json=F] "
        "[--max-ratio=R] [--quick]");
  }
  return options;
}

//===----------------------------------------------------------------------===//
// The problem
//===----------------------------------------------------------------------===//

static Field makeField(const Scenario &scenario) {
  Field field(size_t(scenario.width) * scenario.height);
  for (size_t i = 0; i < field.size(); ++i)
    field[i] = static_cast<float>(i * 37 % 101);
  return field;
}

/// The operations and their order are those of both kernels.
static Field simulate(const Scenario &scenario, Field field) {
  const size_t width = scenario.width, height = scenario.height;
  Field next = field;
  for (uint32_t step = 0; step < scenario.steps; ++step) {
    for (size_t y = 1; y + 1 < height; ++y)
      for (size_t i = y * width + 1; i + 1 < (y + 1) * width; ++i) {
        float sides = field[i - 1] + field[i + 1];
        float ends = field[i - width] + field[i + width];
        float flow = (sides + ends) - 4.0f * field[i];
        float change = 0.2f * flow;
        next[i] = field[i] + change;
      }
    std::swap(field, next);
  }
  return field;
}

static void checkField(const Field &found, const Field &expected,
                       const char *side) {
  for (size_t i = 0; i < expected.size(); ++i)
    if (std::memcmp(&found[i], &expected[i], sizeof(float)) != 0)
      fail(kExitMismatch,
           std::string(side) + " gave " + std::to_string(found[i]) +
               " in cell " + std::to_string(i) + ", expected " +
               std::to_string(expected[i]),
           "report this");
}

//===----------------------------------------------------------------------===//
// Both sides
//===----------------------------------------------------------------------===//

namespace {

/// The rival, as an engineer would write it.
class HandWritten {
public:
  HandWritten(Gpu &gpu, const std::string &path, const Scenario &scenario)
      : gpu_(gpu), scenario_(scenario),
        kernel_(gpu.load(readSPIRV(path), "main", 2, sizeof(push_))),
        push_{scenario.width, scenario.height} {
    size_t bytes = sizeof(float) * scenario.width * scenario.height;
    for (Memory &memory : fields_)
      memory = gpu.allocate(bytes);
    for (unsigned from = 0; from < 2; ++from)
      sets_[from] = gpu.bind(kernel_, {fields_[from], fields_[1 - from]});
  }

  void run(Field &field) {
    size_t bytes = sizeof(float) * field.size();
    gpu_.write(fields_[0], field.data(), bytes);
    const VolkDeviceTable &vk = gpu_.table();
    VkCommandBuffer commands = gpu_.begin();
    vk.vkCmdBindPipeline(commands, VK_PIPELINE_BIND_POINT_COMPUTE,
                         kernel_.pipeline);
    vk.vkCmdPushConstants(commands, kernel_.layout, VK_SHADER_STAGE_COMPUTE_BIT,
                          0, sizeof(push_), push_);
    for (uint32_t step = 0; step < scenario_.steps; ++step) {
      if (step != 0)
        gpu_.barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                     VK_ACCESS_SHADER_WRITE_BIT,
                     VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                     VK_ACCESS_SHADER_READ_BIT | VK_ACCESS_SHADER_WRITE_BIT);
      vk.vkCmdBindDescriptorSets(commands, VK_PIPELINE_BIND_POINT_COMPUTE,
                                 kernel_.layout, 0, 1, &sets_[step % 2], 0,
                                 nullptr);
      vk.vkCmdDispatch(commands, (scenario_.width + 31) / 32,
                       (scenario_.height + 7) / 8, 1);
    }
    gpu_.barrier(VK_PIPELINE_STAGE_COMPUTE_SHADER_BIT,
                 VK_ACCESS_SHADER_WRITE_BIT,
                 VK_PIPELINE_STAGE_HOST_BIT | VK_PIPELINE_STAGE_TRANSFER_BIT,
                 VK_ACCESS_HOST_READ_BIT | VK_ACCESS_TRANSFER_READ_BIT);
    gpu_.submitAndWait();
    gpu_.read(fields_[scenario_.steps % 2], field.data(), bytes);
  }

private:
  Gpu &gpu_;
  Scenario scenario_;
  Kernel kernel_;
  uint32_t push_[2];
  Memory fields_[2];
  VkDescriptorSet sets_[2];
};

/// The devices of both sides, and the graph on ours.
struct Bench {
  Bench(const Options &options, const rt::Artifact &artifact, bool oursFirst);

  std::unique_ptr<rt::Device> device;
  std::unique_ptr<Gpu> gpu;
  std::unique_ptr<rt::GraphExecutor> executor;
};

} // namespace

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
  executor = take(rt::GraphExecutor::create(*device, artifact, "simulate"));
}

/// Sets the arguments of @simulate, which wants both fields in one buffer.
static void setArguments(rt::Arguments &arguments, const Scenario &scenario,
                         const Field &field) {
  size_t bytes = sizeof(float) * field.size();
  rt::BufferValue &u = arguments.buffers["u"];
  u.element = rt::ElementType::F32;
  u.count = 2 * field.size();
  u.bytes.resize(2 * bytes);
  for (size_t half : {size_t(0), bytes})
    std::memcpy(u.bytes.data() + half, field.data(), bytes);
  auto set = [&](const char *name, uint64_t bits) {
    rt::ScalarValue &scalar = arguments.scalars[name];
    scalar.type = rt::ElementType::Index;
    scalar.bits = bits;
  };
  set("width", scenario.width);
  set("height", scenario.height);
  set("steps", scenario.steps);
}

/// Adds one block of rounds.
static void measure(Bench &bench, const Options &options, unsigned rounds,
                    const Field &start, const Field &expected, Row &row) {
  const Scenario &scenario = row.scenario;
  HandWritten plain(*bench.gpu, options.directory + "/heat.glsl.spv", scenario);
  HandWritten optimised(*bench.gpu, options.directory + "/heat.glsl-O.spv",
                        scenario);
  std::vector<double> times[kSides];
  auto run = [&](unsigned side) {
    Field field = start;
    rt::Arguments arguments;
    if (side == 0)
      setArguments(arguments, scenario, start);
    Clock::time_point begin = Clock::now();
    if (side == 0) {
      (void)take(bench.executor->run(arguments, rt::RunOptions()));
    } else {
      (side == 1 ? plain : optimised).run(field);
    }
    times[side].push_back(
        std::chrono::duration<double, std::milli>(Clock::now() - begin)
            .count());
    if (side == 0) {
      size_t half = scenario.steps % 2 * field.size() * sizeof(float);
      std::memcpy(field.data(), arguments.buffers["u"].bytes.data() + half,
                  field.size() * sizeof(float));
    }
    checkField(field, expected, kNames[side]);
  };

  for (unsigned round = 0; round <= rounds; ++round) {
    for (unsigned turn = 0; turn < kSides; ++turn)
      run((round + turn) % kSides);
    // The first round warms up.
    if (round == 0)
      for (std::vector<double> &each : times)
        each.clear();
  }
  for (unsigned side = 0; side < kSides; ++side) {
    row.ratios[side].push_back(compare(times[0], times[side]).median);
    row.times[side].insert(row.times[side].end(), times[side].begin(),
                           times[side].end());
  }
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

static void printRow(const Row &row) {
  for (unsigned side = 0; side < kSides; ++side) {
    const std::vector<double> &times = row.times[side];
    std::printf("| %u x %u | %u | %s | %.2f | %.2f .. %.2f | %.2f |",
                row.scenario.width, row.scenario.height, row.scenario.steps,
                kNames[side], median(times), quantile(times, 0.1),
                quantile(times, 0.9), median(times) * 1e3 / row.scenario.steps);
    if (side == row.rival) {
      Ratio ratio = estimate(row.ratios[side]);
      std::printf(" %.3f [%.3f, %.3f] |\n", ratio.median, ratio.interval.low,
                  ratio.interval.high);
    } else {
      std::printf(" |\n");
    }
  }
}

static void writeJSON(const std::string &path, const std::string &device,
                      const std::string &driver, const std::vector<Row> &rows) {
  std::FILE *file = std::fopen(path.c_str(), "w");
  if (!file)
    fail(kExitUsage, "cannot write " + path, "choose another file for --json");
  std::fprintf(file, "{\"device\": \"%s\", \"driver\": \"%s\", \"sizes\": [",
               device.c_str(), driver.c_str());
  for (const Row &row : rows) {
    Ratio ratio = estimate(row.ratios[row.rival]);
    std::fprintf(file,
                 "%s\n  {\"width\": %u, \"height\": %u, \"steps\": %u, "
                 "\"vyre_ms\": %.4f, \"rival\": \"%s\", \"rival_ms\": %.4f, "
                 "\"ratio\": %.4f, \"low\": %.4f, \"high\": %.4f}",
                 &row == rows.data() ? "" : ",", row.scenario.width,
                 row.scenario.height, row.scenario.steps, median(row.times[0]),
                 kNames[row.rival], median(row.times[row.rival]), ratio.median,
                 ratio.interval.low, ratio.interval.high);
  }
  std::fprintf(file, "\n]}\n");
  if (std::fclose(file) != 0)
    fail(kExitUsage, "cannot write " + path, "choose another file for --json");
}

int main(int argc, char **argv) {
  Options options = parseOptions(argc, argv);
  rt::Artifact artifact = take(rt::Artifact::readFile(options.artifact));
  std::vector<Scenario> scenarios = {{64, 64, 1000}, {256, 256, 1000}};
  if (options.quick)
    scenarios = {{70, 45, 7}};
  const unsigned blocks = options.quick ? 1 : 6;
  const unsigned rounds = options.quick ? 1 : 5;
  std::vector<Row> rows;
  std::vector<Field> starts, expected;
  for (const Scenario &scenario : scenarios) {
    rows.emplace_back();
    rows.back().scenario = scenario;
    starts.push_back(makeField(scenario));
    expected.push_back(simulate(scenario, starts.back()));
  }
  std::string device, driver;
  for (unsigned block = 0; block < blocks; ++block) {
    Bench bench(options, artifact, /*oursFirst=*/block % 2);
    device = bench.gpu->properties().deviceName;
    driver = std::string(bench.gpu->driver().driverName) + " " +
             bench.gpu->driver().driverInfo;
    for (size_t i = 0; i < rows.size(); ++i)
      measure(bench, options, rounds, starts[i], expected[i], rows[i]);
  }

  const char *threads = std::getenv("LP_NUM_THREADS");
  std::printf("Device: %s; driver: %s; LP_NUM_THREADS %s; %u blocks of %u "
              "rounds\n\n",
              device.c_str(), driver.c_str(), threads ? threads : "not set",
              blocks, rounds);
  std::printf("| cells | steps | run by | median ms | p10 .. p90 ms | "
              "us a step | vyre / rival [95 %%] |\n"
              "|---|---|---|---|---|---|---|\n");
  bool missed = false;
  for (Row &row : rows) {
    row.rival = median(row.ratios[1]) > median(row.ratios[2]) ? 1 : 2;
    printRow(row);
    missed |= options.maxRatio &&
              estimate(row.ratios[row.rival]).interval.low > options.maxRatio;
  }
  if (!options.json.empty())
    writeJSON(options.json, device, driver, rows);
  if (missed)
    fail(kExitSlow,
         "the program takes longer than the hand-written loop, expected at "
         "most " +
             std::to_string(options.maxRatio) + " times as long",
         "look at the split program with vyre-opt --vyre-split-grid-sync");
  return 0;
}
