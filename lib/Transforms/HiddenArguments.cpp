// Part of the Vyre project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "HiddenArguments.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace mlir::vyre;

Value mlir::vyre::addHiddenArgument(ProgramOp program, Type type,
                                    StringRef name) {
  Builder builder(program.getContext());
  std::string unique = name.str();
  while (llvm::is_contained(program.getArgNames(),
                            Attribute(builder.getStringAttr(unique))))
    unique += '$';
  unsigned number = program.getNumArguments();
  (void)program.insertArgument(number, type, /*argAttrs=*/{},
                               program.getLoc());
  SmallVector<Attribute> names(program.getArgNames().getValue());
  names.push_back(builder.getStringAttr(unique));
  program.setArgNamesAttr(builder.getArrayAttr(names));
  return program.getArgument(number);
}

AllocOp mlir::vyre::passHiddenBuffer(GraphOp graph, BufferType type,
                                     function_ref<bool(StringAttr)> isTaker) {
  AllocOp made;
  graph.walk([&](DispatchLikeOpInterface dispatch) {
    if (!isTaker(dispatch.getCalleeAttr().getAttr()))
      return;
    if (!made) {
      OpBuilder builder = OpBuilder::atBlockBegin(&graph.getBody().front());
      made = AllocOp::create(builder, graph.getLoc(), type, /*count=*/Value());
    }
    dispatch.getArgumentsMutable().append(made.getResult());
  });
  return made;
}
