// RUN: vyre-run %s
// REQUIRES: vulkan

// Barriers order workgroup memory and storage buffers, in straight line, in
// loops, and between many waves of one workgroup. Each program goes wrong when
// a barrier is dropped or orders too little: the invocation that reads is in
// another subgroup than the one that wrote.

// A tree of sums: 1024 numbers, 10 levels, a barrier each. Number i is i + 1,
// so the sum is 1024 * 1025 / 2 = 524800.
vyre.program @tree(%out: !vyre.buffer<1xi32, write>) workgroup [1024, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c10 = arith.constant 10 : index
  %c512 = arith.constant 512 : index
  %m = vyre.workgroup_alloc : !vyre.buffer<1024xi32, workgroup>
  %l = vyre.local_id x
  %l1 = arith.addi %l, %c1 : index
  %v = arith.index_castui %l1 : index to i32
  vyre.store %v, %m[%l] : !vyre.buffer<1024xi32, workgroup>
  vyre.barrier workgroup acq_rel
  scf.for %level = %c0 to %c10 step %c1 {
    %half = vyre.shrui %c512, %level : index
    %active = arith.cmpi ult, %l, %half : index
    scf.if %active {
      %p = arith.addi %l, %half : index
      %a = vyre.load %m[%l] : !vyre.buffer<1024xi32, workgroup>
      %b = vyre.load %m[%p] : !vyre.buffer<1024xi32, workgroup>
      %s = arith.addi %a, %b : i32
      vyre.store %s, %m[%l] : !vyre.buffer<1024xi32, workgroup>
    }
    vyre.barrier workgroup acq_rel
  }
  // Lane 0 is in range of out, the others are not.
  %sum = vyre.load %m[%c0] : !vyre.buffer<1024xi32, workgroup>
  vyre.store %sum, %out[%l] : !vyre.buffer<1xi32, write>
  vyre.return
}

// Transposes 16 x 16 numbers in workgroup memory, seven times, with a barrier
// behind the write and one before the next write.
vyre.program @transpose(%b: !vyre.buffer<256xi32, read_write>)
    workgroup [16, 16, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %c16 = arith.constant 16 : index
  %one = arith.constant 1 : i32
  %m = vyre.workgroup_alloc : !vyre.buffer<256xi32, workgroup>
  %x = vyre.local_id x
  %y = vyre.local_id y
  %row = arith.muli %y, %c16 : index
  %at = arith.addi %row, %x : index
  %column = arith.muli %x, %c16 : index
  %mirrored = arith.addi %column, %y : index
  %v = vyre.load %b[%at] : !vyre.buffer<256xi32, read_write>
  %r = scf.for %i = %c0 to %c7 step %c1 iter_args(%now = %v) -> (i32) {
    vyre.store %now, %m[%at] : !vyre.buffer<256xi32, workgroup>
    vyre.barrier workgroup acq_rel
    %w = vyre.load %m[%mirrored] : !vyre.buffer<256xi32, workgroup>
    %w1 = arith.addi %w, %one : i32
    vyre.barrier workgroup acq_rel
    scf.yield %w1 : i32
  }
  vyre.store %r, %b[%at] : !vyre.buffer<256xi32, read_write>
  vyre.return
}

// Rotates 256 numbers of each workgroup by 100 in a storage buffer, in place:
// all read, barrier, all write, barrier; five times. The barrier orders
// storage buffers as well.
vyre.program @rotate(%b: !vyre.buffer<?xi32, read_write>)
    workgroup [256, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  %c100 = arith.constant 100 : index
  %c256 = arith.constant 256 : index
  %l = vyre.local_id x
  %g = vyre.global_id x
  %w = vyre.workgroup_id x
  %base = arith.muli %w, %c256 : index
  %moved = arith.addi %l, %c100 : index
  %from = vyre.remui %moved, %c256 : index
  %at = arith.addi %base, %from : index
  scf.for %i = %c0 to %c5 step %c1 {
    %v = vyre.load %b[%at] : !vyre.buffer<?xi32, read_write>
    vyre.barrier workgroup acq_rel
    vyre.store %v, %b[%g] : !vyre.buffer<?xi32, read_write>
    vyre.barrier workgroup acq_rel
  }
  vyre.return
}

// A flag in workgroup memory published by the last lane; every lane reads it
// right behind the barrier, 100 times with new values. Every order of a
// barrier is at least acq_rel on Vulkan.
vyre.program @broadcast(%out: !vyre.buffer<256xi32, write>)
    workgroup [256, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c100 = arith.constant 100 : index
  %c255 = arith.constant 255 : index
  %zero = arith.constant 0 : i32
  %m = vyre.workgroup_alloc : !vyre.buffer<1xi32, workgroup>
  %l = vyre.local_id x
  %last = arith.cmpi eq, %l, %c255 : index
  %sum = scf.for %i = %c0 to %c100 step %c1 iter_args(%s = %zero) -> (i32) {
    scf.if %last {
      %v = arith.index_castui %i : index to i32
      vyre.store %v, %m[%c0] : !vyre.buffer<1xi32, workgroup>
    }
    vyre.barrier workgroup seq_cst
    %seen = vyre.load %m[%c0] : !vyre.buffer<1xi32, workgroup>
    %next = arith.addi %s, %seen : i32
    vyre.barrier workgroup acquire
    scf.yield %next : i32
  }
  vyre.store %sum, %out[%l] : !vyre.buffer<256xi32, write>
  vyre.return
}

vyre.program @iota(%b: !vyre.buffer<?xi32, write>) workgroup [64, 1, 1] {
  %g = vyre.global_id x
  %v = arith.index_castui %g : index to i32
  vyre.store %v, %b[%g] : !vyre.buffer<?xi32, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c256 = arith.constant 256 : index
  %c512 = arith.constant 512 : index
  %sum = vyre.alloc : !vyre.buffer<1xi32, read_write>
  vyre.dispatch @tree groups [%c1] (%sum) : (!vyre.buffer<1xi32, read_write>)
  vyre.expect %sum : !vyre.buffer<1xi32, read_write>
      == dense<[524800]> : tensor<1xi32>

  // Seven transpositions are one, and each adds 1: element (y, x) becomes
  // 16 x + y + 7.
  %t = vyre.alloc : !vyre.buffer<256xi32, read_write>
  vyre.dispatch @iota threads [%c256] (%t) : (!vyre.buffer<256xi32, read_write>)
  vyre.dispatch @transpose groups [%c1] (%t)
      : (!vyre.buffer<256xi32, read_write>)
  vyre.expect %t : !vyre.buffer<256xi32, read_write> == dense<[
      7, 23, 39, 55, 71, 87, 103, 119, 135, 151, 167, 183, 199, 215, 231, 247,
      8, 24, 40, 56, 72, 88, 104, 120, 136, 152, 168, 184, 200, 216, 232, 248,
      9, 25, 41, 57, 73, 89, 105, 121, 137, 153, 169, 185, 201, 217, 233, 249,
      10, 26, 42, 58, 74, 90, 106, 122, 138, 154, 170, 186, 202, 218, 234, 250,
      11, 27, 43, 59, 75, 91, 107, 123, 139, 155, 171, 187, 203, 219, 235, 251,
      12, 28, 44, 60, 76, 92, 108, 124, 140, 156, 172, 188, 204, 220, 236, 252,
      13, 29, 45, 61, 77, 93, 109, 125, 141, 157, 173, 189, 205, 221, 237, 253,
      14, 30, 46, 62, 78, 94, 110, 126, 142, 158, 174, 190, 206, 222, 238, 254,
      15, 31, 47, 63, 79, 95, 111, 127, 143, 159, 175, 191, 207, 223, 239, 255,
      16, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256,
      17, 33, 49, 65, 81, 97, 113, 129, 145, 161, 177, 193, 209, 225, 241, 257,
      18, 34, 50, 66, 82, 98, 114, 130, 146, 162, 178, 194, 210, 226, 242, 258,
      19, 35, 51, 67, 83, 99, 115, 131, 147, 163, 179, 195, 211, 227, 243, 259,
      20, 36, 52, 68, 84, 100, 116, 132, 148, 164, 180, 196, 212, 228, 244, 260,
      21, 37, 53, 69, 85, 101, 117, 133, 149, 165, 181, 197, 213, 229, 245, 261,
      22, 38, 54, 70, 86, 102, 118, 134, 150, 166, 182, 198, 214, 230, 246, 262
    ]> : tensor<256xi32>

  // Five rotations by 100 of 256 numbers: place l gets (l + 500) mod 256 =
  // (l + 244) mod 256; the second workgroup the same, 256 higher.
  %r = vyre.alloc : !vyre.buffer<512xi32, read_write>
  vyre.dispatch @iota threads [%c512] (%r) : (!vyre.buffer<512xi32, read_write>)
  vyre.dispatch @rotate groups [%c2] (%r)
      : (!vyre.buffer<512xi32, read_write>)
  vyre.expect %r : !vyre.buffer<512xi32, read_write> == dense<[
      244, 245, 246, 247, 248, 249, 250, 251, 252, 253, 254, 255, 0, 1, 2, 3, 4,
      5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
      25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,
      43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60,
      61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78,
      79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 91, 92, 93, 94, 95, 96,
      97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111,
      112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 123, 124, 125, 126,
      127, 128, 129, 130, 131, 132, 133, 134, 135, 136, 137, 138, 139, 140, 141,
      142, 143, 144, 145, 146, 147, 148, 149, 150, 151, 152, 153, 154, 155, 156,
      157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 168, 169, 170, 171,
      172, 173, 174, 175, 176, 177, 178, 179, 180, 181, 182, 183, 184, 185, 186,
      187, 188, 189, 190, 191, 192, 193, 194, 195, 196, 197, 198, 199, 200, 201,
      202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212, 213, 214, 215, 216,
      217, 218, 219, 220, 221, 222, 223, 224, 225, 226, 227, 228, 229, 230, 231,
      232, 233, 234, 235, 236, 237, 238, 239, 240, 241, 242, 243, 500, 501, 502,
      503, 504, 505, 506, 507, 508, 509, 510, 511, 256, 257, 258, 259, 260, 261,
      262, 263, 264, 265, 266, 267, 268, 269, 270, 271, 272, 273, 274, 275, 276,
      277, 278, 279, 280, 281, 282, 283, 284, 285, 286, 287, 288, 289, 290, 291,
      292, 293, 294, 295, 296, 297, 298, 299, 300, 301, 302, 303, 304, 305, 306,
      307, 308, 309, 310, 311, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321,
      322, 323, 324, 325, 326, 327, 328, 329, 330, 331, 332, 333, 334, 335, 336,
      337, 338, 339, 340, 341, 342, 343, 344, 345, 346, 347, 348, 349, 350, 351,
      352, 353, 354, 355, 356, 357, 358, 359, 360, 361, 362, 363, 364, 365, 366,
      367, 368, 369, 370, 371, 372, 373, 374, 375, 376, 377, 378, 379, 380, 381,
      382, 383, 384, 385, 386, 387, 388, 389, 390, 391, 392, 393, 394, 395, 396,
      397, 398, 399, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410, 411,
      412, 413, 414, 415, 416, 417, 418, 419, 420, 421, 422, 423, 424, 425, 426,
      427, 428, 429, 430, 431, 432, 433, 434, 435, 436, 437, 438, 439, 440, 441,
      442, 443, 444, 445, 446, 447, 448, 449, 450, 451, 452, 453, 454, 455, 456,
      457, 458, 459, 460, 461, 462, 463, 464, 465, 466, 467, 468, 469, 470, 471,
      472, 473, 474, 475, 476, 477, 478, 479, 480, 481, 482, 483, 484, 485, 486,
      487, 488, 489, 490, 491, 492, 493, 494, 495, 496, 497, 498, 499
    ]> : tensor<512xi32>

  // 0 + 1 + .. + 99.
  %b = vyre.alloc : !vyre.buffer<256xi32, read_write>
  vyre.dispatch @broadcast groups [%c1] (%b)
      : (!vyre.buffer<256xi32, read_write>)
  vyre.expect %b : !vyre.buffer<256xi32, read_write>
      == dense<4950> : tensor<256xi32>
  vyre.return
}
