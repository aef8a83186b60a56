/** About a second of what the checker does most: small objects made, maps of texts looked up, numbers added. */
export function calibration() {
  const known = new Map();
  let sum = 0;
  for (let turn = 0; turn < 4_000_000; turn += 1) {
    const slot = { program: turn & 7, link: turn & 3, at: turn & 15 };
    const key = `${slot.program} ${slot.link} ${slot.at}`;
    const found = known.get(key);
    if (found === undefined) known.set(key, slot);
    else sum += found.program + slot.at;
  }
  if (sum === 0) throw new Error('the loop counted nothing');
}
