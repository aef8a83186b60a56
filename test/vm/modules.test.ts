import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { modulesIn } from '../../vm/modules.ts';
import { findTool } from '../../vm/tools.ts';
import { kernelModule } from '../support/kernel-images.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mprog-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const put = (path: string, content: Buffer | string) => {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), content);
};
const names = (release?: string) => modulesIn([directory], release).map(({ name }) => name);

describe('the modules of a kernel', () => {
  test('are those that requests may need, each behind those it depends on', () => {
    put('kernel/net/sched/sch_ingress.ko', kernelModule('6.1', ['helper-of-it', 'far']));
    put('kernel/lib/helper-of-it.ko', kernelModule('6.1', ['far']));
    put('kernel/lib/far.ko', kernelModule('6.1'));
    put('kernel/drivers/net/dummy.ko.gz', gzipSync(kernelModule('6.1')));
    put('kernel/drivers/gpu/unwanted.ko', kernelModule('6.1'));
    expect(names('6.1')).toEqual(['dummy', 'far', 'helper_of_it', 'sch_ingress']);
  });
  test('of a build tree are those that it lists, whatever else is below it', () => {
    put('Makefile', '');
    put('modules.order', 'drivers/net/veth.o\nnet/sched/cls_bpf.ko\nnet/gone.o\n');
    put('drivers/net/veth.ko', kernelModule('6.19.0-rc1+'));
    put('net/sched/cls_bpf.ko', kernelModule('6.19.0-rc1+'));
    put('old/dummy.ko', kernelModule('5.4'));
    expect(names('6.19.0-rc1+')).toEqual(['veth', 'cls_bpf']);
  });
  test.skipIf(findTool('xz') === undefined)('may be compressed with xz', () => {
    put('veth.ko', kernelModule('6.1'));
    execFileSync('xz', [join(directory, 'veth.ko')]);
    expect(names()).toEqual(['veth']);
  });
  test('of another release are refused, with both', () => {
    put('veth.ko', kernelModule('6.12.43'));
    expect(() => names('6.18.5')).toThrow(`${directory}/veth.ko: expected a module of 6.18.5, found one of 6.12.43`);
  });
  test('are refused where there are none at all', () => {
    put('readme', '');
    expect(() => names()).toThrow(`${directory}: expected kernel modules (.ko), found none below it`);
  });
  test('are refused where a file of that name is none', () => {
    put('veth.ko', 'text');
    expect(() => names()).toThrow('veth.ko: expected a kernel module, found no vermagic in it');
  });
  test('that a kernel has built in are not missed', () => {
    put('dummy.ko', kernelModule('6.1'));
    expect(names()).toEqual(['dummy']);
  });
});
