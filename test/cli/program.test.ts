import { expect, test } from 'vitest';
import { build } from '../../cli/program.ts';
import { mprog } from '../support/command.ts';

const listed = async (wanted: string) =>
  (await build(wanted)).commands.map((command) => [command.name(), command.description()]);

test('what the help says of a command is what the command says of itself', async () => {
  expect(await listed('none')).toEqual(await listed('all'));
});

test('a command is loaded only where it is asked for', async () => {
  const options = (commands: Awaited<ReturnType<typeof build>>['commands']) =>
    commands.filter((command) => command.options.length > 0).map((command) => command.name());
  expect(options((await build('diff')).commands)).toEqual(['diff']);
  expect(options((await build('none')).commands)).toEqual([]);
});

test.each([
  [['help', 'diff'], 'Usage: mprog diff [options] <a> <b>'],
  [['--no-color', 'diff', '--help'], 'Usage: mprog diff [options] <a> <b>'],
  [['--help'], 'Usage: mprog [options] [command]'],
])('%j has its own help', async (words, usage) => {
  const { code, stdout } = await mprog(words);
  expect([code, stdout.split('\n')[0]]).toEqual([0, usage]);
});

test('a command that there is none of is answered with the nearest', async () => {
  const { code, stderr } = await mprog(['chek', 'tcx']);
  expect([code, stderr]).toEqual([2, expect.stringContaining("unknown command 'chek'\n(Did you mean check?)")]);
});

test('a summary never says that something was found in no scope', async () => {
  const { code, stdout } = await mprog(['check', 'tcx', '--fault', 'attach/before-off-by-one', '--no-write']);
  expect([code, stdout.trimEnd().split('\n').at(-1)]).toEqual([
    1,
    expect.stringMatching(/^✗ tcx: violated: none of \d+ scopes explored to the end · /),
  ]);
});
