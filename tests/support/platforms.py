"""Other platforms, made of this one by taking away what they have not.

The taking away stands in a ``sitecustomize`` module, so that it holds in a child interpreter from
its first line, and in all that it starts.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

TAKEN: Final[dict[str, tuple[str, ...]]] = {
    "as is": (),
    "without fork": ("fork",),
    "without /proc and sequenced sockets": ("proc", "sequenced"),
    "without symbolic links": ("links",),
    "Windows": ("fork", "proc", "sequenced", "unix", "links", "fcntl", "resource", "posix", "text"),
}
"""What each platform lacks."""

_SITE: Final = """
import asyncio.unix_events, builtins, io, multiprocessing.util, os, shutil, socket, subprocess
import sys, tempfile, warnings

TAKEN = set(filter(None, os.environ["POLICYKG_TEST_WITHOUT"].split(",")))

def drop(module, *names):
    for name in names:
        if hasattr(module, name):
            delattr(module, name)

def guard(module, name, refuse):
    real = getattr(module, name)
    def guarded(path, *words, **more):
        refuse(path, *words)
        return real(path, *words, **more)
    setattr(module, name, guarded)

def no_proc(path, *_):
    if isinstance(path, (str, bytes, os.PathLike)) and os.fsdecode(path).startswith("/proc"):
        raise FileNotFoundError(2, "no such file or directory", os.fsdecode(path))

if "fork" in TAKEN:
    drop(os, "fork", "forkpty", "register_at_fork")
for name in {"fcntl", "resource"} & TAKEN:
    sys.modules[name] = None
if "proc" in TAKEN:
    for name in ("open", "stat", "lstat", "listdir", "scandir", "readlink"):
        guard(os, name, no_proc)
    guard(io, "open", no_proc)
    builtins.open = io.open
if "sequenced" in TAKEN:
    real_socketpair = socket.socketpair
    def socketpair(family=None, type=socket.SOCK_STREAM, proto=0):
        if type != socket.SOCK_STREAM:
            raise OSError(43, "protocol not supported")
        return real_socketpair(socket.AF_UNIX if family is None else family, type, proto)
    socket.socketpair = socketpair
if "unix" in TAKEN:
    def over_loopback(family=None, type=socket.SOCK_STREAM, proto=0):
        if family not in (None, socket.AF_INET) or type != socket.SOCK_STREAM:
            raise OSError(43, "protocol not supported")
        with socket.create_server(("127.0.0.1", 0)) as listening:
            one = socket.create_connection(listening.getsockname())
            return one, listening.accept()[0]
    socket.socketpair = over_loopback
    drop(socket, "AF_UNIX", "SOCK_SEQPACKET", "send_fds", "recv_fds", "socketpair_unix")
    drop(socket, "MSG_DONTWAIT")
if "links" in TAKEN:
    def symlink(source, target, *_, **__):
        raise OSError(1314, "a required privilege is not held by the client")
    os.symlink = symlink
if "posix" in TAKEN:
    import signal
    killed = signal.SIGKILL
    subprocess.Popen.kill = lambda self: self.send_signal(killed)
    shutil._use_fd_functions = False
    drop(signal, "SIGKILL", "SIGCHLD", "SIGUSR1", "SIGUSR2", "SIGHUP", "SIGALRM", "SIGSTOP",
         "setitimer", "alarm", "pthread_sigmask", "pthread_kill")
    drop(os, "O_NONBLOCK", "O_CLOEXEC", "O_NOFOLLOW", "O_DIRECTORY", "killpg", "getpgid", "setsid",
         "getuid", "geteuid", "getgid", "getegid", "fchmod", "fchown", "chown", "link", "mkfifo",
         "pread", "pwrite", "statvfs", "wait", "wait3", "wait4", "WNOHANG", "setpriority",
         "getpriority", "PRIO_PROCESS", "sched_getaffinity", "sched_setaffinity", "getloadavg",
         "posix_spawn", "nice", "sync")
    real_open = os.open
    def no_folder(path, flags, *words, **more):
        if os.path.isdir(path):
            raise PermissionError(13, "permission denied", os.fsdecode(path))
        return real_open(path, flags, *words, **more)
    os.open = no_folder
    real_replace = os.replace
    def replace(source, target, *_, **__):
        if os.path.islink(target) or os.path.isdir(target):
            raise PermissionError(5, "access is denied", os.fsdecode(target))
        return real_replace(source, target)
    os.replace = replace
    real_kill = os.kill
    def kill(pid, number):
        # Windows would send it for real; ontology.processes has other words for it there.
        caller = sys._getframe(1).f_globals["__name__"]
        if number == 0 and caller.startswith(("policykg", "explorer", "graph", "loaders")):
            raise AssertionError("signal 0")
        return real_kill(pid, number)
    os.kill = kill
if "text" in TAKEN:
    ours = r"(ontology|loaders|graph|explorer|policykg)(\\..*)?$"
    warnings.filterwarnings("error", category=EncodingWarning, module=ours)
"""


def platform_environment(name: str, folder: Path) -> dict[str, str]:
    """Return the environment in which an interpreter finds itself on another platform.

    Args:
        name: A key of :data:`TAKEN`.
        folder: Where the module that takes things away is written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(_SITE, encoding="utf-8")
    root = str(Path(__file__).resolve().parent.parent.parent)
    path = [str(folder), root, os.environ.get("PYTHONPATH", "")]
    kept = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    more = {"PYTHONWARNDEFAULTENCODING": "1"} if "text" in TAKEN[name] else {}
    return {
        **kept,
        **more,
        "PYTHONPATH": os.pathsep.join(filter(None, path)),
        "POLICYKG_TEST_WITHOUT": ",".join(TAKEN[name]),
    }
