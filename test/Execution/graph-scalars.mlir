// RUN: vyre-run %s --input n=index=5 --input i=i32=-7 \
// RUN:   --input l=i64=-1234567890123 --input f=f32=0.1 --input d=f64=2.5
// REQUIRES: vulkan

// Scalars on the host: arguments of the graph by name, and every operation
// that a graph may hold, handed to a program and compared on the device. The
// operands come from arguments, so nothing folds.

!words = !vyre.buffer<?xi32, read_write>

vyre.program @put(%out: !words, %at: index, %value: i32) workgroup [1, 1, 1] {
  vyre.store %value, %out[%at] : !words
  vyre.return
}

vyre.program @put_all(%l: i64, %f: f32, %d: f64,
                      %ls: !vyre.buffer<1xi64, write>,
                      %fs: !vyre.buffer<1xf32, write>,
                      %ds: !vyre.buffer<1xf64, write>) workgroup [1, 1, 1] {
  %i = vyre.global_id x
  vyre.store %l, %ls[%i] : !vyre.buffer<1xi64, write>
  vyre.store %f, %fs[%i] : !vyre.buffer<1xf32, write>
  vyre.store %d, %ds[%i] : !vyre.buffer<1xf64, write>
  vyre.return
}

vyre.graph @main(%n: index, %i: i32, %l: i64, %f: f32, %d: f64) {
  %c1 = arith.constant 1 : index
  %ls = vyre.alloc : !vyre.buffer<1xi64, read_write>
  %fs = vyre.alloc : !vyre.buffer<1xf32, read_write>
  %ds = vyre.alloc : !vyre.buffer<1xf64, read_write>
  vyre.dispatch @put_all groups [%c1] (%l, %f, %d, %ls, %fs, %ds)
      : (i64, f32, f64, !vyre.buffer<1xi64, read_write>,
         !vyre.buffer<1xf32, read_write>, !vyre.buffer<1xf64, read_write>)
  vyre.expect %ls : !vyre.buffer<1xi64, read_write>
      == dense<-1234567890123> : tensor<1xi64>
  vyre.expect %fs : !vyre.buffer<1xf32, read_write>
      == dense<0.1> : tensor<1xf32>
  vyre.expect %ds : !vyre.buffer<1xf64, read_write>
      == dense<2.5> : tensor<1xf64>

  %three = arith.constant 3 : i32
  %none = arith.constant 0 : i32
  %all = arith.constant -1 : i32
  %out = vyre.alloc : !vyre.buffer<37xi32, read_write>
  %r0 = arith.addi %i, %three : i32
  %at0 = arith.constant 0 : index
  vyre.dispatch @put groups [%c1] (%out, %at0, %r0)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r1 = arith.subi %i, %three : i32
  %at1 = arith.constant 1 : index
  vyre.dispatch @put groups [%c1] (%out, %at1, %r1)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r2 = arith.muli %i, %three : i32
  %at2 = arith.constant 2 : index
  vyre.dispatch @put groups [%c1] (%out, %at2, %r2)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r3 = arith.divsi %i, %three : i32
  %at3 = arith.constant 3 : index
  vyre.dispatch @put groups [%c1] (%out, %at3, %r3)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r4 = arith.remsi %i, %three : i32
  %at4 = arith.constant 4 : index
  vyre.dispatch @put groups [%c1] (%out, %at4, %r4)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r5 = arith.andi %i, %three : i32
  %at5 = arith.constant 5 : index
  vyre.dispatch @put groups [%c1] (%out, %at5, %r5)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r6 = arith.ori %i, %three : i32
  %at6 = arith.constant 6 : index
  vyre.dispatch @put groups [%c1] (%out, %at6, %r6)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r7 = arith.xori %i, %three : i32
  %at7 = arith.constant 7 : index
  vyre.dispatch @put groups [%c1] (%out, %at7, %r7)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r8 = arith.maxsi %i, %three : i32
  %at8 = arith.constant 8 : index
  vyre.dispatch @put groups [%c1] (%out, %at8, %r8)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r9 = arith.minsi %i, %three : i32
  %at9 = arith.constant 9 : index
  vyre.dispatch @put groups [%c1] (%out, %at9, %r9)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r10 = arith.maxui %i, %three : i32
  %at10 = arith.constant 10 : index
  vyre.dispatch @put groups [%c1] (%out, %at10, %r10)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r11 = arith.minui %i, %three : i32
  %at11 = arith.constant 11 : index
  vyre.dispatch @put groups [%c1] (%out, %at11, %r11)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r12 = arith.shli %i, %three : i32
  %at12 = arith.constant 12 : index
  vyre.dispatch @put groups [%c1] (%out, %at12, %r12)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r13 = arith.shrsi %i, %three : i32
  %at13 = arith.constant 13 : index
  vyre.dispatch @put groups [%c1] (%out, %at13, %r13)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r14 = arith.shrui %i, %three : i32
  %at14 = arith.constant 14 : index
  vyre.dispatch @put groups [%c1] (%out, %at14, %r14)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r15 = arith.divui %i, %three : i32
  %at15 = arith.constant 15 : index
  vyre.dispatch @put groups [%c1] (%out, %at15, %r15)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r16 = arith.remui %i, %three : i32
  %at16 = arith.constant 16 : index
  vyre.dispatch @put groups [%c1] (%out, %at16, %r16)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r17 = arith.ceildivui %i, %three : i32
  %at17 = arith.constant 17 : index
  vyre.dispatch @put groups [%c1] (%out, %at17, %r17)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r18 = vyre.divui %i, %none : i32
  %at18 = arith.constant 18 : index
  vyre.dispatch @put groups [%c1] (%out, %at18, %r18)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r19 = vyre.divsi %i, %none : i32
  %at19 = arith.constant 19 : index
  vyre.dispatch @put groups [%c1] (%out, %at19, %r19)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r20 = vyre.remui %i, %none : i32
  %at20 = arith.constant 20 : index
  vyre.dispatch @put groups [%c1] (%out, %at20, %r20)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r21 = vyre.remsi %i, %none : i32
  %at21 = arith.constant 21 : index
  vyre.dispatch @put groups [%c1] (%out, %at21, %r21)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r22 = vyre.shli %three, %i : i32
  %at22 = arith.constant 22 : index
  vyre.dispatch @put groups [%c1] (%out, %at22, %r22)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %c23 = arith.cmpi slt, %i, %three : i32
  %r23 = arith.select %c23, %all, %none : i32
  %at23 = arith.constant 23 : index
  vyre.dispatch @put groups [%c1] (%out, %at23, %r23)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %c24 = arith.cmpi ult, %i, %three : i32
  %r24 = arith.select %c24, %all, %none : i32
  %at24 = arith.constant 24 : index
  vyre.dispatch @put groups [%c1] (%out, %at24, %r24)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %c25 = arith.cmpi eq, %i, %three : i32
  %r25 = arith.select %c25, %all, %none : i32
  %at25 = arith.constant 25 : index
  vyre.dispatch @put groups [%c1] (%out, %at25, %r25)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %c26 = arith.cmpi sge, %i, %three : i32
  %r26 = arith.select %c26, %all, %none : i32
  %at26 = arith.constant 26 : index
  vyre.dispatch @put groups [%c1] (%out, %at26, %r26)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %c27 = arith.cmpi uge, %i, %three : i32
  %r27 = arith.select %c27, %all, %none : i32
  %at27 = arith.constant 27 : index
  vyre.dispatch @put groups [%c1] (%out, %at27, %r27)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r28 = arith.trunci %l : i64 to i32
  %at28 = arith.constant 28 : index
  vyre.dispatch @put groups [%c1] (%out, %at28, %r28)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %w29 = arith.extsi %i : i32 to i64
  %m29 = arith.muli %w29, %l : i64
  %h29 = arith.constant 32 : i64
  %s29 = arith.shrsi %m29, %h29 : i64
  %r29 = arith.trunci %s29 : i64 to i32
  %at29 = arith.constant 29 : index
  vyre.dispatch @put groups [%c1] (%out, %at29, %r29)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %w30 = arith.extui %i : i32 to i64
  %h30 = arith.constant 1 : i64
  %s30 = arith.shrui %w30, %h30 : i64
  %r30 = arith.trunci %s30 : i64 to i32
  %at30 = arith.constant 30 : index
  vyre.dispatch @put groups [%c1] (%out, %at30, %r30)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %e31 = arith.extf %f : f32 to f64
  %p31 = arith.mulf %e31, %d : f64
  %g31 = arith.constant 1.0e+09 : f64
  %q31 = arith.mulf %p31, %g31 : f64
  %r31 = arith.fptosi %q31 : f64 to i32
  %at31 = arith.constant 31 : index
  vyre.dispatch @put groups [%c1] (%out, %at31, %r31)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %s32 = arith.sitofp %i : i32 to f32
  %q32 = arith.divf %s32, %f : f32
  %a32 = arith.negf %q32 : f32
  %r32 = arith.fptosi %a32 : f32 to i32
  %at32 = arith.constant 32 : index
  vyre.dispatch @put groups [%c1] (%out, %at32, %r32)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %u33 = arith.uitofp %i : i32 to f64
  %q33 = arith.subf %u33, %d : f64
  %r33 = arith.fptoui %q33 : f64 to i32
  %at33 = arith.constant 33 : index
  vyre.dispatch @put groups [%c1] (%out, %at33, %r33)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %r34 = arith.index_castui %n : index to i32
  %at34 = arith.constant 34 : index
  vyre.dispatch @put groups [%c1] (%out, %at34, %r34)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %c35 = arith.constant 4294967295 : index
  %s35 = arith.addi %n, %c35 : index
  %r35 = arith.index_castui %s35 : index to i32
  %at35 = arith.constant 35 : index
  vyre.dispatch @put groups [%c1] (%out, %at35, %r35)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  %c36 = arith.cmpf olt, %f, %f : f32
  %r36 = arith.select %c36, %all, %i : i32
  %at36 = arith.constant 36 : index
  vyre.dispatch @put groups [%c1] (%out, %at36, %r36)
      : (!vyre.buffer<37xi32, read_write>, index, i32)
  vyre.expect %out : !vyre.buffer<37xi32, read_write> == dense<[
      -4, -10, -21, -2, -1, 1, -5, -6, 3, -7, -7, 3, -56, -1, 536870911,
      1431655763, 0, 1431655763, -1, -1, 0, 0, 100663296, -1, 0, 0, 0, -1,
      -1912276171, 2012, 2147483644, 250000003, 70, -10, 5, 4, -7
    ]> : tensor<37xi32>
  vyre.return
}
