/** An outcome, coloured by whether it is a success; never by the colour alone. */
export function Outcome({ is }: { is: string | undefined }) {
  if (is === undefined) return <span class="outcome cannot">cannot be asked</span>;
  const kind = is === 'ok' ? 'ok' : is === 'splat' || is === 'undefined' ? 'splat' : 'refused';
  return <span class={`outcome ${kind}`}>{is}</span>;
}
