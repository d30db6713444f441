/** Names that someone may have meant, nearest first: a few edits away, or containing the word. */
export function suggest(wanted: string, names: Iterable<string>, limit = 3): readonly string[] {
  const scored: { readonly name: string; readonly distance: number }[] = [];
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  for (const name of names) {
    const contains = wanted.length >= 3 && name.includes(wanted);
    const distance = contains ? 1 : editDistance(wanted, name, allowed);
    if (distance <= allowed) scored.push({ name, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return scored.slice(0, limit).map(({ name }) => name);
}

/** Levenshtein distance; anything above `limit` is given as `limit + 1`. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const inserted = Math.min((current[j - 1] ?? 0) + 1, (previous[j] ?? 0) + 1);
      current.push(Math.min(substituted, inserted));
    }
    if (Math.min(...current) > limit) return limit + 1;
    previous = current;
  }
  return Math.min(previous[b.length] ?? 0, limit + 1);
}
