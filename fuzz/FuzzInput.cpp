// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fuzz target: what users pass to vyre-run. The same bytes are read as an .npy
// file and as the text of a value, of an output and of numbers.
//
//===----------------------------------------------------------------------===//

#include "Bindings.h"
#include "Fuzz.h"
#include "Number.h"

using namespace vyre;
using namespace vyre::run;

static fuzz::Count arrays("arrays accepted");
static fuzz::Count values("values accepted");

static void readArray(const std::vector<uint8_t> &file) {
  rt::Result<NpyArray> array = readNpy(file);
  if (!array)
    return fuzz::sawMessage("npy: " + array.status().message());
  ++arrays;
  fuzz::sawMessage("npy: accepted");
  if (array->bytes.size() != array->count * rt::elementBytes(array->element))
    fuzz::fail("an array has other bytes than its count says");
  // What is written is read back.
  rt::Result<NpyArray> again =
      readNpy(writeNpy(array->element, array->count, array->bytes));
  if (!again || again->bytes != array->bytes)
    fuzz::fail("an array is not read back as it was written");

  Input input;
  input.name = "x";
  input.kind = Input::Kind::Npy;
  input.npy = std::move(*array);
  Signature signature;
  signature.graph = "main";
  for (rt::ElementType element : {rt::ElementType::I32, rt::ElementType::F32}) {
    signature.buffers = {{"x", element, true, 0, true}};
    rt::Result<rt::Arguments> bound = bindInputs({input}, signature);
    fuzz::sawMessage(bound ? "bound" : bound.status().message());
  }
}

static void readText(const std::string &text) {
  rt::Result<Value> value = parseValue(text);
  fuzz::sawMessage(value ? "value" : "value: " + value.status().message());
  if (value)
    ++values;
  if (value && !value->isScalar) {
    (void)formatBuffer(value->buffer);
    if (value->buffer.bytes.size() !=
        value->buffer.count * rt::elementBytes(value->buffer.element))
      fuzz::fail("a value has other bytes than its count says");
  }
  rt::Result<Output> output = parseOutput(text);
  if (!output) {
    // Without the name, which stands in front.
    const std::string &message = output.status().message();
    fuzz::sawMessage(message.substr(std::min(message.find(": "),
                                             message.size())));
  }
  for (rt::ElementType type :
       {rt::ElementType::I8, rt::ElementType::I64, rt::ElementType::Index,
        rt::ElementType::F16, rt::ElementType::F32, rt::ElementType::F64}) {
    rt::Result<uint64_t> bits = parseNumber(text, type);
    if (!bits)
      continue;
    std::string printed = formatNumber(*bits, type);
    if (printed == "nan") // All NaNs are printed alike.
      continue;
    rt::Result<uint64_t> again = parseNumber(printed, type);
    if (!again || *again != *bits)
      fuzz::fail("a number is not read back as it was written: " + text);
  }
  (void)parseUnsigned(text, 1000);
}

/// Larger buffers are only slow.
static bool isSmall(const std::string &text) {
  for (size_t at = text.find('x'); at != std::string::npos;
       at = text.find('x', at + 1)) {
    size_t digits = 0;
    while (digits < at && text[at - digits - 1] >= '0' &&
           text[at - digits - 1] <= '9')
      ++digits;
    if (digits > 6)
      return false;
  }
  return true;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  readArray({data, data + size});
  if (std::string text(data, data + size); isSmall(text))
    readText(text);
  return 0;
}

/// Starts from something that is read.
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  std::mt19937 random(seed);
  if (maxSize < 128 || (size > 4 && random() % 64))
    return fuzz::mutateBytes(data, size, maxSize);
  static const char *const kTexts[] = {
      "4xf32=1,2,3,4", "2xvector<2xf32>=1,2,3,4", "8xi16=iota", "f32=-2.5e3",
      "9xf64=random:7", "out=@a.png:4x4", "-0x7F", "nan", "1e-45"};
  std::string text = kTexts[random() % std::size(kTexts)];
  if (random() % 2) {
    std::vector<uint8_t> file =
        writeNpy(rt::ElementType::F32, 3, std::vector<uint8_t>(12, 9));
    text.assign(file.begin(), file.end());
  }
  size = std::min(text.size(), maxSize);
  std::copy_n(text.begin(), size, data);
  return size;
}
