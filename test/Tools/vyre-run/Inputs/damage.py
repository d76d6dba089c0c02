# Damages an artifact in every way that the tests want: damage.py FILE FOLDER
import os
import sys

data = open(sys.argv[1], "rb").read()


def write(name, content):
    with open(os.path.join(sys.argv[2], name + ".vyre"), "wb") as file:
        file.write(content)


for size in (0, 4, 16, 32):
    write("cut-%d" % size, data[:size])
write("cut-half", data[:len(data) // 2])
write("cut-last", data[:-1])
write("longer", data + b"\0")
middle = len(data) // 2
write("altered", data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1:])
write("future", data[:8] + bytes([data[8] + 1]) + data[9:])
write("text-mode", data.replace(b"\r\n", b"\n"))
