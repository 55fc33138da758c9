"""The process `tests.warm` starts: it imports the whole program, then forks for each command it is asked for."""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import signal
import socket
import sys
from typing import Any, NoReturn


def import_everything() -> None:
    """Import what any command needs; « cli » itself is then run anew by each."""
    cli = importlib.import_module("cli")
    for name in ("commands", *(place.target.partition(":")[0] for place in cli.COMMANDS.values())):
        importlib.import_module(name)
    del sys.modules["cli"]
    gc.freeze()


def serve(control: socket.socket) -> dict[str, Any] | None:
    """Fork for each command asked for; gives the command in the process that must run it, nothing at the end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests
    control.sendall(b"ready")
    while True:
        head, files, _, _ = socket.recv_fds(control, 8, 4)
        if not head:
            return None
        asked = b""
        while len(asked) < int.from_bytes(head, "big"):
            asked += control.recv(65_536)
        if os.fork() == 0:
            control.close()
            if watch(files):
                return dict(json.loads(asked))
        for number in files:
            os.close(number)
        _reap()


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def watch(files: list[int]) -> bool:
    """Fork once more: true in the process of the command; the other says how that one ended, and ends too."""
    telling, *streams = files
    number = os.fork()
    if number == 0:
        os.close(telling)
        for place, stream in enumerate(streams):
            os.dup2(stream, place)
            os.close(stream)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return True
    for stream in streams:
        os.close(stream)
    try:
        os.write(telling, b"%d\n" % number)
        code = os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])
        os.write(telling, b"%d\n" % code)
    except BrokenPipeError:
        pass  # nobody waits any more
    os._exit(0)


def run(command: dict[str, Any]) -> NoReturn:
    """Be « python -m cli », or another module: in its folder, with its environment, ended as the interpreter ends."""
    os.environ.clear()
    os.environ.update(command["env"])
    os.chdir(command["cwd"])
    sys.argv = ["cli", *command["arguments"]]
    runpy.run_module(command["module"], run_name="__main__", alter_sys=True)
    sys.exit(0)


if __name__ == "__main__":
    import_everything()
    asked = serve(socket.socket(fileno=int(sys.argv[1])))
    if asked is not None:
        run(asked)
