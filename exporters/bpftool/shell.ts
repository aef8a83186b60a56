/** What every script has before its traces. */
export const BEGIN = String.raw`
# Everything is done in a mount namespace of its own: what is mounted goes with it.
if [ -z "$MPROG_APART" ]; then
	MPROG_APART=1 exec unshare --mount -- sh "$0" "$@"
fi

dir=$(mktemp -d)
fs=$dir/bpf
top=
number=0 passed=0 failed=0 skipped=0

# Removes the cgroups of a trace, children first.
remove_cgroups()
{
	[ -z "$top" ] || find "$top" -depth -type d -exec rmdir {} + 2>/dev/null
	top=
}

leave()
{
	remove_cgroups
	umount "$fs" 2>/dev/null
	rm -rf "$dir"
}

trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
trap 'exit 141' PIPE

cannot_run()
{
	echo "1..0 # SKIP $1"
	exit 4
}

echo "TAP version 14"
command -v bpftool >/dev/null || cannot_run "bpftool is not here"
mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
[ -n "$mount" ] || cannot_run "cgroup2 is not mounted"
mkdir "$fs"
mount -t bpf bpf "$fs" || cannot_run "no bpffs can be mounted"

must()
{
	"$@" >"$dir/said" 2>&1 && return
	echo "# cannot run: $*: $(cat "$dir/said")"
	return 1
}

# Loads a program: its name, and its object file.
program()
{
	echo "$2" | base64 -d >"$dir/object"
	must bpftool prog load "$dir/object" "$fs/$1" || return
	bpftool -j prog show pinned "$fs/$1" | sed 's/^{"id":\([0-9]*\),.*/\1/' >"$dir/id-$1"
}

# Makes the cgroup that the others of a trace are in.
begin()
{
	top=$mount/mprog-export-$$-$number
	must mkdir "$top"
}

cgroup()
{
	must mkdir "$1"
}

step()
{
	step=$1
}

# Prints what is not as expected at a step.
deviates()
{
	echo "# $step: expected $1, found $2"
	return 1
}

# Makes a request. bpftool does not tell one error from another: any refusal is one.
outcome()
{
	expected=$1
	shift
	if "$@" >/dev/null 2>&1; then
		[ "$expected" = success ] || deviates "$expected" success
	else
		[ "$expected" != success ] || deviates success "a refusal"
	fi
}

# Asks bpftool for the list of a cgroup; an error is none.
asked()
{
	bpftool -j cgroup show "$@" >"$dir/shown" 2>"$dir/said" || deviates "a list" "$(cat "$dir/said")"
}

# The programs that it showed of an attach type, one a line: its id, and the mode.
rows()
{
	tr '}' '\n' <"$dir/shown" | grep "\"attach_type\":\"$type\"" |
		sed -e 's/.*"id":\([0-9]*\),/\1 &/' -e 's/^\([0-9]*\) .*"attach_flags":"\([a-z]*\)".*/\1 \2/' -e 's/^\([0-9]*\) .*{.*/\1/'
}

# The names of the programs of rows, in order.
names()
{
	while read -r id mode; do
		name=$(grep -lx "$id" "$dir"/id-* 2>/dev/null | head -n 1)
		name=$(basename "$name")
		printf '%s ' "$(echo "$name" | sed 's/^id-//')"
	done | sed 's/ $//'
}

# Compares the list of a cgroup: its directory, the attach type, the programs in order, and the mode where there are some.
shows()
{
	type=$2
	asked "$1" || return
	found=$(rows | names)
	[ "$found" = "$3" ] || deviates "'$3' at $(basename "$1")" "'$found'" || return
	mode=$(rows | head -n 1 | cut -s -d ' ' -f 2)
	[ -z "$found" ] || [ "$mode" = "$4" ] || deviates "mode '$4' at $(basename "$1")" "'$mode'"
}

# Compares the effective list of a cgroup.
effective()
{
	type=$2
	asked "$1" effective || return
	found=$(rows | names)
	[ "$found" = "$3" ] || deviates "effective '$3' at $(basename "$1")" "'$found'"
}

# Runs a trace: its title, and its function.
trace()
{
	number=$((number + 1))
	if "$2"; then
		passed=$((passed + 1))
		echo "ok $number - $1"
	else
		failed=$((failed + 1))
		echo "not ok $number - $1"
	fi
	remove_cgroups
	find "$fs" -type f ! -name '*.debug' -delete
	rm -f "$dir"/id-*
}

skip()
{
	number=$((number + 1)) skipped=$((skipped + 1))
	echo "ok $number - $1 # SKIP $2"
}
`;

/** What every script has behind its traces. */
export const END = `
echo "# passed $passed, failed $failed, skipped $skipped"
[ "$failed" -eq 0 ] || exit 1
[ "$passed" -gt 0 ] || exit 4
`;
