/** The calls of steps that are more than one of the library. It stands behind PROGRAM. */
export const CALLS = `
impl World {
    fn sched(&self, name: &str) -> &SchedClassifier {
        let Program::Sched(program) = &self.programs[name] else { unreachable!() };
        program
    }

    fn sched_mut(&mut self, name: &str) -> &mut SchedClassifier {
        let Some(Program::Sched(program)) = self.programs.get_mut(name) else { unreachable!() };
        program
    }

    fn link(&self, name: &str) -> &SchedClassifierLink {
        let AnyLink::Tcx(link) = &self.links[name] else { unreachable!() };
        link
    }

    fn program_id(&self, name: &str) -> ProgramId {
        unsafe { ProgramId::new(self.program_ids[name]) }
    }

    /// A link at a device, in an order.
    fn tcx(&mut self, hook: &str, name: &str, program: &str, order: LinkOrder) -> Result<(), Failure> {
        let direction = match self.hooks[hook].attach_type {
            AT_TCX_INGRESS => TcAttachType::Ingress,
            _ => TcAttachType::Egress,
        };
        let program = self.sched_mut(program);
        let id = program.attach_with_options("lo", direction, TcAttachOptions::TcxOrder(order))?;
        let link = program.take_link(id)?;
        self.made_tcx(name, link)
    }

    fn made_tcx(&mut self, name: &str, link: SchedClassifierLink) -> Result<(), Failure> {
        let link: FdLink = link.try_into()?;
        self.link_ids.insert(name.into(), link.info()?.id());
        self.links.insert(name.into(), AnyLink::Tcx(link.try_into()?));
        Ok(())
    }

    /// A link at a cgroup, in a mode.
    fn cgroup_link(&mut self, hook: &str, name: &str, program: &str, mode: CgroupAttachMode) -> Result<(), Failure> {
        let Hook { cgroup, attach_type, .. } = &self.hooks[hook];
        let cgroup = cgroup.as_ref().unwrap();
        let link: FdLink = match self.programs.get_mut(program).unwrap() {
            Program::Skb(program) => {
                let direction = match *attach_type {
                    AT_CGROUP_INET_INGRESS => CgroupSkbAttachType::Ingress,
                    _ => CgroupSkbAttachType::Egress,
                };
                let id = program.attach(cgroup, direction, mode)?;
                program.take_link(id)?.try_into()?
            }
            _ => unreachable!(),
        };
        self.link_ids.insert(name.into(), link.info()?.id());
        self.links.insert(name.into(), AnyLink::Cgroup(link));
        Ok(())
    }

    /// Another program for a link; the library takes the link and gives it back.
    fn update(&mut self, name: &str, program: &str) -> Result<(), Failure> {
        let Some(AnyLink::Tcx(link)) = self.links.remove(name) else { unreachable!() };
        let program = self.sched_mut(program);
        let id = program.attach_to_link(link)?;
        let link = program.take_link(id)?;
        self.made_tcx(name, link)
    }

    fn close(&mut self, name: &str) -> Result<(), Failure> {
        if self.programs.remove(name).is_none() {
            self.links.remove(name).unwrap();
        }
        Ok(())
    }
}
`;
