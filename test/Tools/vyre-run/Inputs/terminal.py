# Runs a command with a terminal as standard error, interrupts it as soon as it
# shows a progress line, and prints its exit code and what it said.
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time

ours, theirs = pty.openpty()
# A `timeout` in front would turn the exit code into its own.
command = sys.argv[1:]
if os.path.basename(command[0]) == "timeout":
    command = command[4:]
process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs)
os.close(theirs)
said, deadline = b"", time.monotonic() + 60
while not re.search(rb"run: \d", said) and time.monotonic() < deadline:
    if select.select([ours], [], [], 0.1)[0]:
        try:
            said += os.read(ours, 4096)
        except OSError:
            break
process.send_signal(signal.SIGINT)
start = time.monotonic()
code = process.wait(timeout=60)
print("exit code", code)
print(said.decode(errors="replace").replace("\r\033[K", "\n"))
if time.monotonic() - start > 5:
    print("left late")
    sys.exit(1)
