import { spawnSync } from 'node:child_process';
import { VmInputError } from './errors.ts';
import { requireTool, type Tool } from './tools.ts';

const LARGEST = 512 * 1024 * 1024;

/** What a program writes to standard output; a VmInputError with its last line where it fails. */
export function outputOf(tool: Tool, args: readonly string[]): Buffer {
  const { status, stdout, stderr, error } = spawnSync(requireTool(tool), args, {
    maxBuffer: LARGEST,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error === undefined && status === 0) return stdout;
  const said = stderr?.toString().trim().split('\n').at(-1) ?? error?.message ?? '';
  throw new VmInputError(`${args.at(-1)}: ${tool} cannot read it (${said})`);
}
