// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// NumPy's array files.
//
//   offset  0  6 bytes  magic "\x93NUMPY"
//           6  2 bytes  version: 1.0, 2.0 or 3.0
//           8  u16      header size (u32 from version 2.0 on), little endian
//              header   {'descr': '<f4', 'fortran_order': False,
//                        'shape': (4,), }
//              data
//
// The header is a literal of Python, read by a small parser that accepts just
// that form. Nothing is ever unpickled.
//
//===----------------------------------------------------------------------===//

#ifndef VYRE_RUN_NPY_H
#define VYRE_RUN_NPY_H

#include "Vyre/Runtime/Element.h"
#include "Vyre/Runtime/Status.h"

#include <cstdint>
#include <string>
#include <vector>

namespace vyre::run {

/// An array in C order, little endian. Signed and unsigned integers of a
/// width have the same element type.
struct NpyArray {
  rt::ElementType element = rt::ElementType::F32;
  std::string descr; ///< As in the file.
  std::vector<uint64_t> shape;
  uint64_t count = 1; ///< Product of the shape.
  std::vector<uint8_t> bytes;

  /// As numpy prints it: "()", "(4,)", "(4, 2)".
  std::string shapeText() const;
};

/// Accepts any bytes. Big-endian data and Fortran order are converted.
rt::Result<NpyArray> readNpy(const std::vector<uint8_t> &file);

/// A version 1.0 file of shape (count,), or (count, lanes) for vectors. bf16,
/// which numpy lacks, is written as its bits (`<u2`), index as `<u4`.
std::vector<uint8_t> writeNpy(rt::ElementType element, uint64_t count,
                              const std::vector<uint8_t> &bytes);

} // namespace vyre::run

#endif // VYRE_RUN_NPY_H
