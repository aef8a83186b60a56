import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { VARIANTS } from '../../checker/fast-path/variants.ts';
import { build } from '../../cli/program.ts';
import { MODELS } from '../../model/index.ts';
import { PROFILES } from '../../spec/families/profiles.ts';
import { RACE_PROPERTIES, type RaceProperty } from '../../spec/families/slots/properties/races.ts';
import { rulesOf } from '../../spec/profile.ts';
import { CODE } from '../support/folders.ts';

/** What is not said to users, each with what to say instead. */
const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\blet(s|ting)? (it |them |him )?through\b/i, 'succeeds'],
  [/\b(is|are|was|were|be) told\b/i, 'gets an error, is reported'],
  [/\bwhat (runs|ran)\b/i, 'the effective list'],
  [/\bgoes\b/i, 'is removed, is freed, is placed'],
  [/\blook(s|ed)? at\b/i, 'is checked, is read, queries'],
  [/\bas (it|they) (is|are)\b/i, 'unchanged'],
  [/\bas if\b/i, 'as when, like'],
  [/\b(comes|came|come) (of|from) it\b/i, 'the result'],
  [/\b(has|have|had) (a|no) say\b/i, 'changes the result'],
  [/\bmade out\b/i, 'is shown'],
  [/\bsaid of (it|them)\b/i, 'is checked'],
  [/\bput(s)? (it |them )?to the test\b/i, 'exercised'],
  [/\bone that (is|has|had|was|only)\b/i, 'the noun'],
];

interface Sentence {
  readonly where: string;
  readonly text: string;
}

const url = (path: string) => new URL(`../../${path}`, import.meta.url);
const read = (path: string) => readFileSync(url(path), 'utf8');

/** The sentences of a text, without the code in it. */
function sentencesOf(where: string, text: string): readonly Sentence[] {
  return text
    .replace(/```[\s\S]*?```/g, '')
    .split(/\n\s*\n|\n(?=[#|-])|(?<=[.:;?!]) (?=[A-Z])/)
    .map((part) => ({ where, text: part.replace(/\s+/g, ' ').trim() }))
    .filter((sentence) => sentence.text !== '');
}

const filesIn = (folder: string, ...endings: readonly string[]) =>
  readdirSync(url(folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .map((file) => `${folder}/${file}`);

function pages(): readonly Sentence[] {
  return ['README.md', ...filesIn('docs', '.md')].flatMap((file) => sentencesOf(file, read(file)));
}

function rules(): readonly Sentence[] {
  return PROFILES.flatMap((profile) =>
    rulesOf(profile).map(({ id, sentence }) => ({ where: `${profile.name}, rule ${id}`, text: sentence })),
  );
}

function properties(): readonly Sentence[] {
  const every = PROFILES.flatMap(({ name, properties: some }) =>
    some.map(({ id, sentence, why }) => ({ where: `${name}, property ${id}`, sentence, why })),
  );
  const races = (RACE_PROPERTIES as readonly RaceProperty[]).map(({ id, sentence, why }) => ({
    where: `race property ${id}`,
    sentence,
    why,
  }));
  return [...every, ...races].flatMap(({ where, sentence, why }) =>
    [sentence, ...(why === undefined ? [] : [why])].map((text) => ({ where, text })),
  );
}

function anomalies(): readonly Sentence[] {
  return filesIn('traces/anomalies', '.json').flatMap((file) => {
    const { title, origin } = JSON.parse(read(file)) as { title: string; origin: { note: string } };
    return [...sentencesOf(file, title), ...sentencesOf(file, origin.note)];
  });
}

function scenarios(): readonly Sentence[] {
  return filesIn('scenarios', '.json').flatMap((file) => {
    const { story, why } = JSON.parse(read(file)) as { story: string; why: string };
    return [...sentencesOf(file, story), ...sentencesOf(file, why)];
  });
}

async function help(): Promise<readonly Sentence[]> {
  const program = await build('all');
  return [program, ...program.commands].flatMap((command) => {
    let text = '';
    command.configureOutput({ writeOut: (part) => (text += part) });
    command.outputHelp();
    return sentencesOf(`mprog ${command.name()} --help`, text);
  });
}

const faults = (): readonly Sentence[] =>
  Object.entries(MODELS).flatMap(([name, model]) =>
    Object.entries(model.faults).map(([id, { sentence }]) => ({ where: `${name}, fault ${id}`, text: sentence })),
  );

const variants = (): readonly Sentence[] =>
  VARIANTS.map(({ id, sentence }) => ({ where: `fast-path, variant ${id}`, text: sentence }));

const schemas = (): readonly Sentence[] =>
  filesIn('docs', '.schema.json').flatMap((file) =>
    [...read(file).matchAll(/"(?:description|title)": "(.+)"/g)].map(([, text]) => ({ where: file, text: text! })),
  );

/** The texts of a line of source: in quotes, or between tags. */
const TEXTS =
  /["']([^"'\n]* [^"'\n]* [^"'\n]*)["']|`([^`\n]* [^`\n]* [^`\n]*)`|>([^<>{}\n;]* [^<>{}\n;]* [^<>{}\n;]*)</g;

/** The texts of the source that are on one line; comments are left out. */
const messages = (): readonly Sentence[] =>
  CODE.flatMap((folder) => filesIn(folder, '.ts', '.tsx')).flatMap((file) =>
    read(file)
      .split('\n')
      .filter((line) => !/^\s*(\/?\*|\/\/)/.test(line))
      .flatMap((line) => [...line.matchAll(TEXTS)])
      .map(([, plain, template, tagged]) => ({ where: file, text: (plain ?? template ?? tagged)! })),
  );

/** What is wrong with some sentences, a line each. */
const complaints = (sentences: readonly Sentence[]): readonly string[] =>
  sentences.flatMap(({ where, text }) =>
    PATTERNS.filter(([pattern]) => pattern.test(text)).map(
      ([pattern, better]) => `${where}: "${text}" has "${pattern.exec(text)![0]}"; say: ${better}`,
    ),
  );

describe('what users read has no private dialect', () => {
  test.each([
    ['README.md and docs/', pages, 1000],
    ['the sentences of the rules', rules, 500],
    ['the sentences and reasons of the properties', properties, 100],
    ['the notes of known anomalies', anomalies, 50],
    ['the stories of scenarios', scenarios, 50],
    ['the help of every command', help, 50],
    ['the faults of the models', faults, 50],
    ['the variants of the fast path', variants, 10],
    ['the descriptions of the schemas', schemas, 100],
    ['the messages in the code', messages, 500],
  ] as const)('in %s', async (_, collect, atLeast) => {
    const sentences = await collect();
    expect(sentences.length).toBeGreaterThan(atLeast);
    expect(complaints(sentences)).toEqual([]);
  });
  test.each([
    'Both requests are let through on a full list.',
    'Whoever comes second is told at once.',
    'A query of what runs gives the count.',
    'The slot that is designated goes.',
    'The relative is not looked at.',
  ])('finds it in: %s', (text) => {
    expect(complaints([{ where: 'a file', text }])).toHaveLength(1);
  });
});

describe('the glossary', () => {
  const terms = [...read('docs/glossary.md').matchAll(/^- \*\*(.+?)\*\*/gm)].map(([, term]) => term!);
  test('has some twenty terms in alphabetical order', () => {
    expect(terms.length).toBeGreaterThanOrEqual(20);
    expect(terms).toEqual(terms.toSorted((a, b) => a.localeCompare(b, 'en')));
  });
  test('is linked from the README', () => expect(read('README.md')).toContain('(docs/glossary.md)'));
});
