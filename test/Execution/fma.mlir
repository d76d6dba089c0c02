// RUN: vyre-run %s
// REQUIRES: vulkan

// math.fma has one rounding (VYRE-FP-01), on devices too whose own instruction
// has two. The expected values are rounded once from exact rational numbers.
// The first six cases are a half of a unit in the last place away from a
// number, plus or minus 2**-56 (641 * 6700417 is 2**32 + 1): going through f64
// alone rounds them to that number or to a tie. In most of the others the
// product all but cancels, or is far smaller or larger than what is added.

vyre.program @f32(%a: !vyre.buffer<40xf32, read>,
                  %b: !vyre.buffer<40xf32, read>,
                  %c: !vyre.buffer<40xf32, read>,
                  %r: !vyre.buffer<40xf32, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !vyre.buffer<40xf32, read>
  %y = vyre.load %b[%i] : !vyre.buffer<40xf32, read>
  %z = vyre.load %c[%i] : !vyre.buffer<40xf32, read>
  %v = math.fma %x, %y, %z : f32
  vyre.store %v, %r[%i] : !vyre.buffer<40xf32, write>
  vyre.return
}

vyre.program @f16(%a: !vyre.buffer<16xf16, read>,
                  %b: !vyre.buffer<16xf16, read>,
                  %c: !vyre.buffer<16xf16, read>,
                  %r: !vyre.buffer<16xf16, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !vyre.buffer<16xf16, read>
  %y = vyre.load %b[%i] : !vyre.buffer<16xf16, read>
  %z = vyre.load %c[%i] : !vyre.buffer<16xf16, read>
  %v = math.fma %x, %y, %z : f16
  vyre.store %v, %r[%i] : !vyre.buffer<16xf16, write>
  vyre.return
}

vyre.program @vector(%a: !vyre.buffer<2xvector<4xf32>, read>,
                  %b: !vyre.buffer<2xvector<4xf32>, read>,
                  %c: !vyre.buffer<2xvector<4xf32>, read>,
                  %r: !vyre.buffer<2xvector<4xf32>, write>)
    workgroup [8, 1, 1] {
  %i = vyre.global_id x
  %x = vyre.load %a[%i] : !vyre.buffer<2xvector<4xf32>, read>
  %y = vyre.load %b[%i] : !vyre.buffer<2xvector<4xf32>, read>
  %z = vyre.load %c[%i] : !vyre.buffer<2xvector<4xf32>, read>
  %v = math.fma %x, %y, %z : vector<4xf32>
  vyre.store %v, %r[%i] : !vyre.buffer<2xvector<4xf32>, write>
  vyre.return
}

vyre.graph @main() {
  %c1 = arith.constant 1 : index
  %n = arith.constant 40 : index
  %n16 = arith.constant 16 : index
  %a = vyre.constant dense<[
      0x44204000, 0x44204000, 0xC4204000, 0xC4204000, 0x44204000, 0x44204000,
      0x40400000, 0x00000000, 0xBD52E6B4, 0x40DD9DC9, 0x3D91E20B, 0x3DF28C10,
      0xBD0E8197, 0x410F6D05, 0x4018F135, 0xC02E2EB1, 0x3E5C90A9, 0xBEE00902,
      0x3EC1D3FC, 0xC043BAEA, 0xC2147403, 0x41327159, 0xC17E3B89, 0xBF85C6AF,
      0xBD8F17A3, 0x3FE41547, 0xBD622571, 0xBEFC891B, 0x3DA8948C, 0x3C482C9C,
      0x3D519088, 0x3F66237A, 0x3D70CCEC, 0xBC895FD7, 0xBE2268AA, 0xBFFAFB2C,
      0xBE3D87A8, 0xC03488F8, 0x417A7F0E, 0xC00857F9
    ]> : tensor<40xf32> -> !vyre.buffer<40xf32, read_write>
  %b = vyre.constant dense<[
      0x2ECC7B02, 0x2ECC7B02, 0x2ECC7B02, 0x2ECC7B02, 0x2ECC7B02, 0xAECC7B02,
      0x40A00000, 0x40E00000, 0x3C26A3A4, 0x4068E25D, 0x3F0D116E, 0xC093BD04,
      0x3D6B4CB2, 0x409A61DB, 0x3C107A70, 0xBEC6F877, 0x3D4B5C74, 0x40C9B64A,
      0xBFEEEACB, 0xC1D71242, 0xBC919A72, 0xC18F8808, 0xC1C8DB40, 0x40AB0537,
      0x41A11C70, 0xBFAA96FB, 0xC05D2E16, 0x3DF52DDF, 0x40FC2684, 0xC06B4013,
      0xC274E69A, 0xC17B4514, 0x40D70DC1, 0x3C1D1DE2, 0xBE9A2EF8, 0x3D15FC89,
      0x41D42FDD, 0x41A587BE, 0xBE3239F3, 0x3DA2EDDB
    ]> : tensor<40xf32> -> !vyre.buffer<40xf32, read_write>
  %c = vyre.constant dense<[
      0x3F800000, 0xBF800000, 0x3F800000, 0xBF800000, 0x3F800001, 0x3F800001,
      0xC1700000, 0x40000000, 0x30894869, 0xBF1600A3, 0xB420C6DE, 0x3DF9EBDA,
      0x3802FBA7, 0xC22CFCD0, 0xBCACA1A7, 0xC187612B, 0xBE130D6E, 0x3F030E07,
      0x417646E1, 0xC5A46FF0, 0xBF28DE8B, 0x48C81845, 0xC2477840, 0x40B2BCE1,
      0x3FB41B85, 0x3C17FCA5, 0xBEC36309, 0x3D2D1C9A, 0xBF260B97, 0x42B7F30D,
      0x40487A88, 0x3CB0CBC9, 0x40800F49, 0x3F1D33A0, 0xBF9D87CE, 0x3B930BC6,
      0x349D17C7, 0x3F697804, 0x425B0EE7, 0x3F517E44
    ]> : tensor<40xf32> -> !vyre.buffer<40xf32, read_write>
  %r = vyre.alloc : !vyre.buffer<40xf32, read_write>
  vyre.dispatch @f32 threads [%n] (%a, %b, %c, %r)
      : (!vyre.buffer<40xf32, read_write>, !vyre.buffer<40xf32, read_write>,
         !vyre.buffer<40xf32, read_write>, !vyre.buffer<40xf32, read_write>)
  vyre.expect %r : !vyre.buffer<40xf32, read_write> == dense<[
      0x3F800001, 0xBF7FFFFF, 0x3F7FFFFF, 0xBF800001, 0x3F800002, 0x3F800000,
      0x00000000, 0x40000000, 0xBA094858, 0x41C4EAEF, 0x3D20C6B5, 0xBED9780E,
      0xBB00EFB9, 0x33CA11C0, 0x303324C0, 0xC17DD631, 0xBE081A08, 0xC00FC318,
      0x416AF893, 0xC5A1DE30, 0x3243BAB0, 0x48C7FF42, 0x43AE8938, 0xB2835320,
      0xB34CAD40, 0xC01764A9, 0xBE436309, 0xBC897FBA, 0xB25A7F40, 0x42B7DC0F,
      0x33E9BC60, 0xC1618A7C, 0x408CB3DA, 0x3F1D2916, 0xBF976AC2, 0xBD89DB0A,
      0xC09D17C6, 0xC265D224, 0x42502896, 0x3F261B17
    ]> : tensor<40xf32>

  %ha = vyre.constant dense<[
      0xB652, 0x3789, 0xB35E, 0x3757, 0xAC35, 0x35A0, 0xAEFA, 0xAF12, 0xB842,
      0x332B, 0xB3F7, 0x306F, 0x3711, 0xB7E1, 0xC6DA, 0xBB4E
    ]> : tensor<16xf16> -> !vyre.buffer<16xf16, read_write>
  %hb = vyre.constant dense<[
      0xB212, 0xB15E, 0xAE8C, 0x3C58, 0x4604, 0xBBFB, 0x471F, 0x3F4E, 0xBFBF,
      0x3660, 0x4620, 0x3FCA, 0x2FFA, 0x2D5A, 0xC693, 0x390F
    ]> : tensor<16xf16> -> !vyre.buffer<16xf16, read_write>
  %hc = vyre.constant dense<[
      0xB8CC, 0x090E, 0x80C1, 0x97F8, 0x2A54, 0x099C, 0x3A36, 0x0E75, 0x901F,
      0x99B6, 0x2E19, 0xBC51, 0xA70C, 0x0545, 0xADA1, 0x0C9E
    ]> : tensor<16xf16> -> !vyre.buffer<16xf16, read_write>
  %hr = vyre.alloc : !vyre.buffer<16xf16, read_write>
  vyre.dispatch @f16 threads [%n16] (%ha, %hb, %hc, %hr)
      : (!vyre.buffer<16xf16, read_write>, !vyre.buffer<16xf16, read_write>,
         !vyre.buffer<16xf16, read_write>, !vyre.buffer<16xf16, read_write>)
  vyre.expect %hr : !vyre.buffer<16xf16, read_write> == dense<[
      0xB833, 0xAD0C, 0x2607, 0x37F1, 0xB589, 0xB59C, 0x06E8, 0xB271, 0x3C1F,
      0x2D89, 0xBDB8, 0xBA79, 0x270B, 0xA943, 0x519F, 0xB89E
    ]> : tensor<16xf16>

  // The first eight of the f32 cases, as two vectors.
  %va = vyre.constant dense<[
      [0x44204000, 0x44204000, 0xC4204000, 0xC4204000],
      [0x44204000, 0x44204000, 0x40400000, 0x00000000]
    ]> : tensor<2x4xf32> -> !vyre.buffer<2xvector<4xf32>, read_write>
  %vb = vyre.constant dense<[
      [0x2ECC7B02, 0x2ECC7B02, 0x2ECC7B02, 0x2ECC7B02],
      [0x2ECC7B02, 0xAECC7B02, 0x40A00000, 0x40E00000]
    ]> : tensor<2x4xf32> -> !vyre.buffer<2xvector<4xf32>, read_write>
  %vc = vyre.constant dense<[
      [0x3F800000, 0xBF800000, 0x3F800000, 0xBF800000],
      [0x3F800001, 0x3F800001, 0xC1700000, 0x40000000]
    ]> : tensor<2x4xf32> -> !vyre.buffer<2xvector<4xf32>, read_write>
  %vr = vyre.alloc : !vyre.buffer<2xvector<4xf32>, read_write>
  vyre.dispatch @vector groups [%c1] (%va, %vb, %vc, %vr)
      : (!vyre.buffer<2xvector<4xf32>, read_write>,
         !vyre.buffer<2xvector<4xf32>, read_write>,
         !vyre.buffer<2xvector<4xf32>, read_write>,
         !vyre.buffer<2xvector<4xf32>, read_write>)
  vyre.expect %vr : !vyre.buffer<2xvector<4xf32>, read_write> == dense<[
      [0x3F800001, 0xBF7FFFFF, 0x3F7FFFFF, 0xBF800001],
      [0x3F800002, 0x3F800000, 0x00000000, 0x40000000]
    ]> : tensor<2x4xf32>
  vyre.return
}
