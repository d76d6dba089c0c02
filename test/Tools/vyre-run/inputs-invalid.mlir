// RUN: rm -rf %t && mkdir %t && %python %S/Inputs/npy.py %t
// REQUIRES: vulkan

// Inputs and outputs that do not fit: exit code 2, one line, a fix.

// DEFINE: %{run} = %S/Inputs/exits.sh 2 vyre-run %s
// DEFINE: %{check} = FileCheck %s --check-prefix

// Missing, extra, twice, malformed.
// RUN: %{run} --input x=4xf32=1 | %{check}=MISSING
// RUN: %{run} --input x=4xf32=1 --input y=4xf32=1 | %{check}=SCALAR
// RUN: %{run} --input z=4xf32=1 | %{check}=EXTRA
// RUN: %{run} --input x=4xf32=1 --input x=4xf32=1 | %{check}=TWICE
// RUN: %{run} --input x | %{check}=FORM
// RUN: %{run} --input x=4xf32 | %{check}=VALUE
// RUN: %{run} --input x=4xf33=1 | %{check}=TYPE
// RUN: %{run} --input x=4xf32=1,2,3 | %{check}=LIST
// RUN: %{run} --input x=4xf32=1,2,3,four | %{check}=NUMBER
// RUN: %{run} --input x=1000000000000000xf32=0 | %{check}=HUGE
// MISSING: error: found no --input for 'y' of '@main', expected a value of type 4xf32; fix: add --input y=4xf32=0 or y=@FILE
// SCALAR: error: found no --input for 'a' of '@main', expected a value of type f32; fix: add --input a=f32=NUMBER
// EXTRA: error: found --input z, expected an argument of '@main' (x, y, a); fix:
// TWICE: error: found --input x twice, expected it once; fix: remove one
// FORM: error: --input: found 'x', expected NAME=VALUE; fix:
// VALUE: error: --input x: found value '4xf32', expected TYPE=NUMBERS; fix:
// TYPE: error: --input x: found type '4xf33', expected one like 4xf32{{.*}}; fix:
// LIST: error: --input x: found 3 numbers, expected 4, or one for all; fix:
// NUMBER: error: --input x: found 'four', expected a float of type f32; fix:
// HUGE: error: --input x: found a buffer of 4000000000000000 bytes, expected at most {{[0-9]+}}, the memory of this machine; fix:

// Wrong type, wrong count.
// RUN: %{run} --input x=4xi32=1 | %{check}=ELEMENT
// RUN: %{run} --input x=4xf32=1 --input y=3xf32=1 | %{check}=COUNT
// RUN: %{run} --input a=i32=1 | %{check}=SCALARTYPE
// RUN: %{run} --input x=f32=1 | %{check}=NOBUFFER
// ELEMENT: error: --input x: found 4xi32, expected f32 elements; fix:
// COUNT: error: --input y: found 3xf32, expected 4 elements; fix: pass exactly 4xf32
// SCALARTYPE: error: --input a: found a scalar of type i32, expected f32; fix: write a=f32=NUMBER
// NOBUFFER: error: --input x: found a scalar of type f32, expected a buffer of f32; fix:

// Files.
// RUN: %{run} --input x=@%t/nowhere.npy | %{check}=NOWHERE
// RUN: %{run} --input x=@%t/empty.npy | %{check}=EMPTY
// RUN: %{run} --input x=@%t/magic.npy | %{check}=MAGIC
// RUN: %{run} --input x=@%t/cut.npy | %{check}=CUT
// RUN: %{run} --input x=@%t/long.npy | %{check}=LONG
// RUN: %{run} --input x=@%t/header.npy | %{check}=HEADER
// RUN: %{run} --input x=@%t/version9.npy | %{check}=VERSION
// RUN: %{run} --input x=@%t/object.npy | %{check}=OBJECT
// RUN: %{run} --input x=@%t/int.npy | %{check}=DTYPE
// RUN: %{run} --input y=@%t/scalar.npy | %{check}=SHAPE
// RUN: %{run} --input x=@%t/odd.bin | %{check}=ODD
// RUN: %{run} --input x=@%t | %{check}=FOLDER
// NOWHERE: nowhere.npy: error: found no such file
// EMPTY: empty.npy: error: found an empty file, expected a .npy array; fix:
// MAGIC: magic.npy: error: found no .npy file (wrong magic){{.*}}; fix:
// CUT: cut.npy: error: found a file of {{[0-9]+}} bytes that ends in its data, expected {{[0-9]+}} bytes; fix:
// LONG: long.npy: error: found 17 bytes of data, expected 16 for shape (4,) of <f4; fix:
// HEADER: header.npy: error: found a malformed .npy header, expected a dimension; fix:
// VERSION: version9.npy: error: found .npy version 9.0, expected 1.0, 2.0 or 3.0; fix:
// OBJECT: object.npy: error: found dtype '|O' (Python objects, never loaded){{.*}}; fix:
// DTYPE: int.npy: error: --input x: found dtype '<i4', expected f32 elements; fix: convert it with a.astype(np.float32)
// SHAPE: scalar.npy: error: --input y: found shape (), which is 1xf32, expected 4 elements; fix:
// ODD: odd.bin: error: --input x: found 7 bytes, expected a multiple of 4 for f32; fix:
// FOLDER: error: found a file that cannot be read (Is a directory)

// Outputs.
// DEFINE: %{ok} = %{run} --input x=4xf32=1 --input y=4xf32=1 --input a=f32=1
// RUN: %{ok} --output q | %{check}=NAME
// RUN: %{ok} --output y=y.npy | %{check}=OUTFORM
// RUN: %{ok} --output y=@%t/none/y.npy | %{check}=OUTFOLDER
// RUN: %{ok} --output y=@%t/y.png | %{check}=PNGSIZE
// RUN: %{ok} --output y=@%t/y.png:3x2 | %{check}=PNGCOUNT
// RUN: %{ok} --output y=@%t/o --output x=@%t/o | %{check}=SAME
// RUN: %{ok} --trace=%t/none/t.json | %{check}=OUTFOLDER
// RUN: not ls %t/o %t/y.png
// NAME: error: found --output q, expected a buffer of the graph (x, y); fix:
// OUTFORM: error: --output y: found 'y.npy', expected @FILE; fix: write it as y=@y.npy
// OUTFOLDER: error: found a file that cannot be written (No such file or directory){{.*}}; fix: make the directory first
// PNGSIZE: error: --output y: {{.*}}expected a picture with its size{{.*}}; fix: write it as y=@F.png:WIDTHxHEIGHT
// PNGCOUNT: error: --output y: found 4xf32, expected 3x2 elements{{.*}}; fix:
// SAME: error: found '{{.*}}/o' in two --output flags, expected one file each; fix:

// A graph says itself how large its grid is, and which graphs there are.
// RUN: %{ok} --grid=1 | %{check}=GRID
// RUN: %{ok} --entry=@other | %{check}=ENTRY
// GRID: error: found --grid for the graph '@main', expected it only for a program without a graph; fix:
// ENTRY: error: there is no graph @other; there is @main; fix:

// The same files, read as they should be.
// RUN: vyre-run %s --input x=@%t/version2.npy --input a=f32=0 \
// RUN:   --input y=@%t/big-endian.npy --output x --output y \
// RUN:   | FileCheck %s --check-prefix=GOOD
// RUN: vyre-run %s --input x=@%t/version3.npy --input a=f32=0 \
// RUN:   --input y=@%t/fortran.npy --output x --output y \
// RUN:   | FileCheck %s --check-prefix=GOOD
// RUN: vyre-run %s --input x=@%t/good.npy --input a=f32=0 \
// RUN:   --input y=@%t/raw.bin --output x --output y \
// RUN:   | FileCheck %s --check-prefix=GOOD
// GOOD: x: 4xf32 = [1, 2, 3, 4]
// GOOD: y: 4xf32 = [1, 2, 3, 4]

vyre.graph @main(%x: !vyre.buffer<?xf32, read>,
                 %y: !vyre.buffer<4xf32, read_write>, %a: f32) {
  vyre.return
}
