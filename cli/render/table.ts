import { displayWidth, padEnd, shorten } from "./width.ts";

export interface TableOptions {
  readonly columns: number;
  readonly indent: string;
  /** The column that gives way when a line is too long for the terminal. */
  readonly shrink?: number;
}

const gap = "  ";
const smallestCell = 8;

/** Rows as aligned columns, without trailing spaces. Cells may carry colour. */
export function table(rows: readonly (readonly string[])[], options: TableOptions): string[] {
  const shrink = options.shrink;
  const widths = columnWidths(rows);
  if (shrink !== undefined) {
    const total = widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
    const excess = total + options.indent.length - options.columns;
    const width = widths[shrink];
    if (excess > 0 && width !== undefined) widths[shrink] = Math.max(smallestCell, width - excess);
  }
  return rows.map((row) => {
    const cells = row.map((cell, index) => {
      const width = widths[index] ?? 0;
      return padEnd(index === shrink ? shorten(cell, width) : cell, width);
    });
    return (options.indent + cells.join(gap)).trimEnd();
  });
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [index, cell] of row.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, displayWidth(cell));
    }
  }
  return widths;
}
