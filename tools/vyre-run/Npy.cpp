// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads and writes NumPy's array files.
//
//===----------------------------------------------------------------------===//

#include "Npy.h"

#include "FileIO.h"
#include "Message.h"

#include <algorithm>
#include <cstring>
#include <optional>

using namespace vyre;
using namespace vyre::run;
using rt::ElementType;

static constexpr uint8_t kMagic[] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
// NumPy's own limit.
static constexpr size_t kMaxDimensions = 64;
// Readers of NumPy map files; data starts at a multiple of this.
static constexpr size_t kAlignment = 64;

static rt::Status npyError(const std::string &message, const std::string &fix) {
  return rt::Status(rt::Code::InvalidArgument, message, fix);
}

//===----------------------------------------------------------------------===//
// Header
//===----------------------------------------------------------------------===//

namespace {
/// What the header says, before it is believed.
struct Header {
  std::optional<std::string> descr;
  std::optional<bool> fortranOrder;
  std::optional<std::vector<uint64_t>> shape;
};

/// Reads the dictionary of a header. Every method returns false at the first
/// thing that does not belong, and `expected` then names what does.
class HeaderParser {
public:
  explicit HeaderParser(const std::string &text) : text_(text) {}

  bool parse(Header &header);
  std::string expected;
  bool structured = false; ///< The descr is a list: a record type.

private:
  void skipBlanks() {
    while (at_ < text_.size() && std::strchr(" \t\r\n", text_[at_]) != nullptr)
      ++at_;
  }
  bool consume(char c) {
    skipBlanks();
    if (at_ >= text_.size() || text_[at_] != c)
      return false;
    ++at_;
    return true;
  }
  bool fail(const std::string &what) {
    expected = what;
    return false;
  }
  bool parseString(std::string &out);
  bool parseBool(bool &out);
  bool parseTuple(std::vector<uint64_t> &out);
  bool parseValue(const std::string &key, Header &header);

  const std::string &text_;
  size_t at_ = 0;
};
} // namespace

bool HeaderParser::parseString(std::string &out) {
  skipBlanks();
  if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '"'))
    return fail("a string");
  size_t end = text_.find(text_[at_], at_ + 1);
  if (end == std::string::npos)
    return fail("the end of a string");
  out = text_.substr(at_ + 1, end - at_ - 1);
  at_ = end + 1;
  return true;
}

bool HeaderParser::parseBool(bool &out) {
  skipBlanks();
  for (bool value : {false, true}) {
    const char *word = value ? "True" : "False";
    if (text_.compare(at_, std::strlen(word), word) == 0) {
      at_ += std::strlen(word);
      out = value;
      return true;
    }
  }
  return fail("True or False");
}

bool HeaderParser::parseTuple(std::vector<uint64_t> &out) {
  if (!consume('('))
    return fail("a shape in parentheses");
  while (!consume(')')) {
    if (!out.empty() && !consume(','))
      return fail("',' in the shape");
    if (!out.empty() && consume(')'))
      return true;
    skipBlanks();
    uint64_t value = 0;
    size_t begin = at_;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9';
         ++at_) {
      unsigned digit = static_cast<unsigned>(text_[at_] - '0');
      if (value > (UINT64_MAX - digit) / 10)
        return fail("a dimension below 2^64");
      value = value * 10 + digit;
    }
    if (at_ == begin)
      return fail("a dimension");
    if (at_ < text_.size() && text_[at_] == 'L') // written by Python 2
      ++at_;
    if (out.size() == kMaxDimensions)
      return fail("at most 64 dimensions");
    out.push_back(value);
  }
  return true;
}

bool HeaderParser::parseValue(const std::string &key, Header &header) {
  if (key == "descr" && !header.descr) {
    skipBlanks();
    structured = at_ < text_.size() && text_[at_] == '[';
    return parseString(header.descr.emplace());
  }
  if (key == "fortran_order" && !header.fortranOrder)
    return parseBool(header.fortranOrder.emplace());
  if (key == "shape" && !header.shape)
    return parseTuple(header.shape.emplace());
  return fail("the keys 'descr', 'fortran_order' and 'shape', once each");
}

bool HeaderParser::parse(Header &header) {
  if (!consume('{'))
    return fail("'{'");
  while (!consume('}')) {
    std::string key;
    if (!parseString(key))
      return false;
    if (!consume(':'))
      return fail("':' after a key");
    if (!parseValue(key, header))
      return false;
    if (!consume(',')) {
      if (!consume('}'))
        return fail("',' or '}'");
      break;
    }
  }
  skipBlanks();
  if (at_ != text_.size())
    return fail("nothing after '}'");
  if (!header.descr || !header.fortranOrder || !header.shape)
    return fail("the keys 'descr', 'fortran_order' and 'shape'");
  return true;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

namespace {
struct Dtype {
  ElementType element;
  bool bigEndian;
};
} // namespace

static rt::Result<Dtype> parseDtype(const std::string &descr) {
  auto refuse = [&](const std::string &what, const std::string &fix) {
    return npyError("found dtype '" + onOneLine(descr).substr(0, 40) + "'" +
                        what + ", expected a number of 1, 2, 4 or 8 bytes",
                    fix);
  };
  const char *convert = "save it as numbers, as in "
                        "np.save(FILE, a.astype(np.float32))";
  if (descr.empty())
    return refuse("", convert);
  bool hasOrder = std::strchr("<>=|", descr[0]) != nullptr;
  std::string type = descr.substr(hasOrder);
  if (type.empty())
    return refuse("", convert);
  if (type[0] == 'O')
    return refuse(" (Python objects, never loaded)", convert);

  static constexpr struct {
    const char *name;
    ElementType element;
  } kTypes[] = {
      {"b1", ElementType::I8},  {"i1", ElementType::I8},
      {"u1", ElementType::I8},  {"i2", ElementType::I16},
      {"u2", ElementType::I16}, {"i4", ElementType::I32},
      {"u4", ElementType::I32}, {"i8", ElementType::I64},
      {"u8", ElementType::I64}, {"f2", ElementType::F16},
      {"f4", ElementType::F32}, {"f8", ElementType::F64},
  };
  for (const auto &each : kTypes)
    if (type == each.name)
      return Dtype{each.element, descr[0] == '>'};
  return refuse("", convert);
}

//===----------------------------------------------------------------------===//
// Data
//===----------------------------------------------------------------------===//

static void swapBytes(std::vector<uint8_t> &bytes, unsigned size) {
  for (size_t at = 0; at + size <= bytes.size(); at += size)
    std::reverse(bytes.begin() + at, bytes.begin() + at + size);
}

/// The elements of a Fortran-ordered array in C order.
static std::vector<uint8_t> toCOrder(const std::vector<uint8_t> &bytes,
                                     const std::vector<uint64_t> &shape,
                                     unsigned size) {
  std::vector<uint8_t> out(bytes.size());
  std::vector<uint64_t> strides(shape.size()), index(shape.size(), 0);
  uint64_t stride = 1;
  for (size_t i = 0; i < shape.size(); ++i) {
    strides[i] = stride;
    stride *= shape[i];
  }
  uint64_t source = 0;
  for (size_t at = 0; at + size <= out.size(); at += size) {
    std::memcpy(&out[at], &bytes[source * size], size);
    for (size_t d = shape.size(); d-- > 0;) {
      source += strides[d];
      if (++index[d] < shape[d])
        break;
      source -= strides[d] * shape[d];
      index[d] = 0;
    }
  }
  return out;
}

std::string NpyArray::shapeText() const {
  std::string text = "(";
  for (size_t i = 0; i < shape.size(); ++i)
    text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + (shape.size() == 1 ? ",)" : ")");
}

rt::Result<NpyArray> run::readNpy(const std::vector<uint8_t> &file) {
  const char *again = "save the array again with np.save";
  auto cut = [&](const char *where, uint64_t expected) {
    return npyError("found a file of " + std::to_string(file.size()) +
                        " bytes that ends in " + where + ", expected " +
                        std::to_string(expected) + " bytes",
                    again);
  };
  const size_t magicKnown = std::min(file.size(), sizeof kMagic);
  if (file.empty() || std::memcmp(file.data(), kMagic, magicKnown) != 0)
    return npyError(file.empty() ? "found an empty file, expected a .npy array"
                                 : "found no .npy file (wrong magic), expected "
                                   "one that starts with \\x93NUMPY",
                    "save it with np.save, or rename it to .bin to pass raw "
                    "bytes");
  if (file.size() < 8)
    return cut("its magic", 8);
  const unsigned major = file[6], minor = file[7];
  if (major < 1 || major > 3 || minor != 0)
    return npyError("found .npy version " + std::to_string(major) + "." +
                        std::to_string(minor) + ", expected 1.0, 2.0 or 3.0",
                    again);
  const unsigned sizeBytes = major == 1 ? 2 : 4;
  uint64_t begin = 8 + sizeBytes;
  if (file.size() < begin)
    return cut("its header size", begin);
  uint64_t headerBytes = 0;
  for (unsigned i = 0; i < sizeBytes; ++i)
    headerBytes |= uint64_t(file[8 + i]) << (8 * i);
  const uint64_t dataAt = begin + headerBytes;
  if (file.size() < dataAt)
    return cut("its header", dataAt);

  std::string text(file.begin() + begin, file.begin() + dataAt);
  Header header;
  HeaderParser parser(text);
  if (!parser.parse(header)) {
    if (parser.structured)
      return npyError("found a dtype with fields, expected plain numbers",
                      "save one field, as in np.save(FILE, a['x'])");
    return npyError(
        "found a malformed .npy header, expected " + parser.expected, again);
  }
  rt::Result<Dtype> dtype = parseDtype(*header.descr);
  if (!dtype)
    return std::move(dtype).takeStatus();

  NpyArray array;
  array.element = dtype->element;
  array.descr = *header.descr;
  array.shape = *header.shape;
  const unsigned size = rt::elementBytes(array.element);
  // Zero first: (0, 2^63, 4) is empty, not an overflow.
  if (std::count(array.shape.begin(), array.shape.end(), 0u))
    array.count = 0;
  for (uint64_t dimension : array.shape) {
    if (array.count != 0 && dimension > UINT64_MAX / size / array.count)
      return npyError("found shape " + array.shapeText() +
                          ", expected less than 2^64 bytes",
                      again);
    array.count *= dimension;
  }
  const uint64_t dataBytes = array.count * size;
  if (file.size() - dataAt < dataBytes)
    return cut("its data", dataBytes > UINT64_MAX - dataAt
                               ? UINT64_MAX
                               : dataAt + dataBytes);
  if (file.size() - dataAt > dataBytes)
    return npyError("found " + std::to_string(file.size() - dataAt) +
                        " bytes of data, expected " +
                        std::to_string(dataBytes) + " for shape " +
                        array.shapeText() + " of " + array.descr,
                    again);
  array.bytes.assign(file.begin() + dataAt, file.end());
  if (dtype->bigEndian)
    swapBytes(array.bytes, size);
  if (*header.fortranOrder && array.shape.size() > 1)
    array.bytes = toCOrder(array.bytes, array.shape, size);
  return array;
}

static const char *descrOf(ElementType lane) {
  switch (lane) {
  case ElementType::I8:
    return "|i1";
  case ElementType::I16:
    return "<i2";
  case ElementType::I64:
    return "<i8";
  case ElementType::F16:
    return "<f2";
  case ElementType::BF16:
    return "<u2";
  case ElementType::F32:
    return "<f4";
  case ElementType::F64:
    return "<f8";
  case ElementType::Index:
    return "<u4";
  case ElementType::I1:
    return "|b1";
  default:
    return "<i4";
  }
}

std::vector<uint8_t> run::writeNpy(ElementType element, uint64_t count,
                                   const std::vector<uint8_t> &bytes) {
  const unsigned lanes = rt::elementLanes(element);
  std::string shape = "(" + std::to_string(count) + "," +
                      (lanes > 1 ? " " + std::to_string(lanes) : "") + ")";
  std::string header = std::string("{'descr': '") +
                       descrOf(rt::elementLane(element)) +
                       "', 'fortran_order': False, 'shape': " + shape + ", }";
  const size_t prefix = sizeof kMagic + 4;
  header.append((kAlignment - (prefix + header.size() + 1) % kAlignment) %
                    kAlignment,
                ' ');
  header += '\n';

  std::vector<uint8_t> file;
  file.reserve(prefix + header.size() + bytes.size());
  file.assign(std::begin(kMagic), std::end(kMagic));
  file.insert(file.end(), {1, 0, static_cast<uint8_t>(header.size() & 0xFF),
                           static_cast<uint8_t>(header.size() >> 8)});
  file.insert(file.end(), header.begin(), header.end());
  file.insert(file.end(), bytes.begin(), bytes.end());
  return file;
}
