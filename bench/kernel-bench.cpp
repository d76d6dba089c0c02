// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How fast is our SPIR-V? Runs each kernel of bench/kernels compiled by Vyre,
// and the same algorithm in GLSL compiled by glslangValidator, plain and after
// `spirv-opt -O`, on the same buffers. The one of the two that makes us look
// slower is the rival.
//
// All variants run in every round, in an order that changes from round to
// round; buffers are set anew before and compared with a host result after
// each run, neither of which is timed.
//
//   kernel-bench [--dir=DIR] [--kernels=a,b] [--rounds=N] [--device=NAME]
//                [--json=F] [--max-ratio=R] [--quick]
//
// --max-ratio ends with exit code 1 if a kernel of ours certainly takes longer
// than R times its rival: the whole interval lies above R. --quick takes small
// sizes and few rounds, to test the harness itself.
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "KernelCases.h"
#include "Statistics.h"
#include "VulkanHarness.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

using namespace vyre::bench;

namespace {

struct Options {
  std::string directory = ".";
  std::string kernels = "saxpy,matmul,histogram,reduction";
  std::string device;
  std::string json;
  unsigned rounds = 0; ///< 0: the default of the mode.
  double maxRatio = 0; ///< 0: none.
  bool quick = false;
};

/// One compiled kernel and its times, one per round.
struct Variant {
  const char *name;
  const char *suffix; ///< Of the file.
  Kernel kernel;
  VkDescriptorSet set = VK_NULL_HANDLE;
  const std::vector<uint32_t> *push = nullptr;
  std::vector<double> times;
};

struct Row {
  std::string name, size;
  double throughput = 0; ///< Of ours.
  const char *unit = "";
  std::vector<Variant> variants; ///< Ours first.
  size_t rival = 1;
  Ratio ratio;
};

constexpr unsigned kWarmUps = 2;
constexpr unsigned kRounds = 96; // Every order of the variants equally often.
constexpr unsigned kQuickRounds = 3;

} // namespace

static Options parseOptions(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    Argument argument = {argv[i]};
    if (argument.takes("--dir=", options.directory) ||
        argument.takes("--kernels=", options.kernels) ||
        argument.takes("--device=", options.device) ||
        argument.takes("--json=", options.json))
      continue;
    if (argument.takesPositive("--rounds=", options.rounds))
      continue;
    if (argument.takesPositive("--max-ratio=", options.maxRatio))
      continue;
    if (argument.text == "--quick") {
      options.quick = true;
      continue;
    }
    argument.refuse("kernel-bench [--dir=DIR] [--kernels=a,b] [--rounds=N] "
                    "[--device=NAME] [--json=F] [--max-ratio=R] [--quick]");
  }
  if (!options.rounds)
    options.rounds = options.quick ? kQuickRounds : kRounds;
  return options;
}

/// Runs one variant once on fresh buffers and checks what it wrote.
static double runOnce(Gpu &gpu, const KernelCase &kernelCase,
                      const Variant &variant,
                      const std::vector<Memory> &memory) {
  for (size_t i = 0; i < memory.size(); ++i)
    if (!kernelCase.buffers[i].expected.empty())
      gpu.write(memory[i], kernelCase.buffers[i].contents.data(),
                kernelCase.buffers[i].contents.size());
  double time = gpu.timeDispatch(variant.kernel, variant.set, *variant.push,
                                 kernelCase.groups);
  for (size_t i = 0; i < memory.size(); ++i) {
    const std::vector<uint8_t> &expected = kernelCase.buffers[i].expected;
    if (expected.empty())
      continue;
    std::vector<uint8_t> found(expected.size());
    gpu.read(memory[i], found.data(), found.size());
    if (found == expected)
      continue;
    size_t at = 0;
    while (found[at] == expected[at])
      ++at;
    fail(kExitMismatch,
         kernelCase.name + " compiled by " + variant.name +
             " is wrong: buffer " + std::to_string(i) +
             " differs from the host's result in 32-bit word " +
             std::to_string(at / 4),
         "on Mesa before 25 update the driver, elsewhere report this");
  }
  return time;
}

static Row measure(Gpu &gpu, const Options &options,
                   const KernelCase &kernelCase) {
  Row row;
  row.name = kernelCase.name;
  row.size = kernelCase.size;
  row.unit = kernelCase.unit;

  std::vector<Memory> memory;
  for (const KernelBuffer &buffer : kernelCase.buffers) {
    memory.push_back(gpu.allocate(buffer.contents.size()));
    gpu.write(memory.back(), buffer.contents.data(), buffer.contents.size());
  }
  row.variants = {{"vyre", ".vyre.spv"},
                  {"glslang", ".glsl.spv"},
                  {"glslang, spirv-opt -O", ".glsl-O.spv"}};
  for (Variant &variant : row.variants) {
    bool ours = &variant == &row.variants.front();
    variant.push = ours ? &kernelCase.vyrePush : &kernelCase.glslPush;
    variant.kernel = gpu.load(
        readSPIRV(options.directory + "/" + kernelCase.name + variant.suffix),
        ours ? kernelCase.name.c_str() : "main", memory.size(),
        variant.push->size() * sizeof(uint32_t));
    variant.set = gpu.bind(variant.kernel, memory);
    for (unsigned i = 0; i < kWarmUps; ++i)
      runOnce(gpu, kernelCase, variant, memory);
  }

  size_t count = row.variants.size();
  for (unsigned round = 0; round < options.rounds; ++round)
    for (size_t i = 0; i < count; ++i) {
      // Rotates, and goes backwards in every second pass.
      size_t step = (round / count) % 2 ? count - 1 - i : i;
      Variant &variant = row.variants[(round + step) % count];
      variant.times.push_back(runOnce(gpu, kernelCase, variant, memory));
    }

  const std::vector<double> &ours = row.variants[0].times;
  for (size_t i = 1; i < count; ++i) {
    Ratio ratio = compare(ours, row.variants[i].times);
    if (ratio.median <= row.ratio.median)
      continue;
    row.ratio = ratio;
    row.rival = i;
  }
  row.throughput = kernelCase.work / (median(ours) * 1e6);
  return row;
}

static void printRow(const Row &row) {
  for (size_t i = 0; i < row.variants.size(); ++i) {
    const Variant &variant = row.variants[i];
    std::printf("| %-10s| %-32s| %-22s|%8.2f |%8.2f ..%8.2f |",
                i ? "" : row.name.c_str(), i ? "" : row.size.c_str(),
                variant.name, median(variant.times),
                quantile(variant.times, 0.1), quantile(variant.times, 0.9));
    if (i == 0)
      std::printf(" %.2f %s |", row.throughput, row.unit);
    else if (i == row.rival)
      std::printf(" %.3f [%.3f, %.3f] |", row.ratio.median,
                  row.ratio.interval.low, row.ratio.interval.high);
    else
      std::printf(" |");
    std::printf("\n");
  }
  std::fflush(stdout);
}

static void writeJSON(const std::string &path, const Gpu &gpu,
                      const Options &options, const std::vector<Row> &rows) {
  std::FILE *file = std::fopen(path.c_str(), "w");
  if (!file)
    fail(kExitUsage, "cannot write " + path, "choose another file for --json");
  std::fprintf(file,
               "{\"device\": \"%s\", \"driver\": \"%s %s\", \"clock\": \"%s\", "
               "\"rounds\": %u, \"kernels\": [",
               gpu.properties().deviceName, gpu.driver().driverName,
               gpu.driver().driverInfo, gpu.clockName(), options.rounds);
  for (const Row &row : rows) {
    std::fprintf(
        file,
        "%s\n  {\"name\": \"%s\", \"size\": \"%s\", \"rival\": \"%s\", "
        "\"ratio\": %.4f, \"low\": %.4f, \"high\": %.4f, "
        "\"milliseconds\": {",
        &row == rows.data() ? "" : ",", row.name.c_str(), row.size.c_str(),
        row.variants[row.rival].name, row.ratio.median, row.ratio.interval.low,
        row.ratio.interval.high);
    for (const Variant &variant : row.variants) {
      std::fprintf(file, "%s\"%s\": [",
                   &variant == row.variants.data() ? "" : ", ", variant.name);
      for (size_t i = 0; i < variant.times.size(); ++i)
        std::fprintf(file, "%s%.4f", i ? ", " : "", variant.times[i]);
      std::fprintf(file, "]");
    }
    std::fprintf(file, "}}");
  }
  std::fprintf(file, "\n]}\n");
  if (std::fclose(file) != 0)
    fail(kExitUsage, "cannot write " + path, "choose another file for --json");
}

int main(int argc, char **argv) {
  Options options = parseOptions(argc, argv);
  Gpu gpu(options.device);
  const char *threads = std::getenv("LP_NUM_THREADS");
  std::printf("Device: %s; driver: %s, %s; Vulkan %u.%u; clock: %s; "
              "LP_NUM_THREADS %s; %u rounds\n\n",
              gpu.properties().deviceName, gpu.driver().driverName,
              gpu.driver().driverInfo,
              VK_API_VERSION_MAJOR(gpu.properties().apiVersion),
              VK_API_VERSION_MINOR(gpu.properties().apiVersion),
              gpu.clockName(), threads ? threads : "not set", options.rounds);
  std::printf("| kernel | size | compiled by | median ms | p10 .. p90 ms | "
              "throughput; vyre / rival [95 %%] |\n"
              "|---|---|---|---|---|---|\n");

  std::vector<Row> rows;
  for (size_t at = 0; at <= options.kernels.size();) {
    size_t comma =
        std::min(options.kernels.find(',', at), options.kernels.size());
    std::string name = options.kernels.substr(at, comma - at);
    at = comma + 1;
    KernelCase kernelCase;
    if (!makeKernelCase(name, options.quick, kernelCase))
      fail(kExitUsage, "there is no kernel '" + name + "'",
           "choose from saxpy, matmul, histogram, reduction");
    rows.push_back(measure(gpu, options, kernelCase));
    printRow(rows.back());
  }
  if (!options.json.empty())
    writeJSON(options.json, gpu, options, rows);
  for (const Row &row : rows)
    if (options.maxRatio && row.ratio.interval.low > options.maxRatio)
      fail(kExitSlow,
           row.name + " takes " + std::to_string(row.ratio.median) +
               " times as long as its rival, expected at most " +
               std::to_string(options.maxRatio),
           "compare the two with spirv-dis");
  return 0;
}
