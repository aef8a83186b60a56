import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KernelLog, kernelConfiguration } from '../../kernel/kernel-log.ts';

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
  test('is not there where it may not be read', () => {
    expect(KernelLog.open(join(directory, 'nowhere'))).toBeUndefined();
  });
});

test('configuration that the kernel does not tell is unknown, and nothing is left out', () => {
  const configuration = kernelConfiguration();
  expect(Object.keys(configuration)).toContain('CONFIG_NET_XGRESS');
  for (const value of Object.values(configuration)) expect(value).toMatch(/^(unknown|[ynm]|-?\d+)$/);
});
