/** Cgroups of a written test, which go when their trace ends, or a signal comes. It stands after PROGRAM. */
export const CGROUPS = `
// cgroup makes the cgroup of a hook, below that of another hook or below one of its own.
func (w *world) cgroup(hook, parent string, attach ebpf.AttachType) {
	w.Helper()
	above, ok := w.cgroups[parent]
	if !ok {
		made, err := os.MkdirTemp(cgroupMount(w.T), "mprog-export-")
		w.must(err)
		w.removes(made)
		above = made
	}
	path := filepath.Join(above, hook)
	w.must(os.Mkdir(path, 0o700))
	w.removes(path)
	directory, err := os.Open(path)
	w.must(err)
	w.Cleanup(func() { directory.Close() })
	w.cgroups[hook], w.targets[hook], w.attach[hook] = path, int(directory.Fd()), attach
}

// cgroups are the directories that were made, parents before children.
var cgroups struct {
	sync.Mutex
	made []string
}

// removes sees to it that a cgroup goes when its trace ends, and where a signal ends the test.
func (w *world) removes(path string) {
	cgroups.Lock()
	defer cgroups.Unlock()
	cgroups.made = append(cgroups.made, path)
	w.Cleanup(func() {
		cgroups.Lock()
		defer cgroups.Unlock()
		os.Remove(path)
		cgroups.made = cgroups.made[:len(cgroups.made)-1]
	})
}

func TestMain(m *testing.M) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGINT, unix.SIGTERM, unix.SIGHUP)
	go func() {
		<-signals
		cgroups.Lock()
		for index := len(cgroups.made) - 1; index >= 0; index-- {
			os.Remove(cgroups.made[index])
		}
		os.Exit(3)
	}()
	os.Exit(m.Run())
}

func cgroupMount(t *testing.T) string {
	mounts, err := os.ReadFile("/proc/self/mounts")
	if err != nil {
		t.Skip(err)
	}
	for _, line := range strings.Split(string(mounts), "\\n") {
		if words := strings.Fields(line); len(words) > 2 && words[2] == "cgroup2" {
			return words[1]
		}
	}
	t.Skip("cgroup2 is not mounted")
	return ""
}
`;
