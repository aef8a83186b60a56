import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, readdirSync, readlinkSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from 'vitest';
import { openCgroup, requireNothingInherited } from '../../kernel/cgroup-directory.ts';
import { cgroupMounts, findCgroupMount } from '../../kernel/cgroup-mount.ts';
import { removeTree, sweep } from '../../kernel/cgroup-remains.ts';
import { KernelUnavailable, openKernel } from '../../kernel/kernel-machine.ts';
import { System } from '../../kernel/syscalls.ts';
import { Universe } from '../../spec/families/slots/vocabulary/index.ts';
import { cgroupsMissing } from '../support/machines.ts';
import { IMPORTS_SOURCE, importLine } from '../support/source.ts';

test('mounts of cgroup2 are found among others, with their paths decoded', () => {
  const text = [
    'tmpfs /sys/fs/cgroup tmpfs rw,relatime,mode=755 0 0',
    'cgroup /sys/fs/cgroup/cpu cgroup rw,relatime,cpu 0 0',
    'cgroup2 /sys/fs/cgroup/a\\040b\\134c cgroup2 ro,nosuid,relatime 0 0',
    'cgroup2 /run/cgroup cgroup2 rw,relatime,nsdelegate 0 0',
    '',
  ].join('\n');
  expect(cgroupMounts(text)).toEqual([
    { path: '/sys/fs/cgroup/a b\\c', writable: false },
    { path: '/run/cgroup', writable: true },
  ]);
  expect(cgroupMounts('')).toEqual([]);
});

const fromKernel = (name: string) => importLine([name], 'kernel/kernel-machine.ts');
const UNIVERSE = Universe.parse({
  programs: { A: 'cgroup_skb', B: 'cgroup_skb' },
  links: ['L1'],
  hooks: { parent: { kind: 'cgroup', parent: 'none' }, child: { kind: 'cgroup', parent: 'parent' } },
  prefill: { parent: ['A'], child: ['B'] },
  capacity: 64,
});

/** A module that opens a machine, resets it, and then does what `then` says; `machine` is its name there. */
const script = (then: string) => `
  ${fromKernel('openKernel')}
  const machine = openKernel({ kind: 'cgroup' });
  machine.reset(${JSON.stringify(UNIVERSE)});
  ${then}`;

/** A module whose worker does that, and whose main thread knows nothing but that it started one. */
const inWorker = (then: string) => `
  import { Worker } from 'node:worker_threads';
  ${fromKernel('removeCgroupsAtExit')}
  removeCgroupsAtExit();
  const code = ${JSON.stringify(script(`(await import('node:worker_threads')).parentPort.postMessage('ready'); setInterval(() => {}, 1000)`))};
  const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(code)));
  worker.on('message', async () => { ${then} });`;

const ARGS = [...IMPORTS_SOURCE, '--input-type=module', '--eval'];

describe.skipIf(cgroupsMissing !== undefined)(
  `the cgroups of a machine${cgroupsMissing === undefined ? '' : ` (skipped: ${cgroupsMissing})`}`,
  () => {
    const mount = cgroupsMissing === undefined ? findCgroupMount() : '';
    const of = (pid: number | undefined) =>
      readdirSync(mount)
        .filter((name) => name.startsWith(`mprog-spec-${pid}-`))
        .map((name) => join(mount, name));
    const namespace = () => /\d+/.exec(readlinkSync('/proc/self/ns/pid'))![0];
    /** A pid that was one a moment ago. */
    const deadPid = () => spawnSync('true').pid;
    const made: string[] = [];
    const make = (pid: number, space = namespace()) => {
      const path = join(mount, `mprog-spec-${pid}-${space}-0-1`);
      mkdirSync(join(path, 'parent', 'child'), { recursive: true });
      made.push(path);
      return path;
    };
    afterEach(() => {
      for (const path of made.splice(0)) removeTree(path);
    });

    /** Starts a process, waits for its first output, ends it with a signal; its pid and how it ended. */
    async function end(source: string, signal: NodeJS.Signals) {
      const child = spawn(process.execPath, [...ARGS, source], { stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      expect(of(child.pid)).toHaveLength(1);
      child.kill(signal);
      const ended = await new Promise((resolve) => child.once('close', (code, by) => resolve(by ?? code)));
      return { pid: child.pid, ended };
    }

    test('are nested as the universe says, one directory for each reset; close removes them', () => {
      const machine = openKernel({ kind: 'cgroup' });
      expect(of(process.pid)).toEqual([]);
      machine.reset(UNIVERSE);
      const [first] = of(process.pid);
      expect(existsSync(join(first!, 'parent', 'child'))).toBe(true);
      machine.reset(UNIVERSE);
      expect(of(process.pid)).toHaveLength(1);
      expect(of(process.pid)).not.toEqual([first]);
      machine.close();
      expect(of(process.pid)).toEqual([]);
    });

    test('a reset that fails half-way leaves none', () => {
      const machine = openKernel({ kind: 'cgroup' });
      const programs = { ...UNIVERSE.programs, X: 'sk_lookup' as const };
      const foreignLinks = Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`F${index}`, 'X']));
      expect(() => machine.reset({ ...UNIVERSE, programs, foreignLinks })).toThrow('sk_lookup link failed with');
      expect(of(process.pid)).toEqual([]);
      machine.close();
    });

    test('go with a process that ends without closing its machine', () => {
      const { pid, status, stderr } = spawnSync(process.execPath, [...ARGS, script('process.exit(7)')]);
      expect([status, stderr.toString()]).toEqual([7, '']);
      expect(of(pid)).toEqual([]);
    });

    test('go with a process that ends by an error', () => {
      const { pid, status } = spawnSync(process.execPath, [...ARGS, script("throw new Error('no')")]);
      expect(status).toBe(1);
      expect(of(pid)).toEqual([]);
    });

    test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('go on %s, which ends the process as ever', async (signal) => {
      const { pid, ended } = await end(script("console.log('ready'); setInterval(() => {}, 1000)"), signal);
      expect(ended).toBe(signal);
      expect(of(pid)).toEqual([]);
    });

    test('stay on a signal that others listen to, until they end the process', async () => {
      const listening = `
        process.on('SIGINT', () => setTimeout(() => process.exit(machine.observe('parent').count), 50));
        console.log('ready'); setInterval(() => {}, 1000)`;
      const { pid, ended } = await end(script(listening), 'SIGINT');
      expect(ended).toBe(1);
      expect(of(pid)).toEqual([]);
    });

    test('of a worker that is terminated go when the process ends', () => {
      const source = inWorker('await worker.terminate(); process.exit(3);');
      const { pid, status } = spawnSync(process.execPath, [...ARGS, source]);
      expect(status).toBe(3);
      expect(of(pid)).toEqual([]);
    });

    test('of a worker that still runs go when the process ends', () => {
      const { pid, status } = spawnSync(process.execPath, [...ARGS, inWorker('process.exit(3);')]);
      expect(status).toBe(3);
      expect(of(pid)).toEqual([]);
    });

    test('of a process that was killed go when the next machine is opened', async () => {
      const { pid } = await end(script("console.log('ready'); setInterval(() => {}, 1000)"), 'SIGKILL');
      expect(of(pid)).toHaveLength(1);
      openKernel({ kind: 'cgroup' }).close();
      expect(of(pid)).toEqual([]);
    });

    test('a sweep takes nothing of a process that is there, of another pid namespace, or of another name', () => {
      const [gone, mine, elsewhere] = [make(deadPid()), make(process.pid), make(deadPid(), '1')];
      const other = join(mount, `mprog-spec-${deadPid()}`);
      mkdirSync(other);
      sweep(mount);
      rmdirSync(other);
      expect([gone, mine, elsewhere].map(existsSync)).toEqual([false, true, true]);
    });

    test('a sweep leaves a cgroup that has a process in it', async () => {
      const path = make(deadPid());
      const child = spawn('sleep', ['60'], { stdio: 'ignore' });
      writeFileSync(join(path, 'parent', 'child', 'cgroup.procs'), String(child.pid));
      sweep(mount);
      expect(existsSync(join(path, 'parent', 'child'))).toBe(true);
      child.kill();
      await new Promise((resolve) => child.once('close', resolve));
      sweep(mount);
      expect(existsSync(path)).toBe(false);
    });

    test('a fresh cgroup in which programs of enclosing ones run is refused by its name', () => {
      const machine = openKernel({ kind: 'cgroup' });
      machine.reset({ ...UNIVERSE, prefill: { parent: ['A'] } });
      const path = join(of(process.pid)[0]!, 'parent', 'child');
      const target = openCgroup(path);
      expect(() => requireNothingInherited(new System(), target, path)).toThrow(
        new KernelUnavailable(`programs of enclosing cgroups run in the fresh cgroup ${path}: expected none, found 1`),
      );
      closeSync(target.target_ifindex);
      machine.close();
    });

    test('machines of several threads at once do not disturb each other', async () => {
      const source = script(`
        const { parentPort } = await import('node:worker_threads');
        const prog = { is: 'prog', name: 'A' }, relative = { is: 'none' }, replace = relative, revision = 'none', hook = 'child';
        const seen = new Set();
        for (let round = 0; round < 300; round += 1) {
          if (round % 50 === 0) machine.reset(${JSON.stringify(UNIVERSE)});
          const attach = machine.apply({ op: 'prog_attach', hook, prog, flags: ['ALLOW_MULTI'], relative, replace, revision });
          const there = machine.observe(hook).effective.join('');
          const detach = machine.apply({ op: 'prog_detach', hook, prog, flags: [], relative, replace, revision });
          seen.add([attach.outcome, there, detach.outcome, machine.observe(hook).effective.join('')].join(' '));
        }
        machine.close();
        parentPort.postMessage([...seen]);`);
      const run = () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
            execArgv: IMPORTS_SOURCE,
          });
          worker.once('message', resolve).once('error', reject);
        });
      expect(await Promise.all([run(), run(), run()])).toEqual(Array(3).fill(['ok BAA ok BA']));
      expect(of(process.pid)).toEqual([]);
    });
  },
);
