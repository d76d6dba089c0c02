// RUN: vyre-run %s

// Values that live across grid barriers. 12 invocations in 3 workgroups.

!in = !vyre.buffer<?xi32, read>
!rw = !vyre.buffer<?xi32, read_write>
!w = !vyre.buffer<?xi32, write>

// The result of an atomic must not be made twice: a second addition would give
// i + 1 instead of i, and i + 2 in %part. With part[i] = i at first:
// dst[i] = (((i + 1) mod 12) + 1) * 16 + i.
vyre.program @atomic(%part: !rw, %dst: !w) workgroup [4, 1, 1] {
  %one = arith.constant 1 : i32
  %c16 = arith.constant 16 : i32
  %next = arith.constant 1 : index
  %n = vyre.length %part : !rw
  %i = vyre.global_id x
  %old = vyre.atomic_rmw add relaxed %one, %part[%i] : !rw
  vyre.barrier grid
  %j = arith.addi %i, %next : index
  %right = vyre.remui %j, %n : index
  %v = vyre.load %part[%right] : !rw
  %high = arith.muli %v, %c16 : i32
  %r = arith.addi %high, %old : i32
  vyre.store %r, %dst[%i] : !w
  vyre.return
}

// Every type, among them some that share a word. Values are made from memory
// that is overwritten behind the barrier, so they cannot be made again.
vyre.program @types(%b: !rw) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %b[%i] : !rw
  %three = arith.constant 3 : i32
  %i1 = arith.trunci %v : i32 to i1
  %small = arith.cmpi ult, %v, %three : i32
  %i8 = arith.trunci %v : i32 to i8
  %i16 = arith.trunci %v : i32 to i16
  %wide = arith.extsi %v : i32 to i64
  %c40 = arith.constant 0x4000000000 : i64
  %i64 = arith.addi %wide, %c40 : i64
  %index = arith.index_castui %v : i32 to index
  %f32 = arith.sitofp %v : i32 to f32
  %f16 = arith.truncf %f32 : f32 to f16
  %bf16 = arith.truncf %f32 : f32 to bf16
  %f64 = arith.extf %f32 : f32 to f64
  %vi = vector.from_elements %v, %three, %v : vector<3xi32>
  %vf = vector.from_elements %f32, %f32 : vector<2xf32>
  vyre.barrier grid
  %zero = arith.constant 0 : i32
  vyre.store %zero, %b[%i] : !rw
  vyre.barrier grid
  // Each gives v, except the truth values: odd, below 3.
  %a0 = arith.extui %i1 : i1 to i32
  %a1 = arith.extui %small : i1 to i32
  %a2 = arith.extsi %i8 : i8 to i32
  %a3 = arith.extsi %i16 : i16 to i32
  %high = arith.constant 32 : i64
  %shifted = arith.shrui %i64, %high : i64
  %a4 = arith.trunci %i64 : i64 to i32
  %a5 = arith.trunci %shifted : i64 to i32
  %a6 = arith.index_castui %index : index to i32
  %a7 = arith.fptosi %f32 : f32 to i32
  %h = arith.extf %f16 : f16 to f32
  %a8 = arith.fptosi %h : f32 to i32
  %bh = arith.extf %bf16 : bf16 to f32
  %a9 = arith.fptosi %bh : f32 to i32
  %a10 = arith.fptosi %f64 : f64 to i32
  %a11 = vector.extract %vi[2] : i32 from vector<3xi32>
  %x = vector.extract %vf[1] : f32 from vector<2xf32>
  %a12 = arith.fptosi %x : f32 to i32
  // 10 v + 64 odd + 256 small + 1024 * 64.
  %s0 = arith.addi %a2, %a3 : i32
  %s1 = arith.addi %s0, %a4 : i32
  %s2 = arith.addi %s1, %a6 : i32
  %s3 = arith.addi %s2, %a7 : i32
  %s4 = arith.addi %s3, %a8 : i32
  %s5 = arith.addi %s4, %a9 : i32
  %s6 = arith.addi %s5, %a10 : i32
  %s7 = arith.addi %s6, %a11 : i32
  %s8 = arith.addi %s7, %a12 : i32
  %c64 = arith.constant 64 : i32
  %c256 = arith.constant 256 : i32
  %c1024 = arith.constant 1024 : i32
  %m0 = arith.muli %a0, %c64 : i32
  %m1 = arith.muli %a1, %c256 : i32
  %m2 = arith.muli %a5, %c1024 : i32
  %t0 = arith.addi %s8, %m0 : i32
  %t1 = arith.addi %t0, %m1 : i32
  %t2 = arith.addi %t1, %m2 : i32
  vyre.store %t2, %b[%i] : !rw
  vyre.return
}

// What is loaded from memory that the program overwrites is the old value,
// even where the name under which it is loaded is only read.
vyre.program @in_place(%x: !in, %y: !rw) workgroup [4, 1, 1] {
  %i = vyre.global_id x
  %ten = arith.constant 10 : i32
  %v = vyre.load %x[%i] : !in
  vyre.barrier grid
  vyre.store %ten, %y[%i] : !rw
  %sum = arith.addi %v, %ten : i32
  vyre.store %sum, %y[%i] : !rw
  vyre.return
}

// Three phases: each workgroup sums its part, one invocation sums the sums,
// and everybody adds what comes before its part. The prefix sum of 1 .. 12.
vyre.program @scan(%b: !rw, %sums: !rw) workgroup [4, 1, 1] {
  %s = vyre.workgroup_alloc : !vyre.buffer<4xi32, workgroup>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0 : i32
  %i = vyre.global_id x
  %l = vyre.local_id x
  %g = vyre.workgroup_id x
  %v = vyre.load %b[%i] : !rw
  vyre.store %v, %s[%l] : !vyre.buffer<4xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %end = arith.addi %l, %c1 : index
  %prefix = scf.for %k = %c0 to %end step %c1 iter_args(%a = %zero) -> i32 {
    %x = vyre.load %s[%k] : !vyre.buffer<4xi32, workgroup>
    %y = arith.addi %a, %x : i32
    scf.yield %y : i32
  }
  %last = arith.cmpi eq, %end, %c4 : index
  scf.if %last {
    vyre.store %prefix, %sums[%g] : !rw
  }
  vyre.barrier grid
  %n = vyre.length %sums : !rw
  %first = arith.cmpi eq, %i, %c0 : index
  scf.if %first {
    %total = scf.for %k = %c0 to %n step %c1 iter_args(%a = %zero) -> i32 {
      %x = vyre.load %sums[%k] : !rw
      vyre.store %a, %sums[%k] : !rw
      %y = arith.addi %a, %x : i32
      scf.yield %y : i32
    }
  }
  vyre.barrier grid
  %before = vyre.load %sums[%g] : !rw
  %r = arith.addi %prefix, %before : i32
  vyre.store %r, %b[%i] : !rw
  vyre.return
}

vyre.graph @main() {
  %c3 = arith.constant 3 : index
  %c12 = arith.constant 12 : index
  %part = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32>
      -> !vyre.buffer<12xi32, read_write>
  %dst = vyre.alloc : !vyre.buffer<12xi32, read_write>
  vyre.dispatch @atomic groups [%c3] (%part, %dst)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<12xi32, read_write>)
  vyre.expect %part : !vyre.buffer<12xi32, read_write>
      == dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]> : tensor<12xi32>
  vyre.expect %dst : !vyre.buffer<12xi32, read_write>
      == dense<[32, 49, 66, 83, 100, 117, 134, 151, 168, 185, 202, 27]> : tensor<12xi32>

  %t = vyre.constant dense<[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]> : tensor<12xi32>
      -> !vyre.buffer<12xi32, read_write>
  vyre.dispatch @types threads [%c12] (%t) : (!vyre.buffer<12xi32, read_write>)
  vyre.expect %t : !vyre.buffer<12xi32, read_write>
      == dense<[65792, 65866, 65812, 65630, 65576, 65650, 65596, 65670, 65616,
                65690, 65636, 65710]> : tensor<12xi32>

  vyre.dispatch @in_place threads [%c12] (%part, %part)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<12xi32, read_write>)
  vyre.expect %part : !vyre.buffer<12xi32, read_write>
      == dense<[11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]> : tensor<12xi32>

  %s = vyre.constant dense<[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]> : tensor<12xi32>
      -> !vyre.buffer<12xi32, read_write>
  %sums = vyre.alloc : !vyre.buffer<3xi32, read_write>
  vyre.dispatch @scan groups [%c3] (%s, %sums)
      : (!vyre.buffer<12xi32, read_write>, !vyre.buffer<3xi32, read_write>)
  vyre.expect %s : !vyre.buffer<12xi32, read_write>
      == dense<[1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 66, 78]> : tensor<12xi32>
  vyre.return
}
