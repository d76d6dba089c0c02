// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Parses, checks and converts inputs and outputs.
//
//===----------------------------------------------------------------------===//

#include "Bindings.h"

#include "FileIO.h"
#include "Image.h"
#include "Message.h"
#include "Number.h"

#include <algorithm>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

static rt::Status usage(const std::string &message, const std::string &fix) {
  return rt::Status(rt::Code::InvalidArgument, message, fix);
}

static bool endsWith(const std::string &text, const std::string &end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

/// Names are written as in source, with or without the '%'.
static std::string plainName(const std::string &name) {
  return !name.empty() && name[0] == '%' ? name.substr(1) : name;
}

//===----------------------------------------------------------------------===//
// Flags
//===----------------------------------------------------------------------===//

rt::Result<Input> run::parseInput(const std::string &text) {
  size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return usage("--input: found " + quoted(text) + ", expected NAME=VALUE",
                 "write it as x=4xf32=1,2,3,4 or x=@FILE");
  Input input;
  input.name = plainName(text.substr(0, equals));
  std::string value = text.substr(equals + 1);
  if (value.empty() || value[0] != '@') {
    rt::Result<Value> parsed = parseValue(value);
    if (!parsed)
      return within(parsed.status(), "--input " + input.name);
    input.value = std::move(parsed).take();
    return input;
  }

  input.path = value.substr(1);
  if (input.path.empty())
    return usage("--input " + input.name +
                     ": found '@', expected a path "
                     "after it",
                 "write it as " + input.name + "=@FILE");
  rt::Result<std::vector<uint8_t>> bytes = readFile(input.path);
  if (!bytes)
    return std::move(bytes).takeStatus();
  if (!endsWith(input.path, ".npy")) {
    input.kind = Input::Kind::Raw;
    input.raw = std::move(bytes).take();
    return input;
  }
  rt::Result<NpyArray> array = readNpy(*bytes);
  if (!array)
    return inFile(std::move(array).takeStatus(), input.path);
  input.kind = Input::Kind::Npy;
  input.npy = std::move(array).take();
  return input;
}

/// Splits "F.png:640x480". False when the size is missing or wrong.
static bool splitPictureSize(Output &output) {
  size_t colon = output.path.rfind(':');
  if (colon == std::string::npos)
    return false;
  std::string size = output.path.substr(colon + 1);
  size_t x = size.find('x');
  if (x == std::string::npos)
    return false;
  rt::Result<uint64_t> width = parseUnsigned(size.substr(0, x), kMaxImageSide);
  rt::Result<uint64_t> height =
      parseUnsigned(size.substr(x + 1), kMaxImageSide);
  if (!width || !height || *width == 0 || *height == 0)
    return false;
  output.path.resize(colon);
  output.width = static_cast<uint32_t>(*width);
  output.height = static_cast<uint32_t>(*height);
  return true;
}

rt::Result<Output> run::parseOutput(const std::string &text) {
  size_t equals = text.find('=');
  Output output;
  output.name = plainName(text.substr(0, equals));
  const std::string flag = "--output " + output.name;
  if (output.name.empty())
    return usage("--output: found " + quoted(text) +
                     ", expected NAME or NAME=@FILE",
                 "write it as y or y=@y.npy");
  if (equals == std::string::npos)
    return output;
  if (text.size() < equals + 3 || text[equals + 1] != '@')
    return usage(flag + ": found " + quoted(text.substr(equals + 1)) +
                     ", expected @FILE",
                 "write it as " + output.name + "=@" + output.name + ".npy");
  output.path = text.substr(equals + 2);
  const bool picture = endsWith(output.path, ".png") ||
                       output.path.find(".png:") != std::string::npos;
  if (picture) {
    output.kind = Output::Kind::Png;
    if (!splitPictureSize(output) || !endsWith(output.path, ".png"))
      return usage(flag + ": found " + quoted(text.substr(equals + 2)) +
                       ", expected a picture with its size, each side from 1 "
                       "to " +
                       std::to_string(kMaxImageSide),
                   "write it as " + output.name + "=@F.png:WIDTHxHEIGHT");
    return output;
  }
  output.kind =
      endsWith(output.path, ".npy") ? Output::Kind::Npy : Output::Kind::Raw;
  return output;
}

//===----------------------------------------------------------------------===//
// Inputs
//===----------------------------------------------------------------------===//

static std::string exampleType(const rt::GraphExecutor::BufferParam &param) {
  return valueTypeName(param.element, param.dynamic ? 1024 : param.count);
}

/// "x, y, a" or "none".
template <typename Range, typename Get>
static std::string listNames(const Range &range, Get get) {
  std::string names;
  for (const auto &each : range)
    names += (names.empty() ? "" : ", ") + get(each);
  return names.empty() ? "none" : names;
}

static rt::Status describeAt(const Input &input, rt::Status status) {
  if (input.kind == Input::Kind::Inline)
    return within(status, "--input " + input.name);
  return inFile(within(status, "--input " + input.name), input.path);
}

static rt::Result<rt::ScalarValue>
bindScalar(const Input &input, const rt::GraphExecutor::ScalarParam &param) {
  std::string type = rt::elementName(param.type);
  std::string fix = "write " + param.name + "=" + type + "=NUMBER";
  if (input.kind != Input::Kind::Inline)
    return usage("found a file, expected a scalar of type " + type, fix);
  if (!input.value.isScalar)
    return usage("found " +
                     valueTypeName(input.value.buffer.element,
                                   input.value.buffer.count) +
                     ", expected a scalar of type " + type,
                 fix);
  if (input.value.scalar.type != param.type)
    return usage(std::string("found a scalar of type ") +
                     rt::elementName(input.value.scalar.type) + ", expected " +
                     type,
                 fix);
  return input.value.scalar;
}

static rt::Status checkCount(const rt::GraphExecutor::BufferParam &param,
                             uint64_t count, const std::string &found) {
  if (param.dynamic || count == param.count)
    return rt::Status::ok();
  return usage("found " + found + ", expected " + std::to_string(param.count) +
                   " elements",
               "pass exactly " + exampleType(param));
}

static rt::Result<rt::BufferValue>
bindRaw(Input &input, const rt::GraphExecutor::BufferParam &param) {
  const unsigned size = rt::elementBytes(param.element);
  if (input.raw.size() % size != 0)
    return usage("found " + std::to_string(input.raw.size()) +
                     " bytes, expected a multiple of " + std::to_string(size) +
                     " for " + rt::elementName(param.element),
                 "pass whole elements");
  rt::BufferValue value{param.element, input.raw.size() / size,
                        std::move(input.raw)};
  if (rt::Status status =
          checkCount(param, value.count,
                     std::to_string(value.bytes.size()) + " bytes, which are " +
                         valueTypeName(value.element, value.count));
      !status)
    return status;
  return value;
}

static rt::Result<rt::BufferValue>
bindNpy(Input &input, const rt::GraphExecutor::BufferParam &param) {
  NpyArray &array = input.npy;
  const ElementType lane = rt::elementLane(param.element);
  const unsigned lanes = rt::elementLanes(param.element);
  // NumPy has no bf16: its bits travel as 16-bit integers.
  const bool bits =
      lane == ElementType::BF16 && array.element == ElementType::I16;
  if (array.element != lane && !bits) {
    const char *numpyName[] = {"int8",    "int16",  "int32",   "int64",
                               "float16", "uint16", "float32", "float64"};
    return usage("found dtype '" + array.descr + "', expected " +
                     rt::elementName(lane) + " elements",
                 std::string("convert it with a.astype(np.") +
                     numpyName[static_cast<unsigned>(lane) % 8] + ")");
  }
  if (lanes > 1 && (array.shape.empty() || array.shape.back() != lanes))
    return usage(
        "found shape " + array.shapeText() + ", expected a last dimension of " +
            std::to_string(lanes) + " for " + rt::elementName(param.element),
        "reshape it with a.reshape(-1, " + std::to_string(lanes) + ")");
  rt::BufferValue value{param.element, array.count / lanes,
                        std::move(array.bytes)};
  if (rt::Status status =
          checkCount(param, value.count,
                     "shape " + array.shapeText() + ", which is " +
                         valueTypeName(value.element, value.count));
      !status)
    return status;
  return value;
}

static rt::Result<rt::BufferValue>
bindBuffer(Input &input, const rt::GraphExecutor::BufferParam &param) {
  if (input.kind == Input::Kind::Raw)
    return bindRaw(input, param);
  if (input.kind == Input::Kind::Npy)
    return bindNpy(input, param);
  std::string fix = "write " + param.name + "=" + exampleType(param) + "=...";
  if (input.value.isScalar)
    return usage(std::string("found a scalar of type ") +
                     rt::elementName(input.value.scalar.type) +
                     ", expected a buffer of " + rt::elementName(param.element),
                 fix);
  rt::BufferValue &value = input.value.buffer;
  std::string found = valueTypeName(value.element, value.count);
  if (value.element != param.element)
    return usage("found " + found + ", expected " +
                     rt::elementName(param.element) + " elements",
                 fix);
  if (rt::Status status = checkCount(param, value.count, found); !status)
    return status;
  return std::move(value);
}

static rt::Status missing(const Signature &signature, const std::string &name,
                          const std::string &type, const std::string &value) {
  return usage("found no --input for '" + name + "' of '@" + signature.graph +
                   "', expected a value of type " + type,
               "add --input " + name + "=" + value);
}

rt::Result<rt::Arguments> run::bindInputs(std::vector<Input> inputs,
                                          const Signature &signature) {
  rt::Arguments arguments;
  std::set<std::string> seen;
  for (Input &input : inputs) {
    if (!seen.insert(input.name).second)
      return usage("found --input " + input.name + " twice, expected it once",
                   "remove one");
    auto isNamed = [&](const auto &param) { return param.name == input.name; };
    auto buffer = std::find_if(signature.buffers.begin(),
                               signature.buffers.end(), isNamed);
    auto scalar = std::find_if(signature.scalars.begin(),
                               signature.scalars.end(), isNamed);
    if (buffer != signature.buffers.end()) {
      rt::Result<rt::BufferValue> value = bindBuffer(input, *buffer);
      if (!value)
        return describeAt(input, std::move(value).takeStatus());
      arguments.buffers.emplace(input.name, std::move(value).take());
    } else if (scalar != signature.scalars.end()) {
      rt::Result<rt::ScalarValue> value = bindScalar(input, *scalar);
      if (!value)
        return describeAt(input, std::move(value).takeStatus());
      arguments.scalars.emplace(input.name, *value);
    } else {
      auto name = [](const auto &param) { return param.name; };
      std::string names = listNames(signature.buffers, name);
      if (!signature.scalars.empty())
        names = (signature.buffers.empty() ? "" : names + ", ") +
                listNames(signature.scalars, name);
      return usage("found --input " + input.name +
                       ", expected an argument of "
                       "'@" +
                       signature.graph + "' (" + names + ")",
                   "use one of these names, or remove the flag");
    }
  }
  for (const auto &param : signature.buffers) {
    if (arguments.buffers.count(param.name))
      continue;
    if (param.dynamic || !signature.writeOnly.count(param.name))
      return missing(signature, param.name,
                     param.dynamic
                         ? std::string("?x") + rt::elementName(param.element)
                         : exampleType(param),
                     exampleType(param) + "=0 or " + param.name + "=@FILE");
    const unsigned size = rt::elementBytes(param.element);
    if (param.count > UINT64_MAX / size)
      return usage("found a buffer '" + param.name + "' of " +
                       exampleType(param) + ", expected less than 2^64 bytes",
                   "use fewer elements");
    if (rt::Status memory = checkMemory(param.count * size, "a buffer");
        !memory)
      return memory;
    arguments.buffers.emplace(
        param.name, rt::BufferValue{param.element, param.count,
                                    std::vector<uint8_t>(param.count * size)});
  }
  for (const auto &param : signature.scalars)
    if (!arguments.scalars.count(param.name))
      return missing(signature, param.name, rt::elementName(param.type),
                     std::string(rt::elementName(param.type)) + "=NUMBER");
  return arguments;
}

//===----------------------------------------------------------------------===//
// Outputs
//===----------------------------------------------------------------------===//

rt::Status run::checkOutputs(const std::vector<Output> &outputs,
                             const rt::Arguments &arguments) {
  std::set<std::string> paths;
  for (const Output &output : outputs) {
    const std::string flag = "--output " + output.name;
    auto buffer = arguments.buffers.find(output.name);
    if (buffer == arguments.buffers.end())
      return usage("found " + flag + ", expected a buffer of the graph (" +
                       listNames(arguments.buffers,
                                 [](const auto &each) { return each.first; }) +
                       ")",
                   "use one of these names");
    if (output.kind == Output::Kind::Print)
      continue;
    if (!paths.insert(output.path).second)
      return usage("found '" + output.path +
                       "' in two --output flags, expected one file each",
                   "rename one");
    if (rt::Status status = checkWritable(output.path); !status)
      return status;
    if (output.kind != Output::Kind::Png)
      continue;
    const rt::BufferValue &value = buffer->second;
    if (!hasPicture(value.element) ||
        value.count != uint64_t(output.width) * output.height)
      return usage(flag + ": found " +
                       valueTypeName(value.element, value.count) +
                       ", expected " + std::to_string(output.width) + "x" +
                       std::to_string(output.height) +
                       " elements of f16, bf16, f32, f64, i32 or i8",
                   "give the width and height of the field, or write .npy");
  }
  return rt::Status::ok();
}

rt::Result<std::vector<uint8_t>>
run::renderOutput(const Output &output, const rt::BufferValue &buffer) {
  switch (output.kind) {
  case Output::Kind::Npy:
    return writeNpy(buffer.element, buffer.count, buffer.bytes);
  case Output::Kind::Png:
    return encodePng(buffer, output.width, output.height);
  case Output::Kind::Print:
  case Output::Kind::Raw:
    return buffer.bytes;
  }
  return rt::Status(rt::Code::Internal, "unknown kind of output");
}
