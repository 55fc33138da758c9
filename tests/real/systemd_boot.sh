# Start a systemd of its own over this machine's files: what it writes stays in memory, and goes with it.
# Run by « unshare --pid --mount --cgroup --uts --ipc »; $1 is an empty folder, $2 the project's files.
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs "$1"
mkdir "$1/upper" "$1/work" "$1/root"
mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
mkdir -p "$1/root/projet" "$1/root/former"
mount --bind "$2" "$1/root/projet"
cd "$1/root"
mount -t proc proc proc
mount --rbind /dev dev
mount -t sysfs sysfs sys
mount -t tmpfs tmpfs sys/fs/cgroup
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run
mount -t tmpfs tmpfs tmp
# Nothing of this machine's own is started but what systemd itself needs.
rm -rf etc/systemd/system
mkdir etc/systemd/system
ln -s /lib/systemd/system/multi-user.target etc/systemd/system/default.target
for name in lib/systemd/system/multi-user.target.wants/*; do ln -sf /dev/null "etc/systemd/system/${name##*/}"; done
for name in systemd-udevd systemd-udev-trigger systemd-logind console-getty apt-daily; do
    ln -sf /dev/null "etc/systemd/system/$name.service"
done
pivot_root . former
cd /
umount -l /former
echo ready
export container=essai
exec /lib/systemd/systemd --system --log-target=journal
