/** What every written file has besides its traces. */
export const PROGRAM = `
type Failure = Box<dyn Error>;

/// An id that nothing has.
const UNKNOWN_ID: u32 = 0x7fffffff;

const BPF_PROG_LOAD: i32 = 5;
const BPF_PROG_ATTACH: i32 = 8;
const BPF_PROG_QUERY: i32 = 16;

/// The arguments of bpf(2) that a test makes besides the library. Source: include/uapi/linux/bpf.h, v6.18.
#[repr(C)]
#[derive(Default)]
struct Load {
    prog_type: u32,
    insn_cnt: u32,
    insns: u64,
    license: u64,
    log: [u32; 4],
    kern_version: u32,
    prog_flags: u32,
    prog_name: [u8; 16],
    prog_ifindex: u32,
    expected_attach_type: u32,
}

#[repr(C)]
#[derive(Default)]
struct Attach {
    target: u32,
    prog_fd: u32,
    attach_type: u32,
    flags: u32,
}

#[repr(C)]
#[derive(Default)]
struct Query {
    target: u32,
    attach_type: u32,
    query_flags: u32,
    attach_flags: u32,
    prog_ids: u64,
    count: u32,
    pad: u32,
    prog_attach_flags: u64,
    link_ids: u64,
    link_attach_flags: u64,
    revision: u64,
}

fn bpf<T>(command: i32, attr: &mut T) -> io::Result<i32> {
    let result = unsafe { libc::syscall(libc::SYS_bpf, command, attr as *mut T, size_of::<T>()) };
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(result as i32) }
}

enum Program {
    Sched(SchedClassifier),
    Skb(CgroupSkb),
    Other(#[allow(dead_code)] OwnedFd),
}

enum AnyLink {
    Tcx(SchedClassifierLink),
    Cgroup(#[allow(dead_code)] FdLink),
}

/// Where programs are attached.
struct Hook {
    attach_type: u32,
    target: u32,
    cgroup: Option<File>,
}

/// What there is in one trace, by its names.
#[derive(Default)]
struct World {
    hooks: HashMap<String, Hook>,
    directories: HashMap<String, PathBuf>,
    made: Vec<PathBuf>,
    programs: HashMap<String, Program>,
    links: HashMap<String, AnyLink>,
    program_ids: HashMap<String, u32>,
    link_ids: HashMap<String, u32>,
}

/// The cgroups that were made, parents before children: they go when their trace ends, and where a signal ends the test.
static CGROUPS: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());
static SIGNALS: Once = Once::new();

fn on_signal() {
    for path in CGROUPS.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).iter().rev() {
        let _ = fs::remove_dir(path);
    }
    std::process::exit(3);
}

impl Drop for World {
    fn drop(&mut self) {
        self.links.clear();
        let mut cgroups = CGROUPS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        for path in self.made.drain(..).rev() {
            let _ = fs::remove_dir(&path);
            cgroups.retain(|each| *each != path);
        }
    }
}

/// The errno of an error, where it has one.
fn errno(error: &(dyn Error + 'static)) -> Option<i32> {
    let mut at = Some(error);
    while let Some(each) = at {
        if let Some(found) = each.downcast_ref::<io::Error>() {
            return found.raw_os_error();
        }
        at = each.source();
    }
    None
}

fn said(outcome: i32) -> String {
    if outcome == 0 { "success".into() } else { io::Error::from_raw_os_error(outcome).to_string() }
}

impl World {
    /// A network namespace that this thread alone is in.
    fn new() -> Self {
        SIGNALS.call_once(|| ctrlc::set_handler(on_signal).unwrap());
        if unsafe { libc::unshare(libc::CLONE_NEWNET) } != 0 {
            panic!("cannot run: no network namespace can be made: {}", io::Error::last_os_error());
        }
        Self::default()
    }

    /// The loopback device of the namespace.
    fn device(&mut self, hook: &str, attach_type: u32) {
        self.hooks.insert(hook.into(), Hook { attach_type, target: 1, cgroup: None });
    }

    fn make(&mut self, path: PathBuf) -> PathBuf {
        let mut cgroups = CGROUPS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Err(error) = fs::create_dir(&path) {
            panic!("cannot run: {}: {error}", path.display());
        }
        cgroups.push(path.clone());
        self.made.push(path.clone());
        path
    }

    /// The cgroup of a hook, below that of another hook or below one of its own.
    fn cgroup(&mut self, hook: &str, parent: Option<&str>, attach_type: u32) {
        let above = match parent {
            Some(name) => self.directories[name].clone(),
            None => {
                let mounts = fs::read_to_string("/proc/self/mounts").unwrap();
                let rows = mounts.lines().map(|line| line.split(' ').collect::<Vec<_>>());
                let Some(mount) = rows.filter(|row| row[2] == "cgroup2").map(|row| row[1].to_string()).next() else {
                    panic!("cannot run: cgroup2 is not mounted");
                };
                let name = format!("mprog-export-{}-{:?}", std::process::id(), thread::current().id());
                self.make(PathBuf::from(mount).join(name.replace(['(', ')'], "")))
            }
        };
        let path = self.make(above.join(hook));
        let cgroup = File::open(&path).unwrap();
        let target = cgroup.as_raw_fd() as u32;
        self.directories.insert(hook.into(), path);
        self.hooks.insert(hook.into(), Hook { attach_type, target, cgroup: Some(cgroup) });
    }

    /// A program that does nothing but return a value, taken over by the library by its id.
    fn load(&mut self, name: &str, prog_type: u32, expected_attach_type: u32, returns: i32) {
        let insns = [0xb7 | (returns as u32 as u64) << 32, 0x95];
        let mut attr = Load {
            prog_type,
            insn_cnt: 2,
            insns: insns.as_ptr() as u64,
            license: c"GPL".as_ptr() as u64,
            expected_attach_type,
            ..Default::default()
        };
        let fd = unsafe { OwnedFd::from_raw_fd(bpf(BPF_PROG_LOAD, &mut attr).unwrap()) };
        let row = fs::read_to_string(format!("/proc/self/fdinfo/{}", fd.as_raw_fd())).unwrap();
        let id: u32 = row.lines().find_map(|line| line.strip_prefix("prog_id:")).unwrap().trim().parse().unwrap();
        let info = loaded_programs().filter_map(Result::ok).find(|info| info.id() == id).unwrap();
        let called = Cow::Owned(name.to_string());
        let program = match prog_type {
            TYPE_SCHED_CLS => Program::Sched(SchedClassifier::from_program_info(info, called).unwrap()),
            TYPE_CGROUP_SKB => Program::Skb(CgroupSkb::from_program_info(info, called, None).unwrap()),
            _ => Program::Other(fd),
        };
        self.programs.insert(name.into(), program);
        self.program_ids.insert(name.into(), id);
    }

    fn prefill(&mut self, hook: &str, name: &str, flags: u32) {
        let fd = match &self.programs[name] {
            Program::Sched(program) => program.fd().unwrap().as_fd().as_raw_fd(),
            Program::Skb(program) => program.fd().unwrap().as_fd().as_raw_fd(),
            Program::Other(fd) => fd.as_raw_fd(),
        };
        let Hook { target, attach_type, .. } = self.hooks[hook];
        bpf(BPF_PROG_ATTACH, &mut Attach { target, prog_fd: fd as u32, attach_type, flags }).unwrap();
    }

    /// Makes the call of a step; its outcome is 0 or an errno.
    fn step(&mut self, title: &str, outcome: i32, call: impl FnOnce(&mut Self) -> Result<(), Failure>) {
        let found = match call(self) {
            Ok(()) => Some(0),
            Err(error) => match errno(error.as_ref()) {
                Some(errno) => Some(errno),
                None => panic!("{title}: expected {}, found {error}", said(outcome)),
            },
        };
        if found != Some(outcome) {
            panic!("{title}: expected {}, found {}", said(outcome), said(found.unwrap()));
        }
    }

    fn query(&self, hook: &str, query_flags: u32) -> (u64, Vec<u32>, Vec<u32>) {
        let (mut programs, mut links) = (vec![0u32; 256], vec![0u32; 256]);
        let Hook { target, attach_type, .. } = self.hooks[hook];
        let mut attr = Query {
            target,
            attach_type,
            query_flags,
            prog_ids: programs.as_mut_ptr() as u64,
            count: 256,
            link_ids: if query_flags == 0 { links.as_mut_ptr() as u64 } else { 0 },
            ..Default::default()
        };
        bpf(BPF_PROG_QUERY, &mut attr).unwrap();
        programs.truncate(attr.count as usize);
        links.truncate(attr.count as usize);
        (attr.revision, programs, links)
    }

    /// Compares the list of a hook: the revision, and the programs in order, each with its link; at a device also what query_tcx says.
    fn shows(&self, step: &str, hook: &str, revision: u64, slots: &str) {
        let (found_revision, programs, links) = self.query(hook, 0);
        let rows = programs.iter().zip(&links).map(|(program, link)| match link {
            0 => name_of(&self.program_ids, *program),
            _ => format!("{}/{}", name_of(&self.program_ids, *program), name_of(&self.link_ids, *link)),
        });
        let found = rows.collect::<Vec<_>>().join(" ");
        if found != slots || found_revision != revision {
            panic!("{step}: {hook}: expected {slots:?} revision {revision}, found {found:?} revision {found_revision}");
        }
        if self.hooks[hook].cgroup.is_none() {
            let direction = match self.hooks[hook].attach_type {
                AT_TCX_INGRESS => TcAttachType::Ingress,
                _ => TcAttachType::Egress,
            };
            let (said_revision, infos) = SchedClassifier::query_tcx("lo", direction).unwrap();
            let ids = infos.iter().map(|info| info.id()).collect::<Vec<_>>();
            if said_revision != revision || ids != programs {
                panic!("{step}: {hook}: expected {programs:?} revision {revision} of query_tcx, found {ids:?} revision {said_revision}");
            }
        }
    }

    /// Compares the effective list of a cgroup.
    fn effective(&self, step: &str, hook: &str, expected: &str) {
        let (_, programs, _) = self.query(hook, 1);
        let found = programs.iter().map(|id| name_of(&self.program_ids, *id)).collect::<Vec<_>>().join(" ");
        if found != expected {
            panic!("{step}: {hook}, effective list: expected {expected:?}, found {found:?}");
        }
    }
}

fn name_of(ids: &HashMap<String, u32>, id: u32) -> String {
    let name = ids.iter().find(|(_, each)| **each == id).map(|(name, _)| name.clone());
    name.unwrap_or_else(|| format!("id:{id}"))
}
`;
