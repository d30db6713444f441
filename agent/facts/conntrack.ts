/**
 * Counters of the kernel's connection tracking, from /proc/net/stat/nf_conntrack: a header with
 * names, then a line of hexadecimal numbers for each CPU (net/netfilter/nf_conntrack_standalone.c).
 * `entries` is the same on every CPU, all others are summed.
 *
 * @returns by name, "nf_conntrack_drop", "nf_conntrack_insert_failed" …; none when it is not text
 *   of that form.
 */
export function parseConntrackStat(text: string): Record<string, number> {
  const [header = "", ...lines] = text.split("\n").filter((line) => line.trim() !== "");
  const names = header.trim().split(/\s+/);
  const counters: Record<string, number> = {};
  for (const line of lines) {
    const values = line.trim().split(/\s+/);
    if (values.length !== names.length) continue;
    names.forEach((name, at) => {
      const value = Number.parseInt(values[at] ?? "", 16);
      if (name === "entries" || !Number.isSafeInteger(value)) return;
      const key = `nf_conntrack_${name}`;
      counters[key] = (counters[key] ?? 0) + value;
    });
  }
  return counters;
}

/**
 * Packets that the kernel could not take from the NIC in time, from /proc/net/softnet_stat: a line
 * of hexadecimal numbers for each CPU, of which the second counts drops (net/core/net-procfs.c).
 */
export function parseSoftnetStat(text: string): Record<string, number> {
  let dropped = 0;
  for (const line of text.split("\n")) {
    const second = Number.parseInt(line.trim().split(/\s+/)[1] ?? "", 16);
    if (Number.isSafeInteger(second)) dropped += second;
  }
  return { softnet_dropped: dropped };
}
