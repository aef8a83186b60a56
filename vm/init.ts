/** What the guest runs, and how. */
export interface Job {
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** Where it runs. */
  readonly cwd: string;
  /** Seconds from boot after which it is asked to end (SIGTERM). */
  readonly limit: number;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the files of a guest are that are of no concern to what it runs. */
export const INSIDE = '/mprog-vm';
export const MODULES = `${INSIDE}/modules`;
/** For temporary files: not a file system of its own, which would hide the folders of this machine below /tmp. */
export const TEMPORARY = `${INSIDE}/tmp`;
/** Where standard output is in the archive of the results. */
export const STDOUT = `${INSIDE.slice(1)}/stdout`;
/** In the kernel log around what is run. */
export const MARKS = { begin: 'mprog-vm: the command begins', end: 'mprog-vm: the command ended' } as const;

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The script that a guest begins with. What it says on the second serial port is read by `GuestReader`: a line `B release` before
 * the command runs, a line `E text` for each line of its standard error, `T` where it used up its time, `F reason` where it
 * cannot be run, and `R code size digest` with an archive of standard output and of the files that were written.
 */
export function initScript({ command, cwd, limit, environment }: Job): string {
  const exported = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return `#!/bin/sh
export PATH=/bin
B=/bin/busybox
$B mount -t proc proc /proc
$B mount -t sysfs sysfs /sys
$B mount -t devtmpfs devtmpfs /dev
$B mount -t cgroup2 cgroup2 /sys/fs/cgroup 2>/dev/null
$B mount -t bpf bpf /sys/fs/bpf 2>/dev/null
$B ln -s /proc/self/fd /dev/fd 2>/dev/null
log() { echo "<6>$1" > /dev/kmsg; }
for module in ${MODULES}/*.ko; do
  [ -e "$module" ] && { $B insmod "$module" || log "mprog-vm: $module is not loaded"; }
done
$B ip link set lo up
if ! exec 3<> /dev/ttyS1; then
  log 'mprog-vm: there is no second serial port (ttyS1)'
  $B poweroff -f
fi
$B stty -F /dev/ttyS1 raw -echo 2>/dev/null
echo "B $($B uname -r)" >&3
if ! cd ${quoted(cwd)}; then
  echo 'F the folder ${cwd.replaceAll("'", '')} is not in the guest' >&3
  exec 3>&-
  $B poweroff -f
fi
$B touch ${INSIDE}/stamp
$B mkfifo ${INSIDE}/err
(
  while IFS= read -r line || [ -n "$line" ]; do $B printf 'E %s\\n' "$line" >&3; done < ${INSIDE}/err
) &
reader=$!
log '${MARKS.begin}'
${exported.join('\n')}
${command.map(quoted).join(' ')} < /dev/null > ${INSIDE}/stdout 2> ${INSIDE}/err 3>&- &
job=$!
up=$($B cut -d. -f1 /proc/uptime)
left=$((${limit} - up))
[ "$left" -gt 0 ] || left=1
( $B sleep $left; echo T >&3; kill -TERM $job; $B sleep 10; kill -KILL $job ) 2>/dev/null &
timer=$!
wait $job
code=$?
kill $timer 2>/dev/null
wait $reader
log '${MARKS.end}'
cd /
{
  echo ${STDOUT}
  $B find / -xdev -type f -newer ${INSIDE}/stamp ! -path '${INSIDE}/*' | $B sed 's,^/,,'
} | $B cpio -o -H newc 2>/dev/null | $B gzip -1 > ${INSIDE}/result
set -- $($B sha256sum ${INSIDE}/result)
echo "R $code $($B stat -c %s ${INSIDE}/result) $1" >&3
$B cat ${INSIDE}/result >&3
exec 3>&-
$B sleep 1
$B poweroff -f
`;
}
