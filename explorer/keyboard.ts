const buttons = (): readonly HTMLButtonElement[] => [
  ...document.querySelectorAll<HTMLButtonElement>('#requests button.request'),
];

/** Moves the focus by so many requests; from anywhere else to the first one. */
function move(by: number): void {
  const all = buttons();
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  const next = all[at === -1 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

const types = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches('input:not([type="checkbox"]):not([type="file"]), select, textarea');

/** What a key does, unless it is typed into a field: j and k move, u takes back, r goes forward, / goes to the filter. */
export function onKey(event: KeyboardEvent, { go }: { go(by: number): void }): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (types(event.target)) {
    if (event.key === 'Escape' || (event.key === 'Enter' && event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      (event.target as HTMLElement).blur();
      if (event.key === 'Enter') move(0);
    }
    return;
  }
  const act = {
    j: () => move(1),
    k: () => move(-1),
    u: () => go(-1),
    r: () => go(1),
    '/': () => document.getElementById('filter')?.focus(),
  }[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
}
