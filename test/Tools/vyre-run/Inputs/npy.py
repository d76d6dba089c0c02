# Writes the .npy files that the tests of bad input read: npy.py FOLDER
import os
import struct
import sys

folder = sys.argv[1]


def write(name, descr="<f4", shape="(4,)", data=bytes(16), order="False",
          version=1, magic=b"\x93NUMPY"):
    header = ("{'descr': %r, 'fortran_order': %s, 'shape': %s, }\n"
              % (descr, order, shape)).encode()
    size = struct.pack("<H" if version == 1 else "<I", len(header))
    with open(os.path.join(folder, name), "wb") as file:
        file.write(magic + bytes([version, 0]) + size + header + data)


ones = struct.pack("<4f", 1, 2, 3, 4)
write("good.npy", data=ones)
write("version2.npy", data=ones, version=2)
write("version3.npy", data=ones, version=3)
write("version9.npy", data=ones, version=9)
write("big-endian.npy", descr=">f4", data=struct.pack(">4f", 1, 2, 3, 4))
# [[1, 2], [3, 4]] by columns.
write("fortran.npy", shape="(2, 2)", order="True",
      data=struct.pack("<4f", 1, 3, 2, 4))
write("int.npy", descr="<i4")
write("object.npy", descr="|O")
write("magic.npy", magic=b"\x93NUMPX")
write("cut.npy", data=bytes(15))
write("long.npy", data=bytes(17))
write("header.npy", shape="(4")
write("scalar.npy", shape="()", data=bytes(4))
with open(os.path.join(folder, "empty.npy"), "wb"):
    pass
with open(os.path.join(folder, "raw.bin"), "wb") as file:
    file.write(ones)
with open(os.path.join(folder, "odd.bin"), "wb") as file:
    file.write(bytes(7))
