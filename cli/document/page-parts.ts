/** How a page looks: light and dark as the reader has it, and in print. */
export const STYLE = `
:root { --ink: #1a1a1a; --paper: #fff; --faint: #5a5a5a; --line: #c9c9c9; --shade: #f3f3f3; --good: #116329; --bad: #a40e26; --warning: #7d4e00; --linked: #dbe9fb; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16181b; --faint: #a5a5a5; --line: #45494f; --shade: #212429; --good: #5fcf80; --bad: #ff8a80; --warning: #e6b450; --linked: #203a5c; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1rem 1.5rem 4rem; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; border-bottom: 1px solid var(--line); }
h1 { font-size: 1.6rem; margin: 0.5rem 0; }
h2 { font-size: 1.25rem; margin: 2rem 0 0.5rem; }
h3 { font-size: 1.05rem; margin: 1.5rem 0 0.25rem; }
.badge { margin: 0; padding: 0.1rem 0.8rem; border: 2px solid; border-radius: 1rem; font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); } .warning { color: var(--warning); } .dim { color: var(--faint); }
.mark { font-weight: 700; }
ul.bare { list-style: none; padding-left: 0; }
ul.bare li > p, li > p { margin: 0.1rem 0; }
code, pre, svg text { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
code { font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.6rem 0.8rem; background: var(--shade); border: 1px solid var(--line); border-radius: 4px; font-size: 0.85rem; line-height: 1.35; }
pre code { font-size: inherit; }
.wide { overflow-x: auto; margin: 0.5rem 0 1rem; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { border: 1px solid var(--line); padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; }
thead th { background: var(--shade); }
th button { all: unset; cursor: pointer; }
th button:focus-visible, input:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px; }
th[aria-sort="ascending"] button::after { content: " ▲"; }
th[aria-sort="descending"] button::after { content: " ▼"; }
.filter { display: block; margin: 0.5rem 0; color: var(--faint); font-size: 0.9rem; }
.filter input { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--faint); border-radius: 4px; padding: 0.15rem 0.5rem; margin: 0 0.5rem; }
svg.picture { display: block; }
svg text { fill: var(--ink); font-size: 13px; }
svg text.note { fill: var(--faint); }
svg text.said { font-weight: 600; }
svg text.good { fill: var(--good); } svg text.bad { fill: var(--bad); }
svg .slot { fill: var(--paper); stroke: var(--ink); stroke-width: 1.2; }
svg .slot.linked { fill: var(--linked); }
@media print {
  :root { --ink: #000; --paper: #fff; --faint: #444; --line: #999; --shade: #f3f3f3; --good: #000; --bad: #000; --warning: #000; --linked: #e6e6e6; }
  body { max-width: none; padding: 0; font-size: 10pt; }
  .filter { display: none; }
  .wide, pre { overflow: visible; }
  pre { white-space: pre-wrap; }
  table { font-size: 8pt; }
  th, td { overflow-wrap: anywhere; padding: 1pt 3pt; }
  svg.picture { max-width: 100%; height: auto; }
  tr, svg, pre { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  thead { display: table-header-group; }
}
`;

/** Tables sort by a click on a head, and longer ones can be filtered. Without it they are as they are. */
export const SCRIPT = `
(() => {
  const number = (text) => {
    const found = /^[^0-9]{0,2}([0-9][0-9,]*(?:[.][0-9]+)?)/.exec(text);
    return found ? Number(found[1].replaceAll(',', '')) : NaN;
  };
  const compare = (a, b) => {
    const [one, other] = [number(a), number(b)];
    if (Number.isNaN(one) || Number.isNaN(other)) return a.localeCompare(b);
    return one - other || a.localeCompare(b);
  };
  for (const table of document.querySelectorAll('table.sortable')) {
    const body = table.tBodies[0];
    if (!body || !table.tHead) continue;
    const rows = [...body.rows];
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        for (const each of heads) each.removeAttribute('aria-sort');
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        const text = (row) => row.cells[column].textContent.trim();
        rows.sort((a, b) => compare(text(a), text(b)) * (down ? -1 : 1));
        body.append(...rows);
      });
    });
    if (rows.length < 8) continue;
    const label = document.createElement('label');
    const input = document.createElement('input');
    const left = document.createElement('span');
    label.className = 'filter';
    input.type = 'search';
    label.append('filter', input, left);
    table.parentElement.before(label);
    input.addEventListener('input', () => {
      const words = input.value.toLowerCase().split(/ +/).filter(Boolean);
      let shown = 0;
      for (const row of rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) shown += 1;
      }
      left.textContent = words.length === 0 ? '' : shown + ' of ' + rows.length + ' rows';
    });
  }
})();
`;
