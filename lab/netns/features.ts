/** Names of the interfaces of which `ethtool -k '*'` says that they leave checksums to hardware. */
export function withTxChecksums(text: string): string[] {
  const names: string[] = [];
  let name = "";
  for (const line of text.split("\n")) {
    const header = /^Features for (.+):$/.exec(line);
    if (header !== null) name = header[1] ?? "";
    else if (/^tx-checksumming: on$/.test(line)) names.push(name);
  }
  return names;
}
