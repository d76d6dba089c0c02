// y = a * x + y, without a graph.
vyre.program @saxpy(%x: !vyre.buffer<?xf32, read>,
                    %y: !vyre.buffer<?xf32, read_write>, %a: f32)
    workgroup [64, 1, 1] {
  %i = vyre.global_id x
  %xv = vyre.load %x[%i] : !vyre.buffer<?xf32, read>
  %yv = vyre.load %y[%i] : !vyre.buffer<?xf32, read_write>
  %ax = arith.mulf %a, %xv : f32
  %s = arith.addf %ax, %yv : f32
  vyre.store %s, %y[%i] : !vyre.buffer<?xf32, read_write>
  vyre.return
}
