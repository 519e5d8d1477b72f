"""The system calls that code in a box may make. Whatever is not listed, a program finds to be unknown to this Linux.

So programs fall back on what older machines offer; the same holds for calls that Linux will have one day. libseccomp
turns the lists into programs for the kernel.
"""

import ctypes
import errno
import functools
import os
import tempfile

# By what they are for; measured on the course's notebooks, Python's standard library, NumPy, torch and a shell's tools.
ALLOWED = {
    "files": """
        access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2
        fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr
        flock fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr lchown lgetxattr
        link linkat listxattr llistxattr lseek lsetxattr lstat mkdir mkdirat mknod mknodat newfstatat open openat
        openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat readv
        rename renameat renameat2 rmdir sendfile setxattr stat statfs statx symlink symlinkat sync_file_range
        truncate umask unlink unlinkat utime utimensat utimes write writev
    """,
    "memory": """
        brk get_mempolicy madvise map_shadow_stack mbind membarrier mincore mlock mlock2 mmap mprotect mremap mseal
        msync munlock munmap pkey_alloc pkey_free pkey_mprotect set_mempolicy
    """,
    "processes": """
        arch_prctl capget capset clone execve execveat exit exit_group fork futex futex_requeue futex_wait
        futex_waitv futex_wake get_robust_list getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid
        getppid getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid ioprio_get ioprio_set kill
        pidfd_open pidfd_send_signal prlimit64 restart_syscall rseq sched_get_priority_max sched_get_priority_min
        sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity
        sched_setattr sched_setparam sched_setscheduler sched_yield set_robust_list set_tid_address setfsgid
        setfsuid setgid setgroups setpgid setpriority setregid setresgid setresuid setreuid setrlimit setsid setuid
        sysinfo tgkill times tkill uname vfork wait4 waitid
    """,
    "signals and time": """
        alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep pause rt_sigaction
        rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo
        setitimer sigaltstack signalfd signalfd4 time timer_create timer_delete timer_getoverrun timer_gettime
        timer_settime timerfd_create timerfd_gettime timerfd_settime
    """,
    "waiting and sockets": """
        accept accept4 bind connect epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd
        eventfd2 getpeername getrandom getsockname getsockopt listen poll ppoll pselect6 recvfrom recvmmsg recvmsg
        select sendmmsg sendmsg sendto setsockopt shutdown socket socketpair
    """,
}

# Of these calls only what is listed: (which argument, values), from include/uapi/asm-generic/ioctls.h and linux/
TERMINAL = [*range(0x5401, 0x540C), 0x540E, 0x540F, 0x5410, 0x5411, 0x5413, 0x5414, 0x5422, 0x5429]
TERMINAL += [0x802C542A, 0x402C542B, 0x402C542C, 0x402C542D, 0x80045430, 0x40045431, 0x80045432, 0x5441]
DESCRIPTORS = [0x541B, 0x5421, 0x5450, 0x5451, 0x5452, 0x40049409, 0x80086601]
INTERFACES = [0x8910, 0x8912, 0x8913, 0x8915, 0x8919, 0x891B, 0x8921, 0x8927, 0x8933, 0x8946]
ABOUT_ITSELF = [1, 2, 3, 4, 15, 16, 21, 23, 29, 30, 36, 37, 38, 39, 40, 41, 42, 0x53564D41]
ONLY = {"ioctl": (1, TERMINAL + DESCRIPTORS + INTERFACES), "prctl": (0, ABOUT_ITSELF)}

# From include/uapi/linux/sched.h. A filter does not see the flags of clone3, which therefore is not in the list.
NAMESPACES = (0x80, 0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)
AF_NETLINK = 16  # only to ask which network interfaces there are: none
FAMILIES = (1, 2, 10, AF_NETLINK)  # with AF_UNIX, AF_INET and AF_INET6; no network is there to be reached with them
MAP_HUGETLB = 0x40000  # for mmap: memory from the machine's store of large pages, which no limit counts
ON_OTHERS_FILES = (1024, 1026)  # fcntl's leases and notices: whoever owns a file could make all who open it wait

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2  # include/uapi/linux/{prctl,seccomp}.h

LIBRARY = "libseccomp.so.2"
# From libseccomp's include/seccomp.h
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NE, EQ, GT, MASKED_EQ = 1, 4, 6, 7
LOW = 0xFFFFFFFF  # the half of an argument that Linux looks at where it wants an int


class Condition(ctypes.Structure):
    """struct scmp_arg_cmp"""

    _fields_ = (("argument", ctypes.c_uint), ("operator", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


@functools.cache
def library():
    """libseccomp; raises an OSError where there is none."""
    seccomp = ctypes.CDLL(LIBRARY)
    seccomp.seccomp_init.restype = ctypes.c_void_p
    seccomp.seccomp_init.argtypes = [ctypes.c_uint32]
    seccomp.seccomp_syscall_resolve_name.argtypes = [ctypes.c_char_p]
    seccomp.seccomp_rule_add_array.argtypes = [ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint]
    seccomp.seccomp_rule_add_array.argtypes += [ctypes.POINTER(Condition)]
    seccomp.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
    return seccomp


def succeed(number, name):
    """Raises the OSError of a function of libseccomp's that has failed."""
    if number < 0:
        raise OSError(-number, errno.errorcode.get(-number, "failed"), name)


class Filter:
    """What becomes of a process's system calls: `otherwise`, where no rule says something else."""

    def __init__(self, otherwise):
        self.context = library().seccomp_init(otherwise)

    def rule(self, action, name, *conditions):
        """conditions: (which argument, operator, value[, value]), all of which hold. Calls of other machines' pass."""
        number = library().seccomp_syscall_resolve_name(name.encode())
        if number >= 0:
            array = (Condition * len(conditions))(*conditions)
            succeed(library().seccomp_rule_add_array(self.context, action, number, len(conditions), array), name)

    def program(self):
        """The same for the kernel: instructions of 8 bytes each."""
        with tempfile.TemporaryFile() as file:
            succeed(library().seccomp_export_bpf(self.context, file.fileno()), "seccomp_export_bpf")
            file.seek(0)
            return file.read()


def allowed():
    """All calls of ALLOWED and ONLY."""
    calls = Filter(ERRNO | errno.ENOSYS)
    for name in " ".join(ALLOWED.values()).split():
        calls.rule(ALLOW, name)
    for name, (argument, values) in ONLY.items():
        for value in values:
            calls.rule(ALLOW, name, (argument, MASKED_EQ, LOW, value))
    return calls


def refused():
    """Namespaces, odd sockets, leases, large pages: what calls that are allowed must not be asked for."""
    calls, forbidden, unknown = Filter(ALLOW), ERRNO | errno.EPERM, ERRNO | errno.EAFNOSUPPORT
    for flag in NAMESPACES:
        calls.rule(forbidden, "clone", (0, MASKED_EQ, flag, flag))
    calls.rule(forbidden, "mmap", (3, MASKED_EQ, MAP_HUGETLB, MAP_HUGETLB))
    for command in ON_OTHERS_FILES:
        calls.rule(forbidden, "fcntl", (1, MASKED_EQ, LOW, command))
    for name in ("socket", "socketpair"):
        for family in set(range(max(FAMILIES))) - set(FAMILIES):
            calls.rule(unknown, name, (0, EQ, family))
        calls.rule(unknown, name, (0, GT, max(FAMILIES)))
    calls.rule(unknown, "socket", (0, EQ, AF_NETLINK), (2, NE, 0))
    return calls


class Program(ctypes.Structure):
    """struct sock_fprog"""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


class Calls:
    """Both filters, made once, for any number of processes: a call has to pass each of them."""

    def __init__(self):
        self.programs = [refused().program(), allowed().program()]  # the second one allows no third

    def load(self):
        """Holds from now on, for this process and all that it starts; it has to have given up new privileges before."""
        prctl = ctypes.CDLL(None, use_errno=True).prctl
        for code in self.programs:
            program = Program(len(code) // 8, code)
            if prctl(PR_SET_SECCOMP, ctypes.c_ulong(SECCOMP_MODE_FILTER), ctypes.byref(program)):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), "seccomp")
