/** Counters that tell of packets not taken or not understood (RFC 1213, snmp_counter). */
const telling =
  /Err|Drop|Discard|NoRoute|Unkn|Unreach|Overflow|Fail|NoPort|Csum|Rst|Reset|Retrans|Timeo|Revers/;

/**
 * Counters of /proc/net/snmp and /proc/net/netstat: pairs of lines, names and values, with the
 * protocol before both. Names as nstat(8) gives them: "IpInDiscards", "TcpExtListenDrops".
 */
export function parseCounterPairs(text: string): Record<string, number> {
  const counters: Record<string, number> = {};
  const lines = text.split("\n");
  for (let i = 0; i + 1 < lines.length; i += 1) {
    const [protocol = "", ...names] = (lines[i] ?? "").split(" ");
    const [same, ...values] = (lines[i + 1] ?? "").split(" ");
    if (!protocol.endsWith(":") || same !== protocol || /^-?\d/.test(names[0] ?? "")) continue;
    names.forEach((name, at) => {
      keep(counters, protocol.slice(0, -1) + name, values[at]);
    });
  }
  return counters;
}

/** Counters of /proc/net/snmp6: a name and a value on each line. */
export function parseCounterLines(text: string): Record<string, number> {
  const counters: Record<string, number> = {};
  for (const line of text.split("\n")) {
    const [name, value] = line.trim().split(/\s+/);
    if (name !== undefined && name !== "") keep(counters, name, value);
  }
  return counters;
}

/** Of protocols that hardly anybody speaks, and the kernel's hundred counters of TCP's inside. */
const inside = /^(?:TcpExt|IpExt|MPTcpExt|UdpLite)/;

/** A value below zero is a setting (TcpMaxConn); of the inside only what has counted is kept. */
function keep(counters: Record<string, number>, name: string, value: string | undefined): void {
  const count = Number(value);
  if (!telling.test(name) || !Number.isSafeInteger(count) || count < 0) return;
  if (count > 0 || !inside.test(name)) counters[name] = count;
}
