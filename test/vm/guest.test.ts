import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { baseTree, digestOf } from '../../vm/base.ts';
import { bringBack } from '../../vm/bring-back.ts';
import { cached, forgetOthers } from '../../vm/cache.ts';
import { initScript } from '../../vm/init.ts';
import { jobTree, openInitrd } from '../../vm/initrd.ts';
import { namedFiles, pathsIn } from '../../vm/named.ts';
import { kvmFailed, kvmIsThere, qemuArguments } from '../../vm/qemu.ts';
import { missing, requireTools } from '../../vm/tools.ts';
import { ROOT } from '../support/command.ts';
import { elf } from '../support/kernel-images.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterEach(() => rmSync(directory, { recursive: true }));
const at = (path: string) => join(directory, path);

const JOB = { command: ['/usr/bin/node', "it's", '$(x)'], cwd: "/a b/it's", limit: 30, environment: { HOME: "/t'" } };

describe('the script of a guest', () => {
  test('is one that a shell can read, whatever is in the command', () => {
    writeFileSync(at('init'), initScript(JOB));
    expect(spawnSync('sh', ['-n', at('init')], { encoding: 'utf8' }).stderr).toBe('');
  });
  test('hands the words of the command over unchanged', () => {
    const line = initScript(JOB)
      .split('\n')
      .find((each) => each.startsWith("'/usr/bin/node'"))!;
    const said = execFileSync('sh', ['-c', `printf '%s|' ${line.split(' < ')[0]}`], { encoding: 'utf8' });
    expect(said).toBe("/usr/bin/node|it's|$(x)|");
  });
});

describe('the files of a guest', () => {
  const busybox = () => {
    writeFileSync(at('busybox'), elf([]));
    return at('busybox');
  };
  test('are Node with its libraries, and this package with what it needs, at their own paths', () => {
    const tree = baseTree(busybox(), ROOT);
    for (const path of [
      process.execPath,
      join(ROOT, 'dist/cli/main.js'),
      join(ROOT, 'traces/conformance/tcx/attach--replace.json'),
      join(ROOT, 'examples/keep-the-relative.ts'),
      join(ROOT, 'node_modules/zod/package.json'),
      join(ROOT, 'node_modules/jiti/package.json'),
      '/bin/busybox',
      '/dev/console',
    ])
      expect([path, tree.has(path)]).toEqual([path, true]);
    expect(tree.entries.some(({ path }) => /\/libc\.so\.6$/.test(path))).toBe(true);
    for (const path of ['node_modules/vitest', 'node_modules/typescript', 'test', 'cli'])
      expect([path, tree.has(join(ROOT, path))]).toEqual([path, false]);
    if (existsSync(join(ROOT, 'node_modules/koffi'))) {
      expect(tree.has(join(ROOT, 'node_modules/koffi/package.json'))).toBe(true);
      expect(tree.entries.some(({ path }) => path.endsWith('koffi.node'))).toBe(true);
    }
  });
  test('need a busybox without libraries', () => {
    writeFileSync(at('dynamic'), elf([{ type: 3, content: Buffer.from('/lib64/ld.so') }]));
    expect(() => baseTree(at('dynamic'), ROOT)).toThrow(
      `busybox: ${at('dynamic')} needs libraries, expected a static one (Debian: apt install busybox-static; Fedora: dnf install busybox)`,
    );
  });
  test('have another digest with another content, name or permission', () => {
    const entry = { path: 'a', mode: 0o100644, data: () => Buffer.from('x') };
    const changed = [
      entry,
      { ...entry, path: 'b' },
      { ...entry, mode: 0o100755 },
      { ...entry, data: () => Buffer.from('y') },
    ];
    expect(new Set(changed.map((each) => digestOf([each]))).size).toBe(4);
    expect(digestOf([{ ...entry }])).toBe(digestOf([entry]));
  });
  test('of a job are the script, its folder, modules in order, the configuration, and what it names', () => {
    writeFileSync(at('trace.json'), '{}');
    const module = { name: 'veth', content: Buffer.from('m'), depends: [], release: '6.1' };
    const guest = {
      job: { ...JOB, cwd: directory },
      modules: [module],
      release: '6.1',
      config: 'C=y',
      files: [at('trace.json')],
    };
    const paths = jobTree(guest).entries.map(({ path }) => `/${path}`);
    expect(paths).toEqual(
      expect.arrayContaining([
        '/init',
        directory,
        '/mprog-vm/modules/00-veth.ko',
        '/boot/config-6.1',
        at('trace.json'),
      ]),
    );
  });
  test('are in a file that has no name any more', () => {
    writeFileSync(at('base'), 'base');
    const { TMPDIR } = process.env;
    mkdirSync(at('tmp'));
    process.env.TMPDIR = at('tmp');
    const fd = openInitrd(at('base'), { job: JOB, modules: [], files: [] });
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    const content = readFileSync(`/proc/self/fd/${fd}`, 'latin1');
    expect([content.slice(0, 10), content.includes('#!/bin/sh')]).toEqual(['base070701', true]);
    expect(readdirSync(at('tmp'))).toEqual([]);
  });
});

describe('what a command names', () => {
  test('are words that may be paths, and the values of options', () => {
    expect(pathsIn(['replay', 'a/b.json', '--out=c', '--target', 'exec:./driver -x', '/d'], '/w')).toEqual(
      expect.arrayContaining(['/w/a/b.json', '/w/c', '/w/driver', '/d']),
    );
  });
  test('is found with the files below folders, and with what modules import', () => {
    mkdirSync(at('suite/deep'), { recursive: true });
    writeFileSync(at('suite/deep/one.json'), '{}');
    writeFileSync(at('proposal.ts'), "import { a } from './part.ts';\nimport { derive } from 'mprog-spec';\n");
    writeFileSync(at('part.ts'), "export * from './data.js';\n");
    writeFileSync(at('data.ts'), 'export const a = 1;\n');
    writeFileSync(at('unnamed.ts'), '');
    expect([...namedFiles(['check', 'proposal.ts', 'suite', 'nowhere'], directory)].toSorted()).toEqual(
      ['data.ts', 'part.ts', 'proposal.ts', 'suite/deep/one.json'].map(at),
    );
  });
  test('is refused where it is too much', () => {
    mkdirSync(at('big'));
    writeFileSync(at('big/file'), Buffer.alloc(65 * 1024 * 1024));
    expect(() => namedFiles(['replay', 'big'], directory)).toThrow(`${at('big')}: expected at most 64 MiB of files`);
  });
});

describe('files of a guest come back', () => {
  const bring = (force = false) =>
    bringBack(
      new Map([
        [at('out/new.json'), Buffer.from('new')],
        [at('same.json'), Buffer.from('same')],
        [at('other.json'), Buffer.from('guest')],
        ['/etc/passwd', Buffer.from('evil')],
        [`${directory}/../escaped`, Buffer.from('evil')],
      ]),
      [directory],
      force,
    );
  beforeEach(() => {
    writeFileSync(at('same.json'), 'same');
    writeFileSync(at('other.json'), 'host');
  });
  test('but never over a file of other content, nor anywhere else', () => {
    const { written, refused } = bring();
    expect(written).toEqual([at('out/new.json')]);
    expect(refused.map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual([
      `${at('other.json')}: there is a file of other content already; --force in the command replaces it`,
      '/etc/passwd: stays in the guest',
      `${directory}/../escaped: stays in the guest`,
    ]);
    expect([readFileSync(at('out/new.json'), 'utf8'), readFileSync(at('other.json'), 'utf8')]).toEqual(['new', 'host']);
    expect(readdirSync(directory).toSorted()).toEqual(['other.json', 'out', 'same.json']);
  });
  test('over one with --force', () => {
    expect(bring(true).written).toEqual([at('out/new.json'), at('other.json')]);
    expect(readFileSync(at('other.json'), 'utf8')).toBe('guest');
  });
});

describe('the cache', () => {
  test('makes a thing once, and whole', () => {
    let made = 0;
    const make = (path: string) => {
      made += 1;
      writeFileSync(path, 'content');
    };
    for (let times = 0; times < 2; times += 1)
      expect(readFileSync(cached(at('c/thing'), make), 'utf8')).toBe('content');
    expect([made, readdirSync(at('c'))]).toEqual([1, ['thing']]);
  });
  test('has nothing of what could not be made, or was left by a process that is no more', () => {
    mkdirSync(at('c'));
    writeFileSync(at('c/thing.4194300.part'), '');
    const failing = (path: string) => {
      writeFileSync(path, 'half');
      throw new Error('no');
    };
    expect(() => cached(at('c/thing'), failing)).toThrow('no');
    expect(readdirSync(at('c'))).toEqual([]);
  });
  test('forgets earlier versions of a thing, and nothing else', () => {
    for (const name of ['base-1', 'base-2', 'other']) writeFileSync(at(name), '');
    forgetOthers(at('base-2'), 'base-');
    expect(readdirSync(directory)).toEqual(['base-2', 'other']);
  });
});

describe('the emulator', () => {
  const machine = { memory: 1024, cpus: 3, accelerator: 'tcg' } as const;
  test('has two serial ports, no disk and no network', () => {
    const line = qemuArguments('/k', { ...machine, append: 'slub_debug=FZ' }).join(' ');
    expect(line).toContain('-chardev socket,id=console,fd=3 -serial chardev:console -chardev socket,id=results,fd=4');
    expect(line).toContain('-kernel /k -initrd /dev/fd/5 -append console=ttyS0');
    expect(line).toMatch(/mitigations=off .* slub_debug=FZ$/);
    expect(line).toContain('-net none');
    expect(line).toContain('-m 1024');
  });
  test('leaves the protections of the processor on where it is a real one', () => {
    const line = qemuArguments('/k', { ...machine, accelerator: 'kvm' }).join(' ');
    expect([line.includes('mitigations'), line.includes('-accel kvm -cpu host')]).toEqual([false, true]);
  });
  test.each([
    ['KVM internal error. Suberror: 1', true],
    ['qemu-system-x86_64: failed to initialize kvm: Operation not permitted', true],
    ["qemu-system-x86_64: warning: host doesn't support requested feature: CPUID.01H:ECX.pni", false],
  ])('has a KVM that does not work where it says: %s', (said, fails) => expect(kvmFailed(said)).toBe(fails));
  test('has no KVM without a device', () => expect(kvmIsThere(at('kvm'))).toBe(false));
});

describe('what is missing', () => {
  test('is one line with the packages of two systems', () => {
    expect(missing(['qemu-system-x86_64', 'busybox']).message).toBe(
      'qemu-system-x86_64 and busybox: not installed (Debian: apt install qemu-system-x86 busybox-static; Fedora: dnf install qemu-system-x86-core busybox)',
    );
  });
  test('is found by PATH', () => {
    const { PATH } = process.env;
    process.env.PATH = directory;
    try {
      expect(() => requireTools(['busybox'])).toThrow(/^busybox: not installed/);
      writeFileSync(at('busybox'), '', { mode: 0o755 });
      expect(requireTools(['busybox'])).toEqual({ busybox: at('busybox') });
    } finally {
      process.env.PATH = PATH;
    }
  });
});
