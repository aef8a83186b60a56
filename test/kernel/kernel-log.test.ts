import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { configurationFile, kernelConfiguration } from '../../kernel/kernel-configuration.ts';
import { KernelLog } from '../../kernel/kernel-log.ts';

describe('the kernel log', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'mprog-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  test('tells the alarming records that came since it was opened, each once', () => {
    const path = join(directory, 'kmsg');
    writeFileSync(path, '4,1,1,-;WARNING: an old one\n');
    const log = KernelLog.open(path)!;
    expect(log.alarms()).toEqual([]);
    appendFileSync(path, '6,2,2,-;mprog0: link becomes ready\n');
    expect(log.alarms()).toEqual([]);
    appendFileSync(path, '4,3,3,-;WARNING: CPU: 1 PID: 7 at kernel/bpf/mprog.c\n');
    expect(log.alarms()).toEqual(['WARNING: CPU: 1 PID: 7 at kernel/bpf/mprog.c']);
    expect(log.alarms()).toEqual([]);
    log.close();
  });
  test('is not whole any more where records were overwritten before they were read, and goes on behind them', () => {
    const path = join(directory, 'overwritten');
    writeFileSync(path, '');
    const records = ['EPIPE', 'EAGAIN', '4,9,9,-;WARNING: seen', 'EAGAIN', 'EPIPE', '4,12,12,-;BUG: seen', 'EAGAIN'];
    const log = KernelLog.open(path, (_, record) => {
      const next = records.shift()!;
      if (/^E[A-Z]+$/.test(next)) throw Object.assign(new Error(next), { code: next });
      return record.write(next);
    })!;
    expect([log.alarms(), log.isWhole]).toEqual([['WARNING: seen'], true]);
    expect([log.alarms(), log.isWhole]).toEqual([['BUG: seen'], false]);
    log.close();
  });
  test('is not there where it may not be read', () => {
    expect(KernelLog.open(join(directory, 'nowhere'))).toBeUndefined();
  });
});

test('configuration that the kernel does not tell is unknown, and nothing is left out', () => {
  const configuration = kernelConfiguration();
  expect(Object.keys(configuration)).toContain('CONFIG_NET_XGRESS');
  for (const value of Object.values(configuration)) expect(value).toMatch(/^(unknown|[ynm]|-?\d+)$/);
});

test('configuration is read from the kernel itself, then from the file that its package has in /boot', () => {
  const root = mkdtempSync(join(tmpdir(), 'mprog-'));
  try {
    expect(configurationFile(root, '6.1.0')).toBeUndefined();
    expect(kernelConfiguration(undefined)).toMatchObject(
      configurationFile() === undefined ? { CONFIG_KASAN: 'unknown' } : {},
    );
    mkdirSync(join(root, 'boot'));
    const inBoot = join(root, 'boot/config-6.1.0');
    writeFileSync(inBoot, 'CONFIG_KASAN=y\n# CONFIG_DEBUG_NET is not set\nCONFIG_BPF_JIT=m\n');
    expect(configurationFile(root, '6.1.1')).toBeUndefined();
    expect(configurationFile(root, '6.1.0')).toBe(inBoot);
    expect(kernelConfiguration(inBoot)).toMatchObject({
      CONFIG_KASAN: 'y',
      CONFIG_DEBUG_NET: 'n',
      CONFIG_BPF_JIT: 'm',
    });
    mkdirSync(join(root, 'proc'));
    const ofKernel = join(root, 'proc/config.gz');
    writeFileSync(ofKernel, gzipSync('CONFIG_KASAN=n\n'));
    expect(configurationFile(root, '6.1.0')).toBe(ofKernel);
    expect(kernelConfiguration(ofKernel).CONFIG_KASAN).toBe('n');
    writeFileSync(ofKernel, 'no archive');
    expect(kernelConfiguration(ofKernel).CONFIG_KASAN).toBe('unknown');
  } finally {
    rmSync(root, { recursive: true });
  }
});
