// RUN: vyre-opt %s --vyre-interpret='check-races' -o /dev/null
// RUN: vyre-opt %s --vyre-interpret='check-races schedule=in-order' -o /dev/null
// RUN: vyre-opt %s --vyre-interpret='check-races schedule=reverse' -o /dev/null
// RUN: vyre-opt %s --vyre-interpret='check-races schedule=random:1' -o /dev/null
// RUN: vyre-opt %s --vyre-interpret='check-races schedule=random:2' -o /dev/null
// RUN: vyre-opt %s --vyre-interpret='check-races schedule=random:3' -o /dev/null

// Synchronised programs raise no alarm. races.mlir has each of them with
// something taken away.

// A tile is turned around in workgroup memory.
vyre.program @turned(%x: !vyre.buffer<128xi32, read_write>)
    workgroup [64, 1, 1] {
  %tile = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %c63 = arith.constant 63 : index
  %i = vyre.global_id x
  %l = vyre.local_id x
  %v = vyre.load %x[%i] : !vyre.buffer<128xi32, read_write>
  vyre.store %v, %tile[%l] : !vyre.buffer<64xi32, workgroup>
  vyre.barrier workgroup acq_rel
  %m = arith.subi %c63, %l : index
  %w = vyre.load %tile[%m] : !vyre.buffer<64xi32, workgroup>
  vyre.store %w, %x[%i] : !vyre.buffer<128xi32, read_write>
  vyre.return
}

// A barrier that orders workgroup memory only is enough for it, and for storage
// that invocations do not share. The release and acquire of the flag are in the
// order of storage whatever the barriers beside them say.
vyre.program @workgroup_memory(%x: !vyre.buffer<128xi32, read_write>,
                               %flag: !vyre.buffer<2xi32, read_write>)
    workgroup [64, 1, 1] {
  %tile = vyre.workgroup_alloc : !vyre.buffer<64xi32, workgroup>
  %c0 = arith.constant 0 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %l = vyre.local_id x
  %g = vyre.workgroup_id x
  %v = vyre.load %x[%i] : !vyre.buffer<128xi32, read_write>
  vyre.store %v, %tile[%l] : !vyre.buffer<64xi32, workgroup>
  vyre.barrier workgroup acq_rel workgroup_memory
  %m = arith.subi %c63, %l : index
  %w = vyre.load %tile[%m] : !vyre.buffer<64xi32, workgroup>
  vyre.store %w, %x[%i] : !vyre.buffer<128xi32, read_write>
  %is0 = arith.cmpi eq, %l, %c0 : index
  scf.if %is0 {
    vyre.atomic_store release %one, %flag[%g] : !vyre.buffer<2xi32, read_write>
  }
  vyre.barrier workgroup acq_rel workgroup_memory
  %is63 = arith.cmpi eq, %l, %c63 : index
  scf.if %is63 {
    %f = vyre.atomic_load acquire %flag[%g] : !vyre.buffer<2xi32, read_write>
    %ready = arith.cmpi eq, %f, %one : i32
    scf.if %ready {
      %first = arith.muli %g, %c64 : index
      %u = vyre.load %x[%first] : !vyre.buffer<128xi32, read_write>
      vyre.store %u, %x[%first] : !vyre.buffer<128xi32, read_write>
    }
  }
  vyre.return
}

// Each invocation adds to one of four bins and writes a byte of its own.
vyre.program @bins(%bins: !vyre.buffer<4xi32, read_write>,
                   %seen: !vyre.buffer<128xi8, write>) workgroup [64, 1, 1] {
  %c4 = arith.constant 4 : index
  %one = arith.constant 1 : i32
  %true = arith.constant 1 : i8
  %i = vyre.global_id x
  %bin = vyre.remui %i, %c4 : index
  %old = vyre.atomic_rmw add relaxed %one, %bins[%bin]
      : !vyre.buffer<4xi32, read_write>
  vyre.store %true, %seen[%i] : !vyre.buffer<128xi8, write>
  vyre.return
}

// The last workgroup to count itself adds what all workgroups wrote.
vyre.program @last(%parts: !vyre.buffer<8xi32, read_write>,
                   %state: !vyre.buffer<2xi32, read_write>)
    workgroup [4, 1, 1] {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  %zero = arith.constant 0 : i32
  %one = arith.constant 1 : i32
  %seven = arith.constant 7 : i32
  %l = vyre.local_id x
  %g = vyre.workgroup_id x
  %others = arith.cmpi ne, %l, %c0 : index
  vyre.exit_if %others
  %word = arith.index_cast %g : index to i32
  vyre.store %word, %parts[%g] : !vyre.buffer<8xi32, read_write>
  %count = vyre.atomic_rmw add acq_rel %one, %state[%c0]
      : !vyre.buffer<2xi32, read_write>
  %early = arith.cmpi ne, %count, %seven : i32
  vyre.exit_if %early
  %sum = scf.for %k = %c0 to %c8 step %c1 iter_args(%t = %zero) -> (i32) {
    %p = vyre.load %parts[%k] : !vyre.buffer<8xi32, read_write>
    %n = arith.addi %t, %p : i32
    scf.yield %n : i32
  }
  vyre.store %sum, %state[%c1] : !vyre.buffer<2xi32, read_write>
  vyre.return
}

// Two workgroups change places.
vyre.program @swapped(%x: !vyre.buffer<8xi32, read_write>)
    workgroup [4, 1, 1] {
  %c7 = arith.constant 7 : index
  %i = vyre.global_id x
  %j = arith.subi %c7, %i : index
  %v = vyre.load %x[%j] : !vyre.buffer<8xi32, read_write>
  vyre.barrier grid
  vyre.store %v, %x[%i] : !vyre.buffer<8xi32, read_write>
  vyre.return
}

// y[i] = x[i] + 1 in place: %x and %y are one buffer (VYRE-MM-18).
vyre.program @bump(%x: !vyre.buffer<8xi32, read>,
                   %y: !vyre.buffer<8xi32, read_write>) workgroup [4, 1, 1] {
  %one = arith.constant 1 : i32
  %i = vyre.global_id x
  %v = vyre.load %x[%i] : !vyre.buffer<8xi32, read>
  %w = arith.addi %v, %one : i32
  vyre.store %w, %y[%i] : !vyre.buffer<8xi32, read_write>
  vyre.return
}

vyre.graph @main() {
  %c2 = arith.constant 2 : index
  %c8 = arith.constant 8 : index
  %x = vyre.alloc : !vyre.buffer<128xi32, read_write>
  %bins = vyre.alloc : !vyre.buffer<4xi32, read_write>
  %seen = vyre.alloc : !vyre.buffer<128xi8, read_write>
  %parts = vyre.alloc : !vyre.buffer<8xi32, read_write>
  %state = vyre.alloc : !vyre.buffer<2xi32, read_write>
  vyre.dispatch @turned groups [%c2] (%x)
      : (!vyre.buffer<128xi32, read_write>)
  %flag = vyre.alloc : !vyre.buffer<2xi32, read_write>
  vyre.dispatch @workgroup_memory groups [%c2] (%x, %flag)
      : (!vyre.buffer<128xi32, read_write>, !vyre.buffer<2xi32, read_write>)
  vyre.dispatch @bins groups [%c2] (%bins, %seen)
      : (!vyre.buffer<4xi32, read_write>, !vyre.buffer<128xi8, read_write>)
  vyre.expect %bins : !vyre.buffer<4xi32, read_write>
      == dense<32> : tensor<4xi32>
  vyre.dispatch @last groups [%c8] (%parts, %state)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<2xi32, read_write>)
  vyre.expect %state : !vyre.buffer<2xi32, read_write>
      == dense<[8, 28]> : tensor<2xi32>
  vyre.dispatch @swapped groups [%c2] (%parts)
      : (!vyre.buffer<8xi32, read_write>)
  // In place, and over what another step wrote.
  vyre.dispatch @bump groups [%c2] (%parts, %parts)
      : (!vyre.buffer<8xi32, read_write>, !vyre.buffer<8xi32, read_write>)
  vyre.expect %parts : !vyre.buffer<8xi32, read_write>
      == dense<[8, 7, 6, 5, 4, 3, 2, 1]> : tensor<8xi32>
  vyre.return
}
