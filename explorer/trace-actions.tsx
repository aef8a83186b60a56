import { useState } from 'preact/hooks';
import type { Agreement } from './agreement.ts';
import { CopyAs } from './copy-as.tsx';
import { copyOf } from './copying.ts';
import { askKernel, isServed } from './kernel.ts';
import type { Message } from './message.tsx';

interface Props {
  /** The name of the semantics. */
  readonly of: string;
  /** How many steps there are to copy. */
  readonly at: number;
  /** Those steps as a trace, if there are any. */
  readonly trace: () => string | undefined;
  readonly onSay: (message: Message) => void;
  readonly onFail: (error: unknown) => void;
  readonly onAgreement: (agreement: Agreement) => void;
}

/** What a kernel made of so many steps. */
function messageOf({ title, steps, skipped }: Agreement, of: string, at: number): Message {
  const { length } = steps.filter(({ is }) => is === 'agrees');
  if (skipped !== undefined) return { is: 'wrong', lines: [`The kernel was not asked: ${skipped}`] };
  if (length === at) return { is: 'done', lines: [`${title} agrees with ${of} in ${length} of ${at} steps.`] };
  return { is: 'wrong', lines: [`${title} comes out otherwise than ${of} in step ${length + 1}.`] };
}

async function writeClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    throw new Error(`the browser does not let this page copy; here is the text:\n${text}`);
  }
}

/** What can be done with the steps so far: to ask the kernel, and to copy them. */
export function TraceActions({ of, at, trace, onSay, onFail, onAgreement }: Props) {
  const [isAsking, setAsking] = useState(false);
  const ask = async () => {
    setAsking(true);
    try {
      const text = trace();
      if (text === undefined) throw new Error('there is no step to ask the kernel yet');
      const agreement = await askKernel(text);
      onAgreement(agreement);
      onSay(messageOf(agreement, of, at));
    } catch (error) {
      onFail(error);
    } finally {
      setAsking(false);
    }
  };
  const copy = async (what: string, textOf: () => string | undefined) => {
    try {
      const text = textOf();
      if (text === undefined) throw new Error('there is no step to copy yet');
      await writeClipboard(text);
      onSay({ is: 'done', lines: [`${what} copied.`] });
    } catch (error) {
      onFail(error);
    }
  };
  const copyTrace = (as: string) => {
    const text = trace();
    return text && copyOf(as, text, MPROG_VERSION);
  };
  return (
    <>
      {isServed() && (
        <button type="button" disabled={isAsking || at === 0} onClick={() => void ask()}>
          {isAsking ? 'Asking…' : 'Ask the kernel'}
        </button>
      )}
      <CopyAs disabled={at === 0} onCopy={(as) => void copy('The trace', () => copyTrace(as))} />
      <button type="button" onClick={() => void copy('The link', () => location.href)}>
        Copy link
      </button>
    </>
  );
}
