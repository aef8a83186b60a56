/** What every written test has besides its traces. */
export const PROGRAM = `
// unknownID is an id that nothing has.
const unknownID = 0x7fffffff

// world is what there is in one trace, by its names.
type world struct {
	*testing.T
	targets    map[string]int
	attach     map[string]ebpf.AttachType
	cgroups    map[string]string
	programs   map[string]*ebpf.Program
	links      map[string]link.Link
	earlier    map[string][]link.Link // what is open of a link besides
	programIDs map[string]ebpf.ProgramID
	linkIDs    map[string]link.ID
	step       step
	number     int
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// deviates ends a trace at a step that did not come out as it must.
func (w *world) deviates(format string, values ...any) {
	w.Helper()
	found := fmt.Sprintf("step %d, %s: %s", w.number, w.step.title, fmt.Sprintf(format, values...))
	if w.step.known != "" {
		w.Skipf("known deviation (%s): %s", w.step.known, found)
	}
	w.Fatal(found)
}

// conforms marks a trace as failed where a step came out as it must although the library is known to do otherwise: the mark is stale.
func (w *world) conforms() {
	if w.step.known != "" && !w.step.hidden {
		w.Errorf("known deviation no longer seen: step %d, %s (%s)", w.number, w.step.title, w.step.known)
	}
}

func (w *world) target(hook string) int { return w.targets[hook] }

// current and stale are values of ExpectedRevision.
func (w *world) current(hook string) uint64 {
	result, err := link.QueryPrograms(link.QueryOptions{Target: w.target(hook), Attach: w.attach[hook]})
	if err != nil {
		return 1
	}
	return result.Revision
}

func (w *world) stale(hook string) uint64 { return w.current(hook) + 7 }

func (w *world) programID(name string) ebpf.ProgramID { return w.programIDs[name] }

func (w *world) linkID(name string) link.ID {
	if id, ok := w.linkIDs[name]; ok {
		return id
	}
	return unknownID
}

// returning loads a program that returns a number.
func (w *world) returning(of ebpf.ProgramType, attach ebpf.AttachType, number int32) *ebpf.Program {
	w.Helper()
	program, err := ebpf.NewProgram(&ebpf.ProgramSpec{
		Type:         of,
		AttachType:   attach,
		License:      "GPL",
		Instructions: asm.Instructions{asm.Mov.Imm(asm.R0, number), asm.Return()},
	})
	w.must(err)
	return program
}

func (w *world) load(name string, of ebpf.ProgramType, attach ebpf.AttachType, returns int32) {
	w.Helper()
	program := w.returning(of, attach, returns)
	w.Cleanup(func() { program.Close() })
	info, err := program.Info()
	w.must(err)
	id, _ := info.ID()
	w.programs[name], w.programIDs[name] = program, id
}

// foreign makes a link at the network namespace, where no step changes anything.
func (w *world) foreign(name, program string) {
	w.Helper()
	w.must(w.create(name)(w.atNamespace(w.programs[program]), nil))
}

// atNamespace makes a link at the network namespace.
func (w *world) atNamespace(program *ebpf.Program) link.Link {
	w.Helper()
	namespace, err := os.Open("/proc/thread-self/ns/net")
	w.must(err)
	defer namespace.Close()
	made, err := link.AttachNetNs(int(namespace.Fd()), program)
	w.must(err)
	return made
}

// create gives a link that was made its name.
func (w *world) create(name string) func(link.Link, error) error {
	return func(made link.Link, err error) error {
		if err != nil {
			return err
		}
		w.Cleanup(func() { made.Close() })
		info, err := made.Info()
		w.must(err)
		w.links[name], w.linkIDs[name] = made, info.ID
		return nil
	}
}

func (w *world) rawLink(options link.RawLinkOptions) (link.Link, error) {
	made, err := link.AttachRawLink(options)
	if err != nil {
		return nil, err
	}
	return made, nil
}

// link is a link by its name; one that never was is a closed one.
func (w *world) link(name string) link.Link {
	if made, ok := w.links[name]; ok {
		return made
	}
	return w.closedLink()
}

// raw is a link with the options of an update.
func (w *world) raw(of link.Link) interface {
	UpdateArgs(link.RawLinkUpdateOptions) error
} {
	return of.(interface {
		UpdateArgs(link.RawLinkUpdateOptions) error
	})
}

// closedProgram is a program without an fd.
func (w *world) closedProgram() *ebpf.Program {
	w.Helper()
	program := w.returning(ebpf.SkLookup, ebpf.AttachSkLookup, 1)
	w.must(program.Close())
	return program
}

// closedLink is a link without an fd: it was at the network namespace.
func (w *world) closedLink() link.Link {
	w.Helper()
	program := w.returning(ebpf.SkLookup, ebpf.AttachSkLookup, 1)
	defer program.Close()
	made := w.atNamespace(program)
	w.must(made.Close())
	return made
}

func (w *world) close(name string) error {
	if program, ok := w.programs[name]; ok {
		return program.Close()
	}
	err := w.links[name].Close()
	if open := w.earlier[name]; len(open) > 0 {
		w.links[name], w.earlier[name] = open[len(open)-1], open[:len(open)-1]
	}
	return err
}

// openLink takes one more fd of a link, by its id.
func (w *world) openLink(name string) error {
	made, err := link.NewFromID(w.linkID(name))
	if err != nil {
		return err
	}
	w.Cleanup(func() { made.Close() })
	w.earlier[name] = append(w.earlier[name], w.links[name])
	w.links[name] = made
	return nil
}

func (w *world) openProgram(name string) error {
	program, err := ebpf.NewProgramFromID(w.programIDs[name])
	if err == nil {
		w.Cleanup(func() { program.Close() })
		w.programs[name] = program
	}
	return err
}

// device takes the loopback device of a network namespace that this test alone is in.
func (w *world) device(attach map[string]ebpf.AttachType) {
	for hook, of := range attach {
		w.targets[hook], w.attach[hook] = 1, of
	}
}

// shows compares what QueryPrograms gives: the revision, and the programs in order, each with its link.
func (w *world) shows(hook string, revision uint64, slots string) {
	w.Helper()
	result, err := link.QueryPrograms(link.QueryOptions{Target: w.target(hook), Attach: w.attach[hook]})
	w.must(err)
	var found []string
	for _, each := range result.Programs {
		name := w.nameOf(each.ID)
		if id, ok := each.LinkID(); ok {
			name += "/" + w.nameOfLink(id)
		}
		found = append(found, name)
	}
	if got := strings.Join(found, " "); got != slots || result.Revision != revision {
		w.deviates("%s: expected %q revision %d, found %q revision %d", hook, slots, revision, got, result.Revision)
	}
}

// effective compares the effective list of a cgroup.
func (w *world) effective(hook, programs string) {
	w.Helper()
	result, err := link.QueryPrograms(link.QueryOptions{Target: w.target(hook), Attach: w.attach[hook], QueryFlags: 1})
	w.must(err)
	var found []string
	for _, each := range result.Programs {
		found = append(found, w.nameOf(each.ID))
	}
	if got := strings.Join(found, " "); got != programs {
		w.deviates("%s, effective list: expected %q, found %q", hook, programs, got)
	}
}

func (w *world) nameOf(id ebpf.ProgramID) string {
	for name, each := range w.programIDs {
		if each == id {
			return name
		}
	}
	return fmt.Sprintf("id:%d", id)
}

func (w *world) nameOfLink(id link.ID) string {
	for name, each := range w.linkIDs {
		if each == id {
			return name
		}
	}
	return fmt.Sprintf("id:%d", id)
}

// named is an error by the name of its errno.
func named(err error) string {
	var errno syscall.Errno
	if err == nil {
		return "success"
	}
	if errors.As(err, &errno) {
		return fmt.Sprintf("%s (%v)", unix.ErrnoName(errno), err)
	}
	return err.Error()
}

// step is a call of the library, the error that it must give, what the library is known to do instead (hidden: it may come out as it
// must all the same), and what must be there afterwards.
type step struct {
	title   string
	call    func(w *world) error
	outcome error
	known   string
	hidden  bool
	then    func(w *world)
}

type trace struct {
	title   string
	skipped string
	make    func(w *world)
	steps   []step
}

func TestTraces(t *testing.T) {
	for _, each := range traces {
		t.Run(each.title, func(t *testing.T) {
			if each.skipped != "" {
				t.Skip(each.skipped)
			}
			// The thread is never given back: it ends with this test, and its network namespace with it.
			runtime.LockOSThread()
			if err := unix.Unshare(unix.CLONE_NEWNET); err != nil {
				t.Skip("no network namespace can be made: ", err)
			}
			w := &world{
				T:          t,
				targets:    map[string]int{},
				attach:     map[string]ebpf.AttachType{},
				cgroups:    map[string]string{},
				programs:   map[string]*ebpf.Program{},
				links:      map[string]link.Link{},
				earlier:    map[string][]link.Link{},
				programIDs: map[string]ebpf.ProgramID{},
				linkIDs:    map[string]link.ID{},
			}
			each.make(w)
			for index, step := range each.steps {
				w.step, w.number = step, index+1
				if err := step.call(w); !errors.Is(err, step.outcome) {
					w.deviates("expected %s, found %s", named(step.outcome), named(err))
				}
				step.then(w)
				w.conforms()
			}
		})
	}
}
`;
