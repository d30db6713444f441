/**
 * A recorded case as it stands in the repository: JSON, broken into lines where a value would not
 * fit one, so that a change of one sighting or one fact is a change of one line.
 */
export function caseText(record: unknown): string {
  return `${linesOf(record, "")}\n`;
}

const maxLine = 400;

function linesOf(value: unknown, indent: string): string {
  const compact = JSON.stringify(value);
  if (typeof value !== "object" || value === null) return compact;
  if (compact.length <= maxLine) return compact;
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    const items = value.map((item) => inner + linesOf(item, inner));
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `${inner}${JSON.stringify(name)}: ${linesOf(field, inner)}`);
  return `{\n${fields.join(",\n")}\n${indent}}`;
}
