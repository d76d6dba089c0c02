// RUN: vyre-run %s
// REQUIRES: vulkan

// The functions of `math` that Vulkan only asks to be near: eight arguments
// each, away from zeros of the function; expected values from Python doubles.
// 4096 units in the last place are 5e-4, what the loosest rule (sin and cos,
// 2**-11) leaves; a wrong function is much further off.

!x = !vyre.buffer<8xf32, read>
!out = !vyre.buffer<8xf32, write>

vyre.program @acos(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.acos %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @acosh(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.acosh %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @asin(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.asin %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @asinh(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.asinh %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @atan(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.atan %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @atanh(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.atanh %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @cosh(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.cosh %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @expm1(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.expm1 %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @log10(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.log10 %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @log1p(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.log1p %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @rsqrt(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.rsqrt %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @sinh(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.sinh %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

vyre.program @tan(%x: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %r = math.tan %v : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

// x to the power of y.
vyre.program @powf(%x: !x, %y: !x, %out: !out) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %w = vyre.load %y[%i] : !x
  %r = math.powf %v, %w : f32
  vyre.store %r, %out[%i] : !out
  vyre.return
}

// Exact ones: the sign of y on x; and a bit each for isnan, isinf, isfinite.
vyre.program @exact(%x: !x, %y: !x, %out: !out,
                    %flags: !vyre.buffer<8xi32, write>)
    workgroup [8, 1, 1] {
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %two = arith.constant 2 : i32
  %four = arith.constant 4 : i32
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !x
  %w = vyre.load %y[%i] : !x
  %r = math.copysign %v, %w : f32
  vyre.store %r, %out[%i] : !out
  %nan = math.isnan %w : f32
  %inf = math.isinf %w : f32
  %finite = math.isfinite %w : f32
  %a = arith.select %nan, %one, %zero : i32
  %b = arith.select %inf, %two, %zero : i32
  %c = arith.select %finite, %four, %zero : i32
  %ab = arith.ori %a, %b : i32
  %abc = arith.ori %ab, %c : i32
  vyre.store %abc, %flags[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

vyre.program @absi(%x: !vyre.buffer<8xi32, read>,
                   %out: !vyre.buffer<8xi32, write>) workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !vyre.buffer<8xi32, read>
  %r = math.absi %v : i32
  vyre.store %r, %out[%i] : !vyre.buffer<8xi32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %out = vyre.alloc : !vyre.buffer<8xf32, read_write>

  %x_acos = vyre.constant dense<[
      -0.875, -0.625, -0.375, -0.125, 0.125, 0.375, 0.625, 0.875
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @acos groups [%c1] (%x_acos, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      2.6362321, 2.2459278, 1.955193, 1.6961242, 1.4454685, 1.1863996,
      0.8956648, 0.5053605
    ]> : tensor<8xf32> ulp 4096

  %x_acosh = vyre.constant dense<[
      2.8125, 6.4375, 10.0625, 13.6875, 17.3125, 20.9375, 24.5625, 28.1875
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @acosh groups [%c1] (%x_acosh, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      1.6940029, 2.5491996, 2.9994845, 3.308293, 3.5437407, 3.7341182,
      3.8939533, 4.031711
    ]> : tensor<8xf32> ulp 4096

  %x_asin = vyre.constant dense<[
      -0.875, -0.625, -0.375, -0.125, 0.125, 0.375, 0.625, 0.875
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @asin groups [%c1] (%x_asin, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      -1.0654358, -0.67513156, -0.38439676, -0.12532783, 0.12532783, 0.38439676,
      0.67513156, 1.0654358
    ]> : tensor<8xf32> ulp 4096

  %x_asinh = vyre.constant dense<[
      -7.875, -5.625, -3.375, -1.125, 1.125, 3.375, 5.625, 7.875
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @asinh groups [%c1] (%x_asinh, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      -2.7608473, -2.4281774, -1.9308012, -0.9670596, 0.9670596, 1.9308012,
      2.4281774, 2.7608473
    ]> : tensor<8xf32> ulp 4096

  %x_atan = vyre.constant dense<[
      -7.875, -5.625, -3.375, -1.125, 1.125, 3.375, 5.625, 7.875
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @atan groups [%c1] (%x_atan, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      -1.4444882, -1.3948567, -1.2827408, -0.844154, 0.844154, 1.2827408,
      1.3948567, 1.4444882
    ]> : tensor<8xf32> ulp 4096

  %x_atanh = vyre.constant dense<[
      -0.7875, -0.5625, -0.3375, -0.1125, 0.1125, 0.3375, 0.5625, 0.7875
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @atanh groups [%c1] (%x_atanh, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      -1.0648158, -0.63648283, -0.35126847, -0.11297824, 0.11297824, 0.35126847,
      0.63648283, 1.0648158
    ]> : tensor<8xf32> ulp 4096

  %x_cosh = vyre.constant dense<[
      -2.625, -1.875, -1.125, -0.375, 0.375, 1.125, 1.875, 2.625
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @cosh groups [%c1] (%x_cosh, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      6.938507, 3.3370872, 1.7024347, 1.0711403, 1.0711403, 1.7024347,
      3.3370872, 6.938507
    ]> : tensor<8xf32> ulp 4096

  %x_expm1 = vyre.constant dense<[
      0.65625, 0.96875, 1.28125, 1.59375, 1.90625, 2.21875, 2.53125, 2.84375
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @expm1 groups [%c1] (%x_expm1, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      0.92755044, 1.634649, 2.6011384, 3.9221725, 5.7278123, 8.195828,
      11.569208, 16.18007
    ]> : tensor<8xf32> ulp 4096

  %x_log10 = vyre.constant dense<[
      7.5, 18.5, 29.5, 40.5, 51.5, 62.5, 73.5, 84.5
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @log10 groups [%c1] (%x_log10, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      0.8750613, 1.2671717, 1.469822, 1.607455, 1.7118073, 1.79588, 1.8662874,
      1.9268568
    ]> : tensor<8xf32> ulp 4096

  %x_log1p = vyre.constant dense<[
      1.03125, 2.09375, 3.15625, 4.21875, 5.28125, 6.34375, 7.40625, 8.46875
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @log1p groups [%c1] (%x_log1p, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      0.70865136, 1.1293839, 1.4246132, 1.6522579, 1.837569, 1.9938496,
      2.1289754, 2.2479968
    ]> : tensor<8xf32> ulp 4096

  %x_rsqrt = vyre.constant dense<[
      5.71875, 16.95625, 28.19375, 39.43125, 50.66875, 61.90625, 73.14375,
      84.38125
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @rsqrt groups [%c1] (%x_rsqrt, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      0.4181667, 0.24284832, 0.18833177, 0.1592501, 0.14048499, 0.12709625,
      0.116926074, 0.10886218
    ]> : tensor<8xf32> ulp 4096

  %x_sinh = vyre.constant dense<[
      0.65625, 0.96875, 1.28125, 1.59375, 1.90625, 2.21875, 2.53125, 2.84375
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @sinh groups [%c1] (%x_sinh, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      0.70437866, 1.127546, 1.6617242, 2.3595052, 3.2895877, 4.543542, 6.244824,
      8.560931
    ]> : tensor<8xf32> ulp 4096

  %x_tan = vyre.constant dense<[
      0.2625, 0.3875, 0.5125, 0.6375, 0.7625, 0.8875, 1.0125, 1.1375
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @tan groups [%c1] (%x_tan, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      0.26870024, 0.40813547, 0.5626455, 0.74066514, 0.9552212, 1.2283082,
      1.6010793, 2.1616168
    ]> : tensor<8xf32> ulp 4096

  %base = vyre.constant dense<[
      2.0, 0.5, 1.5, 3.0, 10.0, 1.0, 7.0, 0.1
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  %power = vyre.constant dense<[
      10.0, 3.0, -2.0, 0.0, 2.5, 100.0, 0.5, -1.5
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  vyre.dispatch @powf groups [%c1] (%base, %power, %out)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>,
         !vyre.buffer<8xf32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      1024.0, 0.125, 0.44444445, 1.0, 316.22775, 1.0, 2.6457512, 31.622776
    ]> : tensor<8xf32> ulp 4096

  %magnitude = vyre.constant dense<[
      0x3FC00000, 0xBFC00000, 0x40200000, 0xC0200000, 0x00000000, 0x40600000,
      0x40900000, 0xC0900000
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  %sign = vyre.constant dense<[
      0x3F800000, 0xBF800000, 0x80000000, 0x00000000, 0xC0A00000, 0x7F800000,
      0xFF800000, 0x7FC00000
    ]> : tensor<8xf32> -> !vyre.buffer<8xf32, read_write>
  %flags = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @exact groups [%c1] (%magnitude, %sign, %out, %flags)
      : (!vyre.buffer<8xf32, read_write>, !vyre.buffer<8xf32, read_write>,
         !vyre.buffer<8xf32, read_write>, !vyre.buffer<8xi32, read_write>)
  vyre.expect %out : !vyre.buffer<8xf32, read_write> == dense<[
      0x3FC00000, 0xBFC00000, 0xC0200000, 0x40200000, 0x80000000, 0x40600000,
      0xC0900000, 0x40900000
    ]> : tensor<8xf32>
  vyre.expect %flags : !vyre.buffer<8xi32, read_write>
      == dense<[4, 4, 4, 4, 4, 2, 2, 1]> : tensor<8xi32>

  %integers = vyre.constant dense<[
      0, 1, -1, 2147483647, -2147483647, -2147483648, 5, -77
    ]> : tensor<8xi32> -> !vyre.buffer<8xi32, read_write>
  %absolute = vyre.alloc : !vyre.buffer<8xi32, read_write>
  vyre.dispatch @absi groups [%c1] (%integers, %absolute)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>)
  vyre.expect %absolute : !vyre.buffer<8xi32, read_write> == dense<[
      0, 1, 1, 2147483647, 2147483647, -2147483648, 5, 77
    ]> : tensor<8xi32>
  vyre.return
}
