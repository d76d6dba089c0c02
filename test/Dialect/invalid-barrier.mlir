// RUN: vyre-opt %s --split-input-file --verify-diagnostics

vyre.program @vyre_br_02_relaxed() workgroup [64, 1, 1] {
  // expected-error @below {{'vyre.barrier' op has order relaxed, expected acquire, release, acq_rel or seq_cst [VYRE-BR-02]; fix: use acq_rel}}
  vyre.barrier workgroup relaxed
  vyre.return
}

// -----

vyre.program @vyre_br_02_no_order() workgroup [64, 1, 1] {
  // expected-error @below {{'vyre.barrier' op of scope subgroup has no order, expected acquire, release, acq_rel or seq_cst [VYRE-BR-02]; fix: write 'vyre.barrier subgroup acq_rel'}}
  vyre.barrier subgroup
  vyre.return
}

// -----

vyre.program @vyre_br_02_grid_order() workgroup [64, 1, 1] {
  // expected-error @below {{'vyre.barrier' op of scope grid has order acq_rel, expected none: it is always seq_cst [VYRE-BR-02]; fix: write 'vyre.barrier grid'}}
  vyre.barrier grid acq_rel
  vyre.return
}

// -----

vyre.program @vyre_br_04_grid() workgroup [64, 1, 1] {
  // expected-error @below {{'vyre.barrier' op of scope grid orders workgroup memory only, expected scope workgroup or subgroup: workgroups share storage alone [VYRE-BR-04]; fix: write 'vyre.barrier workgroup acq_rel workgroup_memory'}}
  vyre.barrier grid workgroup_memory
  vyre.return
}

// -----

vyre.program @scope() workgroup [64, 1, 1] {
  // expected-error @below {{found 'device', expected one of subgroup, workgroup, grid}}
  vyre.barrier device acq_rel
  vyre.return
}
