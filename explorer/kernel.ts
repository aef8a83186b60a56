/** What a kernel made of each step of a trace, in order; of later steps than the first that differs nothing is known. */
export interface Agreement {
  readonly title: string;
  readonly steps: readonly { readonly is: 'agrees' | 'differs'; readonly says: string }[];
  /** Why the kernel was not asked, if so. */
  readonly skipped?: string;
}

/** The parts of the report of a replay (docs/replay.schema.json) that are shown. */
interface Report {
  readonly on?: string;
  readonly reason?: string;
  readonly traces: readonly {
    readonly reason?: string;
    readonly steps: readonly {
      readonly ok: boolean;
      readonly differences: readonly string[];
      readonly unanswered: readonly string[];
    }[];
  }[];
}

/** A report of a replay as what is shown of it beside each step. */
export function agreementOf({ on = 'kernel', reason, traces }: Report): Agreement {
  const [trace] = traces;
  const skipped = reason ?? trace?.reason;
  const steps = (trace?.steps ?? []).map(({ ok, differences, unanswered }) => {
    if (!ok) return { is: 'differs' as const, says: differences.join('; ') };
    return {
      is: 'agrees' as const,
      says: unanswered.length === 0 ? 'agrees' : `agrees; not compared: ${unanswered.join(', ')}`,
    };
  });
  return { title: on, steps, ...(skipped === undefined ? {} : { skipped }) };
}

/** Whether the page came from `mprog explore`, which can ask the kernel. */
export const isServed = (): boolean =>
  document.querySelector('meta[name="mprog-server"]')?.getAttribute('content') === 'local';

/** Has the server replay a trace on the running kernel. Rejects with an Error that says why it did not. */
export async function askKernel(trace: string): Promise<Agreement> {
  const response = await fetch('kernel', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: trace,
  }).catch(() => {
    throw new Error('mprog explore does not answer any more: start it again');
  });
  const answer = await response.json();
  if (!response.ok) throw new Error((answer as { readonly message: string }).message);
  return agreementOf(answer as Report);
}

/** The file that `mprog explore FILE` was started with. */
export async function servedFile(): Promise<{ readonly name: string; readonly text: string }> {
  const response = await fetch('file');
  if (!response.ok) throw new Error('mprog explore was started without a file');
  return response.json();
}
