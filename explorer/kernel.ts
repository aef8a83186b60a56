import { type Agreement, agreementOf } from './agreement.ts';

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
  return agreementOf(answer);
}

/** The file that `mprog explore FILE` was started with. */
export async function servedFile(): Promise<{ readonly name: string; readonly text: string }> {
  const response = await fetch('file');
  if (!response.ok) throw new Error('mprog explore was started without a file');
  return response.json();
}
