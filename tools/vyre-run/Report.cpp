// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Formats times.
//
//===----------------------------------------------------------------------===//

#include "Report.h"

#include <algorithm>
#include <cstdio>

using namespace vyre;
using namespace vyre::run;

double run::median(std::vector<double> values) {
  if (values.empty())
    return 0;
  std::sort(values.begin(), values.end());
  size_t middle = values.size() / 2;
  return values.size() % 2 ? values[middle]
                           : (values[middle - 1] + values[middle]) / 2;
}

double Timing::spanMs(const std::string &name) const {
  double sum = 0;
  for (const Span &span : spans)
    if (span.name == name)
      sum += span.endMs - span.beginMs;
  return sum;
}

static std::string timingLine(const char *name, double ms,
                              const char *note = "") {
  char line[160];
  std::snprintf(line, sizeof line, "timing: %-9s %10.3f ms%s\n", name, ms,
                note);
  return line;
}

static std::string stepText(const rt::RecordedStep &step) {
  if (step.loc.file.empty())
    return step.what;
  return step.what + " (" + step.loc.file + ":" +
         std::to_string(step.loc.line) + ":" + std::to_string(step.loc.column) +
         ")";
}

static std::string gridSyncLine(const rt::GridSyncChoice &choice) {
  const rt::GridSyncFinding &found = choice.finding;
  std::string text = "grid sync: '" + choice.kernel + "' " +
                     (choice.isResident ? "in one dispatch" : "split") + ", " +
                     std::to_string(found.resident) + " of " +
                     std::to_string(found.groups) + " workgroups at once";
  if (found.hasCosts) {
    char costs[96];
    std::snprintf(costs, sizeof costs,
                  ", a barrier takes %.1f us, a dispatch %.1f us",
                  found.barrierNs / 1000, found.dispatchNs / 1000);
    text += costs;
  }
  return text + "\n";
}

static std::string barrierLine(const rt::BarrierReason &reason) {
  std::string text = "barrier: " + reason.hazard + " of " + reason.buffer +
                     ": " + stepText(reason.later) + " after " +
                     stepText(reason.earlier);
  if (reason.count > 1)
    text += ", " + std::to_string(reason.count) + " times";
  return text + "\n";
}

std::string run::formatTiming(const Timing &timing, double totalMs) {
  std::vector<double> upload, device, download;
  for (const RunRecord &run : timing.runs) {
    upload.push_back(run.report.uploadMs);
    device.push_back(run.report.deviceMs);
    download.push_back(run.report.downloadMs);
  }
  std::vector<double> interpreted;
  for (const Span &span : timing.interpreted)
    interpreted.push_back(span.endMs - span.beginMs);
  const bool many = timing.runs.size() > 1;
  const char *note = many ? " (median)" : "";
  std::string text;
  text += timingLine("parse", timing.spanMs("parse"));
  text += timingLine("compile", timing.spanMs("compile"));
  // Without a device the interpreter says all, with one it says more.
  if (!timing.runs.empty() || interpreted.empty()) {
    text += timingLine("open", timing.spanMs("open device"));
    text += timingLine("pipeline", timing.spanMs("pipeline"));
    text += timingLine("upload", median(upload), note);
    text += timingLine("device", median(device), note);
    text += timingLine("download", median(download), note);
  }
  if (!interpreted.empty())
    text += timingLine("interpret", median(interpreted),
                       interpreted.size() > 1 ? " (median)" : "");
  text += timingLine("total", totalMs);
  if (many) {
    char line[160];
    std::snprintf(line, sizeof line,
                  "timing: device over %zu runs: median %.3f ms, min %.3f ms, "
                  "max %.3f ms\n",
                  device.size(), median(device),
                  *std::min_element(device.begin(), device.end()),
                  *std::max_element(device.begin(), device.end()));
    text += line;
  }
  if (!timing.runs.empty()) {
    const rt::RunReport &report = timing.runs.back().report;
    char line[160];
    std::snprintf(line, sizeof line,
                  "timing: %llu dispatches, %llu barriers, %llu submits\n",
                  static_cast<unsigned long long>(report.dispatchCount),
                  static_cast<unsigned long long>(report.barrierCount),
                  static_cast<unsigned long long>(report.submitCount));
    text += line;
    for (const rt::BarrierReason &reason : report.barriers)
      text += barrierLine(reason);
    for (const rt::GridSyncChoice &choice : report.gridSyncs)
      text += gridSyncLine(choice);
  }
  return text;
}

//===----------------------------------------------------------------------===//
// Trace
//===----------------------------------------------------------------------===//

/// Bytes of the UTF-8 sequence that starts at `at`, 0 when there is none.
static size_t utf8Length(const std::string &text, size_t at) {
  auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  unsigned char first = byte(at);
  size_t length = first < 0x80                    ? 1
                  : first >= 0xC2 && first < 0xE0 ? 2
                  : first >= 0xE0 && first < 0xF0 ? 3
                  : first >= 0xF0 && first < 0xF5 ? 4
                                                  : 0;
  if (length == 0 || at + length > text.size())
    return 0;
  for (size_t i = 1; i < length; ++i)
    if ((byte(at + i) & 0xC0) != 0x80)
      return 0;
  return length;
}

std::string run::jsonString(const std::string &text) {
  std::string out = "\"";
  for (size_t at = 0; at < text.size();) {
    size_t length = utf8Length(text, at);
    char c = text[at];
    if (length == 0) {
      out += '?';
      length = 1;
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      out += escape;
    } else {
      out.append(text, at, length);
    }
    at += length;
  }
  return out + "\"";
}

namespace {
enum Track { kHostTrack = 1, kDeviceTrack = 2 };

/// Collects events, one per line.
class TraceWriter {
public:
  void name(Track track, const std::string &name) {
    line("{\"ph\":\"M\",\"name\":\"thread_name\",\"pid\":1,\"tid\":" +
         std::to_string(track) + ",\"args\":{\"name\":" + jsonString(name) +
         "}}");
  }
  void complete(Track track, const std::string &name, const char *category,
                double beginMs, double endMs, const std::string &args = "{}") {
    char times[96];
    std::snprintf(times, sizeof times, "\"ts\":%.3f,\"dur\":%.3f",
                  beginMs * 1e3, std::max(0.0, endMs - beginMs) * 1e3);
    line("{\"ph\":\"X\",\"name\":" + jsonString(name) + ",\"cat\":\"" +
         category + "\",\"pid\":1,\"tid\":" + std::to_string(track) + "," +
         times + ",\"args\":" + args + "}");
  }
  std::string finish() {
    return "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n" + events_ +
           "\n]}\n";
  }

private:
  void line(const std::string &event) {
    events_ += (events_.empty() ? "" : ",\n") + event;
  }
  std::string events_;
};
} // namespace

static void traceDispatch(TraceWriter &trace, const rt::DispatchTiming &timing,
                          double originMs) {
  std::string args = "{\"kernel\":" + jsonString(timing.kernel);
  args += ",\"groups\":[" + std::to_string(timing.groups[0]) + "," +
          std::to_string(timing.groups[1]) + "," +
          std::to_string(timing.groups[2]) + "]";
  if (!timing.loc.file.empty())
    args += ",\"location\":" +
            jsonString(timing.loc.file + ":" + std::to_string(timing.loc.line) +
                       ":" + std::to_string(timing.loc.column));
  trace.complete(kDeviceTrack, timing.kernel, "dispatch",
                 originMs + static_cast<double>(timing.beginNs) * 1e-6,
                 originMs + static_cast<double>(timing.endNs) * 1e-6,
                 args + "}");
}

std::string run::formatTrace(const Timing &timing) {
  TraceWriter trace;
  trace.name(kHostTrack, "vyre-run");
  if (!timing.device.empty())
    trace.name(kDeviceTrack, timing.device);
  for (const Span &span : timing.spans)
    trace.complete(kHostTrack, span.name, "phase", span.beginMs, span.endMs);
  for (const Span &span : timing.interpreted)
    trace.complete(kHostTrack, span.name, "run", span.beginMs, span.endMs);
  for (const RunRecord &run : timing.runs) {
    const rt::RunReport &report = run.report;
    double at = run.beginMs;
    trace.complete(kHostTrack, "run", "phase", run.beginMs, run.endMs);
    trace.complete(kHostTrack, "upload", "run", at, at + report.uploadMs);
    at += report.uploadMs;
    for (const rt::DispatchTiming &dispatch : report.dispatches)
      traceDispatch(trace, dispatch, at);
    trace.complete(kHostTrack, "device", "run", at, at + report.deviceMs);
    at += report.deviceMs;
    trace.complete(kHostTrack, "download", "run", at, at + report.downloadMs);
  }
  return trace.finish();
}
