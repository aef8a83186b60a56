import type { Evaluated, Loading } from './proposal.ts';

/** A module from its text. */
async function imported<T>(code: string): Promise<{ readonly url: string; readonly module: T }> {
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  try {
    return { url, module: (await import(/* @vite-ignore */ url)) as T };
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** How the page loads a proposal: with the compiler that lies in it as text until one is dropped. */
export async function loading(): Promise<Loading> {
  const text = document.getElementById('typescript')?.textContent;
  if (!text) throw new Error('this page was built without the compiler for proposals');
  const { module: compiler } = await imported<Pick<Loading, 'compile'>>(text);
  const evaluate = async (code: string): Promise<Evaluated> => {
    const { url, module } = await imported<{ readonly default: Evaluated['run'] }>(code);
    return { url, run: module.default };
  };
  return { compile: compiler.compile, evaluate };
}
