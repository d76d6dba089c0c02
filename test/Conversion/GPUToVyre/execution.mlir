// A front end's file runs: host functions as graphs, kernels as programs.

// RUN: vyre-opt %s --convert-gpu-to-vyre -o %t.mlir
// RUN: vyre-run %t.mlir --entry=@sum --backend=reference --check-races \
// RUN:   --schedule=reverse --input in=16xi32=iota \
// RUN:   --input out=1xi32=0 --output out \
// RUN:   | FileCheck --check-prefix=SUM %s
// RUN: vyre-run %t.mlir --entry=@signs --backend=reference --check-races \
// RUN:   --schedule=random:1 --input n=index=0 --input out=4xi64=0 --output out \
// RUN:   | FileCheck --check-prefix=EMPTY %s
// RUN: vyre-run %t.mlir --entry=@signs --backend=reference --check-races \
// RUN:   --input n=index=3 --input out=4xi64=0 --output out \
// RUN:   | FileCheck --check-prefix=THREE %s
// RUN: vyre-run %t.mlir --entry=@transpose --backend=reference --check-races \
// RUN:   --schedule=in-order --input m=6xi32=1,2,3,4,5,6 --input m_dim0=index=2 \
// RUN:   --input m_dim1=index=3 --input out=6xi32=0 --input out_dim0=index=3 \
// RUN:   --input out_dim1=index=2 --output out \
// RUN:   | FileCheck --check-prefix=TRANSPOSE %s

// 0 + 1 + .. + 15 = 120: two launches, the second adds the two partial sums.
// SUM: out: 1xi32 = [120]

// A loop to n - 1 does not run for n = 0, a loop from -2 to 2 runs four times,
// and -1 stays -1 in i64.
// EMPTY: out: 4xi64 = [0, 4, -1, 0]
// THREE: out: 4xi64 = [2, 4, -1, 0]

// TRANSPOSE: out: 6xi32 = [1, 4, 2, 5, 3, 6]

!in = memref<16xi32>
!part = memref<2xi32>
!one = memref<1xi32>
!tile = memref<8xi32, #gpu.address_space<workgroup>>

module attributes {gpu.container_module} {
  func.func @sum(%in: !in {vyre.name = "in"}, %out: !one {vyre.name = "out"}) {
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c8 = arith.constant 8 : index
    %parts = memref.alloc() : !part
    gpu.launch_func @kernels::@reduce
        blocks in (%c2, %c1, %c1) threads in (%c8, %c1, %c1)
        args(%in : !in, %parts : !part)
    gpu.launch_func @kernels::@add
        blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1)
        args(%parts : !part, %out : !one)
    memref.dealloc %parts : !part
    return
  }

  func.func @signs(%out: memref<4xi64> {vyre.name = "out"},
                   %n: index {vyre.name = "n"}) {
    %c1 = arith.constant 1 : index
    gpu.launch_func @kernels::@count
        blocks in (%c1, %c1, %c1) threads in (%c1, %c1, %c1)
        args(%out : memref<4xi64>, %n : index)
    return
  }

  func.func @transpose(%m: memref<?x?xi32> {vyre.name = "m"},
                       %out: memref<?x?xi32> {vyre.name = "out"}) {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    gpu.launch_func @kernels::@turn
        blocks in (%c1, %c1, %c1) threads in (%c4, %c4, %c1)
        args(%m : memref<?x?xi32>, %out : memref<?x?xi32>)
    return
  }

  gpu.module @kernels {
    gpu.func @reduce(%in: !in, %parts: !part) workgroup(%tile: !tile)
        kernel attributes {known_block_size = array<i32: 8, 1, 1>} {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c3 = arith.constant 3 : index
      %c4 = arith.constant 4 : index
      %t = gpu.thread_id x
      %g = gpu.global_id x
      %w = gpu.block_id x
      %x = memref.load %in[%g] : !in
      memref.store %x, %tile[%t] : !tile
      gpu.barrier
      scf.for %step = %c0 to %c3 step %c1 {
        %stride = arith.shrui %c4, %step : index
        %takes = arith.cmpi ult, %t, %stride : index
        scf.if %takes {
          %other = arith.addi %t, %stride : index
          %a = memref.load %tile[%t] : !tile
          %b = memref.load %tile[%other] : !tile
          %s = arith.addi %a, %b : i32
          memref.store %s, %tile[%t] : !tile
        }
        gpu.barrier
      }
      %first = arith.cmpi eq, %t, %c0 : index
      scf.if %first {
        %s = memref.load %tile[%c0] : !tile
        memref.store %s, %parts[%w] : !part
      }
      gpu.return
    }

    gpu.func @add(%parts: !part, %out: !one)
        kernel attributes {known_block_size = array<i32: 1, 1, 1>} {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %a = memref.load %parts[%c0] : !part
      %b = memref.load %parts[%c1] : !part
      %s = arith.addi %a, %b : i32
      memref.store %s, %out[%c0] : !one
      gpu.return
    }

    gpu.func @count(%out: memref<4xi64>, %n: index)
        kernel attributes {known_block_size = array<i32: 1, 1, 1>} {
      %c-2 = arith.constant -2 : index
      %c-1 = arith.constant -1 : index
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c2 = arith.constant 2 : index
      %zero = arith.constant 0 : i64
      %one = arith.constant 1 : i64
      %last = arith.subi %n, %c1 : index
      %a = scf.for %i = %c0 to %last step %c1 iter_args(%s = %zero) -> i64 {
        %next = arith.addi %s, %one : i64
        scf.yield %next : i64
      }
      memref.store %a, %out[%c0] : memref<4xi64>
      %b = scf.for %i = %c-2 to %c2 step %c1 iter_args(%s = %zero) -> i64 {
        %next = arith.addi %s, %one : i64
        scf.yield %next : i64
      }
      memref.store %b, %out[%c1] : memref<4xi64>
      %c = arith.index_cast %c-1 : index to i64
      memref.store %c, %out[%c2] : memref<4xi64>
      gpu.return
    }

    gpu.func @turn(%m: memref<?x?xi32>, %out: memref<?x?xi32>)
        kernel attributes {known_block_size = array<i32: 4, 4, 1>} {
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %i = gpu.thread_id y
      %j = gpu.thread_id x
      %rows = memref.dim %m, %c0 : memref<?x?xi32>
      %cols = memref.dim %m, %c1 : memref<?x?xi32>
      %r = arith.cmpi slt, %i, %rows : index
      %c = arith.cmpi slt, %j, %cols : index
      %in = arith.andi %r, %c : i1
      scf.if %in {
        %v = memref.load %m[%i, %j] : memref<?x?xi32>
        memref.store %v, %out[%j, %i] : memref<?x?xi32>
      }
      gpu.return
    }
  }
}
