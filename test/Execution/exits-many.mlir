// RUN: vyre-run %s
// REQUIRES: vulkan

// So many exits in one block that their conditions do not nest. Lane l leaves
// at exit l, the last store before it wrote l.

!b = !vyre.buffer<80xi32, read_write>

vyre.program @many(%b: !b) workgroup [80, 1, 1] {
  %l = vyre.local_id x
  %l32 = arith.index_castui %l : index to i32
  %v0 = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  vyre.store %v0, %b[%l] : !b
  %c0 = arith.constant 0 : i32
  %is0 = arith.cmpi eq, %l32, %c0 : i32
  vyre.exit_if %is0
  %w0 = vyre.load %b[%l] : !b
  %v1 = arith.addi %w0, %one : i32
  vyre.store %v1, %b[%l] : !b
  %c1 = arith.constant 1 : i32
  %is1 = arith.cmpi eq, %l32, %c1 : i32
  vyre.exit_if %is1
  %w1 = vyre.load %b[%l] : !b
  %v2 = arith.addi %w1, %one : i32
  vyre.store %v2, %b[%l] : !b
  %c2 = arith.constant 2 : i32
  %is2 = arith.cmpi eq, %l32, %c2 : i32
  vyre.exit_if %is2
  %w2 = vyre.load %b[%l] : !b
  %v3 = arith.addi %w2, %one : i32
  vyre.store %v3, %b[%l] : !b
  %c3 = arith.constant 3 : i32
  %is3 = arith.cmpi eq, %l32, %c3 : i32
  vyre.exit_if %is3
  %w3 = vyre.load %b[%l] : !b
  %v4 = arith.addi %w3, %one : i32
  vyre.store %v4, %b[%l] : !b
  %c4 = arith.constant 4 : i32
  %is4 = arith.cmpi eq, %l32, %c4 : i32
  vyre.exit_if %is4
  %w4 = vyre.load %b[%l] : !b
  %v5 = arith.addi %w4, %one : i32
  vyre.store %v5, %b[%l] : !b
  %c5 = arith.constant 5 : i32
  %is5 = arith.cmpi eq, %l32, %c5 : i32
  vyre.exit_if %is5
  %w5 = vyre.load %b[%l] : !b
  %v6 = arith.addi %w5, %one : i32
  vyre.store %v6, %b[%l] : !b
  %c6 = arith.constant 6 : i32
  %is6 = arith.cmpi eq, %l32, %c6 : i32
  vyre.exit_if %is6
  %w6 = vyre.load %b[%l] : !b
  %v7 = arith.addi %w6, %one : i32
  vyre.store %v7, %b[%l] : !b
  %c7 = arith.constant 7 : i32
  %is7 = arith.cmpi eq, %l32, %c7 : i32
  vyre.exit_if %is7
  %w7 = vyre.load %b[%l] : !b
  %v8 = arith.addi %w7, %one : i32
  vyre.store %v8, %b[%l] : !b
  %c8 = arith.constant 8 : i32
  %is8 = arith.cmpi eq, %l32, %c8 : i32
  vyre.exit_if %is8
  %w8 = vyre.load %b[%l] : !b
  %v9 = arith.addi %w8, %one : i32
  vyre.store %v9, %b[%l] : !b
  %c9 = arith.constant 9 : i32
  %is9 = arith.cmpi eq, %l32, %c9 : i32
  vyre.exit_if %is9
  %w9 = vyre.load %b[%l] : !b
  %v10 = arith.addi %w9, %one : i32
  vyre.store %v10, %b[%l] : !b
  %c10 = arith.constant 10 : i32
  %is10 = arith.cmpi eq, %l32, %c10 : i32
  vyre.exit_if %is10
  %w10 = vyre.load %b[%l] : !b
  %v11 = arith.addi %w10, %one : i32
  vyre.store %v11, %b[%l] : !b
  %c11 = arith.constant 11 : i32
  %is11 = arith.cmpi eq, %l32, %c11 : i32
  vyre.exit_if %is11
  %w11 = vyre.load %b[%l] : !b
  %v12 = arith.addi %w11, %one : i32
  vyre.store %v12, %b[%l] : !b
  %c12 = arith.constant 12 : i32
  %is12 = arith.cmpi eq, %l32, %c12 : i32
  vyre.exit_if %is12
  %w12 = vyre.load %b[%l] : !b
  %v13 = arith.addi %w12, %one : i32
  vyre.store %v13, %b[%l] : !b
  %c13 = arith.constant 13 : i32
  %is13 = arith.cmpi eq, %l32, %c13 : i32
  vyre.exit_if %is13
  %w13 = vyre.load %b[%l] : !b
  %v14 = arith.addi %w13, %one : i32
  vyre.store %v14, %b[%l] : !b
  %c14 = arith.constant 14 : i32
  %is14 = arith.cmpi eq, %l32, %c14 : i32
  vyre.exit_if %is14
  %w14 = vyre.load %b[%l] : !b
  %v15 = arith.addi %w14, %one : i32
  vyre.store %v15, %b[%l] : !b
  %c15 = arith.constant 15 : i32
  %is15 = arith.cmpi eq, %l32, %c15 : i32
  vyre.exit_if %is15
  %w15 = vyre.load %b[%l] : !b
  %v16 = arith.addi %w15, %one : i32
  vyre.store %v16, %b[%l] : !b
  %c16 = arith.constant 16 : i32
  %is16 = arith.cmpi eq, %l32, %c16 : i32
  vyre.exit_if %is16
  %w16 = vyre.load %b[%l] : !b
  %v17 = arith.addi %w16, %one : i32
  vyre.store %v17, %b[%l] : !b
  %c17 = arith.constant 17 : i32
  %is17 = arith.cmpi eq, %l32, %c17 : i32
  vyre.exit_if %is17
  %w17 = vyre.load %b[%l] : !b
  %v18 = arith.addi %w17, %one : i32
  vyre.store %v18, %b[%l] : !b
  %c18 = arith.constant 18 : i32
  %is18 = arith.cmpi eq, %l32, %c18 : i32
  vyre.exit_if %is18
  %w18 = vyre.load %b[%l] : !b
  %v19 = arith.addi %w18, %one : i32
  vyre.store %v19, %b[%l] : !b
  %c19 = arith.constant 19 : i32
  %is19 = arith.cmpi eq, %l32, %c19 : i32
  vyre.exit_if %is19
  %w19 = vyre.load %b[%l] : !b
  %v20 = arith.addi %w19, %one : i32
  vyre.store %v20, %b[%l] : !b
  %c20 = arith.constant 20 : i32
  %is20 = arith.cmpi eq, %l32, %c20 : i32
  vyre.exit_if %is20
  %w20 = vyre.load %b[%l] : !b
  %v21 = arith.addi %w20, %one : i32
  vyre.store %v21, %b[%l] : !b
  %c21 = arith.constant 21 : i32
  %is21 = arith.cmpi eq, %l32, %c21 : i32
  vyre.exit_if %is21
  %w21 = vyre.load %b[%l] : !b
  %v22 = arith.addi %w21, %one : i32
  vyre.store %v22, %b[%l] : !b
  %c22 = arith.constant 22 : i32
  %is22 = arith.cmpi eq, %l32, %c22 : i32
  vyre.exit_if %is22
  %w22 = vyre.load %b[%l] : !b
  %v23 = arith.addi %w22, %one : i32
  vyre.store %v23, %b[%l] : !b
  %c23 = arith.constant 23 : i32
  %is23 = arith.cmpi eq, %l32, %c23 : i32
  vyre.exit_if %is23
  %w23 = vyre.load %b[%l] : !b
  %v24 = arith.addi %w23, %one : i32
  vyre.store %v24, %b[%l] : !b
  %c24 = arith.constant 24 : i32
  %is24 = arith.cmpi eq, %l32, %c24 : i32
  vyre.exit_if %is24
  %w24 = vyre.load %b[%l] : !b
  %v25 = arith.addi %w24, %one : i32
  vyre.store %v25, %b[%l] : !b
  %c25 = arith.constant 25 : i32
  %is25 = arith.cmpi eq, %l32, %c25 : i32
  vyre.exit_if %is25
  %w25 = vyre.load %b[%l] : !b
  %v26 = arith.addi %w25, %one : i32
  vyre.store %v26, %b[%l] : !b
  %c26 = arith.constant 26 : i32
  %is26 = arith.cmpi eq, %l32, %c26 : i32
  vyre.exit_if %is26
  %w26 = vyre.load %b[%l] : !b
  %v27 = arith.addi %w26, %one : i32
  vyre.store %v27, %b[%l] : !b
  %c27 = arith.constant 27 : i32
  %is27 = arith.cmpi eq, %l32, %c27 : i32
  vyre.exit_if %is27
  %w27 = vyre.load %b[%l] : !b
  %v28 = arith.addi %w27, %one : i32
  vyre.store %v28, %b[%l] : !b
  %c28 = arith.constant 28 : i32
  %is28 = arith.cmpi eq, %l32, %c28 : i32
  vyre.exit_if %is28
  %w28 = vyre.load %b[%l] : !b
  %v29 = arith.addi %w28, %one : i32
  vyre.store %v29, %b[%l] : !b
  %c29 = arith.constant 29 : i32
  %is29 = arith.cmpi eq, %l32, %c29 : i32
  vyre.exit_if %is29
  %w29 = vyre.load %b[%l] : !b
  %v30 = arith.addi %w29, %one : i32
  vyre.store %v30, %b[%l] : !b
  %c30 = arith.constant 30 : i32
  %is30 = arith.cmpi eq, %l32, %c30 : i32
  vyre.exit_if %is30
  %w30 = vyre.load %b[%l] : !b
  %v31 = arith.addi %w30, %one : i32
  vyre.store %v31, %b[%l] : !b
  %c31 = arith.constant 31 : i32
  %is31 = arith.cmpi eq, %l32, %c31 : i32
  vyre.exit_if %is31
  %w31 = vyre.load %b[%l] : !b
  %v32 = arith.addi %w31, %one : i32
  vyre.store %v32, %b[%l] : !b
  %c32 = arith.constant 32 : i32
  %is32 = arith.cmpi eq, %l32, %c32 : i32
  vyre.exit_if %is32
  %w32 = vyre.load %b[%l] : !b
  %v33 = arith.addi %w32, %one : i32
  vyre.store %v33, %b[%l] : !b
  %c33 = arith.constant 33 : i32
  %is33 = arith.cmpi eq, %l32, %c33 : i32
  vyre.exit_if %is33
  %w33 = vyre.load %b[%l] : !b
  %v34 = arith.addi %w33, %one : i32
  vyre.store %v34, %b[%l] : !b
  %c34 = arith.constant 34 : i32
  %is34 = arith.cmpi eq, %l32, %c34 : i32
  vyre.exit_if %is34
  %w34 = vyre.load %b[%l] : !b
  %v35 = arith.addi %w34, %one : i32
  vyre.store %v35, %b[%l] : !b
  %c35 = arith.constant 35 : i32
  %is35 = arith.cmpi eq, %l32, %c35 : i32
  vyre.exit_if %is35
  %w35 = vyre.load %b[%l] : !b
  %v36 = arith.addi %w35, %one : i32
  vyre.store %v36, %b[%l] : !b
  %c36 = arith.constant 36 : i32
  %is36 = arith.cmpi eq, %l32, %c36 : i32
  vyre.exit_if %is36
  %w36 = vyre.load %b[%l] : !b
  %v37 = arith.addi %w36, %one : i32
  vyre.store %v37, %b[%l] : !b
  %c37 = arith.constant 37 : i32
  %is37 = arith.cmpi eq, %l32, %c37 : i32
  vyre.exit_if %is37
  %w37 = vyre.load %b[%l] : !b
  %v38 = arith.addi %w37, %one : i32
  vyre.store %v38, %b[%l] : !b
  %c38 = arith.constant 38 : i32
  %is38 = arith.cmpi eq, %l32, %c38 : i32
  vyre.exit_if %is38
  %w38 = vyre.load %b[%l] : !b
  %v39 = arith.addi %w38, %one : i32
  vyre.store %v39, %b[%l] : !b
  %c39 = arith.constant 39 : i32
  %is39 = arith.cmpi eq, %l32, %c39 : i32
  vyre.exit_if %is39
  %w39 = vyre.load %b[%l] : !b
  %v40 = arith.addi %w39, %one : i32
  vyre.store %v40, %b[%l] : !b
  %c40 = arith.constant 40 : i32
  %is40 = arith.cmpi eq, %l32, %c40 : i32
  vyre.exit_if %is40
  %w40 = vyre.load %b[%l] : !b
  %v41 = arith.addi %w40, %one : i32
  vyre.store %v41, %b[%l] : !b
  %c41 = arith.constant 41 : i32
  %is41 = arith.cmpi eq, %l32, %c41 : i32
  vyre.exit_if %is41
  %w41 = vyre.load %b[%l] : !b
  %v42 = arith.addi %w41, %one : i32
  vyre.store %v42, %b[%l] : !b
  %c42 = arith.constant 42 : i32
  %is42 = arith.cmpi eq, %l32, %c42 : i32
  vyre.exit_if %is42
  %w42 = vyre.load %b[%l] : !b
  %v43 = arith.addi %w42, %one : i32
  vyre.store %v43, %b[%l] : !b
  %c43 = arith.constant 43 : i32
  %is43 = arith.cmpi eq, %l32, %c43 : i32
  vyre.exit_if %is43
  %w43 = vyre.load %b[%l] : !b
  %v44 = arith.addi %w43, %one : i32
  vyre.store %v44, %b[%l] : !b
  %c44 = arith.constant 44 : i32
  %is44 = arith.cmpi eq, %l32, %c44 : i32
  vyre.exit_if %is44
  %w44 = vyre.load %b[%l] : !b
  %v45 = arith.addi %w44, %one : i32
  vyre.store %v45, %b[%l] : !b
  %c45 = arith.constant 45 : i32
  %is45 = arith.cmpi eq, %l32, %c45 : i32
  vyre.exit_if %is45
  %w45 = vyre.load %b[%l] : !b
  %v46 = arith.addi %w45, %one : i32
  vyre.store %v46, %b[%l] : !b
  %c46 = arith.constant 46 : i32
  %is46 = arith.cmpi eq, %l32, %c46 : i32
  vyre.exit_if %is46
  %w46 = vyre.load %b[%l] : !b
  %v47 = arith.addi %w46, %one : i32
  vyre.store %v47, %b[%l] : !b
  %c47 = arith.constant 47 : i32
  %is47 = arith.cmpi eq, %l32, %c47 : i32
  vyre.exit_if %is47
  %w47 = vyre.load %b[%l] : !b
  %v48 = arith.addi %w47, %one : i32
  vyre.store %v48, %b[%l] : !b
  %c48 = arith.constant 48 : i32
  %is48 = arith.cmpi eq, %l32, %c48 : i32
  vyre.exit_if %is48
  %w48 = vyre.load %b[%l] : !b
  %v49 = arith.addi %w48, %one : i32
  vyre.store %v49, %b[%l] : !b
  %c49 = arith.constant 49 : i32
  %is49 = arith.cmpi eq, %l32, %c49 : i32
  vyre.exit_if %is49
  %w49 = vyre.load %b[%l] : !b
  %v50 = arith.addi %w49, %one : i32
  vyre.store %v50, %b[%l] : !b
  %c50 = arith.constant 50 : i32
  %is50 = arith.cmpi eq, %l32, %c50 : i32
  vyre.exit_if %is50
  %w50 = vyre.load %b[%l] : !b
  %v51 = arith.addi %w50, %one : i32
  vyre.store %v51, %b[%l] : !b
  %c51 = arith.constant 51 : i32
  %is51 = arith.cmpi eq, %l32, %c51 : i32
  vyre.exit_if %is51
  %w51 = vyre.load %b[%l] : !b
  %v52 = arith.addi %w51, %one : i32
  vyre.store %v52, %b[%l] : !b
  %c52 = arith.constant 52 : i32
  %is52 = arith.cmpi eq, %l32, %c52 : i32
  vyre.exit_if %is52
  %w52 = vyre.load %b[%l] : !b
  %v53 = arith.addi %w52, %one : i32
  vyre.store %v53, %b[%l] : !b
  %c53 = arith.constant 53 : i32
  %is53 = arith.cmpi eq, %l32, %c53 : i32
  vyre.exit_if %is53
  %w53 = vyre.load %b[%l] : !b
  %v54 = arith.addi %w53, %one : i32
  vyre.store %v54, %b[%l] : !b
  %c54 = arith.constant 54 : i32
  %is54 = arith.cmpi eq, %l32, %c54 : i32
  vyre.exit_if %is54
  %w54 = vyre.load %b[%l] : !b
  %v55 = arith.addi %w54, %one : i32
  vyre.store %v55, %b[%l] : !b
  %c55 = arith.constant 55 : i32
  %is55 = arith.cmpi eq, %l32, %c55 : i32
  vyre.exit_if %is55
  %w55 = vyre.load %b[%l] : !b
  %v56 = arith.addi %w55, %one : i32
  vyre.store %v56, %b[%l] : !b
  %c56 = arith.constant 56 : i32
  %is56 = arith.cmpi eq, %l32, %c56 : i32
  vyre.exit_if %is56
  %w56 = vyre.load %b[%l] : !b
  %v57 = arith.addi %w56, %one : i32
  vyre.store %v57, %b[%l] : !b
  %c57 = arith.constant 57 : i32
  %is57 = arith.cmpi eq, %l32, %c57 : i32
  vyre.exit_if %is57
  %w57 = vyre.load %b[%l] : !b
  %v58 = arith.addi %w57, %one : i32
  vyre.store %v58, %b[%l] : !b
  %c58 = arith.constant 58 : i32
  %is58 = arith.cmpi eq, %l32, %c58 : i32
  vyre.exit_if %is58
  %w58 = vyre.load %b[%l] : !b
  %v59 = arith.addi %w58, %one : i32
  vyre.store %v59, %b[%l] : !b
  %c59 = arith.constant 59 : i32
  %is59 = arith.cmpi eq, %l32, %c59 : i32
  vyre.exit_if %is59
  %w59 = vyre.load %b[%l] : !b
  %v60 = arith.addi %w59, %one : i32
  vyre.store %v60, %b[%l] : !b
  %c60 = arith.constant 60 : i32
  %is60 = arith.cmpi eq, %l32, %c60 : i32
  vyre.exit_if %is60
  %w60 = vyre.load %b[%l] : !b
  %v61 = arith.addi %w60, %one : i32
  vyre.store %v61, %b[%l] : !b
  %c61 = arith.constant 61 : i32
  %is61 = arith.cmpi eq, %l32, %c61 : i32
  vyre.exit_if %is61
  %w61 = vyre.load %b[%l] : !b
  %v62 = arith.addi %w61, %one : i32
  vyre.store %v62, %b[%l] : !b
  %c62 = arith.constant 62 : i32
  %is62 = arith.cmpi eq, %l32, %c62 : i32
  vyre.exit_if %is62
  %w62 = vyre.load %b[%l] : !b
  %v63 = arith.addi %w62, %one : i32
  vyre.store %v63, %b[%l] : !b
  %c63 = arith.constant 63 : i32
  %is63 = arith.cmpi eq, %l32, %c63 : i32
  vyre.exit_if %is63
  %w63 = vyre.load %b[%l] : !b
  %v64 = arith.addi %w63, %one : i32
  vyre.store %v64, %b[%l] : !b
  %c64 = arith.constant 64 : i32
  %is64 = arith.cmpi eq, %l32, %c64 : i32
  vyre.exit_if %is64
  %w64 = vyre.load %b[%l] : !b
  %v65 = arith.addi %w64, %one : i32
  vyre.store %v65, %b[%l] : !b
  %c65 = arith.constant 65 : i32
  %is65 = arith.cmpi eq, %l32, %c65 : i32
  vyre.exit_if %is65
  %w65 = vyre.load %b[%l] : !b
  %v66 = arith.addi %w65, %one : i32
  vyre.store %v66, %b[%l] : !b
  %c66 = arith.constant 66 : i32
  %is66 = arith.cmpi eq, %l32, %c66 : i32
  vyre.exit_if %is66
  %w66 = vyre.load %b[%l] : !b
  %v67 = arith.addi %w66, %one : i32
  vyre.store %v67, %b[%l] : !b
  %c67 = arith.constant 67 : i32
  %is67 = arith.cmpi eq, %l32, %c67 : i32
  vyre.exit_if %is67
  %w67 = vyre.load %b[%l] : !b
  %v68 = arith.addi %w67, %one : i32
  vyre.store %v68, %b[%l] : !b
  %c68 = arith.constant 68 : i32
  %is68 = arith.cmpi eq, %l32, %c68 : i32
  vyre.exit_if %is68
  %w68 = vyre.load %b[%l] : !b
  %v69 = arith.addi %w68, %one : i32
  vyre.store %v69, %b[%l] : !b
  %c69 = arith.constant 69 : i32
  %is69 = arith.cmpi eq, %l32, %c69 : i32
  vyre.exit_if %is69
  %w69 = vyre.load %b[%l] : !b
  %v70 = arith.addi %w69, %one : i32
  vyre.store %v70, %b[%l] : !b
  vyre.return
}

vyre.graph @main() {
  %one = arith.constant 1 : index
  %b = vyre.alloc : !b
  vyre.dispatch @many groups [%one] (%b) : (!b)
  vyre.expect %b : !b == dense<[
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39,
    40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58,
    59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 70, 70, 70, 70, 70, 70, 70,
    70, 70
  ]> : tensor<80xi32>
  vyre.return
}
