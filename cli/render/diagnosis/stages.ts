import type { Diagnosis, Direction, StageStatus } from "../../../proto/documents/v1/diagnosis.ts";
import { displayWidth, padEnd } from "../width.ts";
import type { Context } from "./context.ts";

const separator = " → ";

/** One line per direction: the stages as the packet meets them, each with its mark. */
export function stageLines({ stages }: Diagnosis, context: Context): string[] {
  if (stages.length === 0) return [];
  const { style, words } = context;
  const directions: readonly Direction[] = ["request", "reply"];
  const label = Math.max(...directions.map((each) => displayWidth(words.directions[each])));
  const lines = directions.flatMap((direction) => {
    const met = stages.filter((stage) => stage.direction === direction);
    if (met.length === 0) return [];
    const head = `  ${padEnd(words.directions[direction], label)}  `;
    return flowing(
      met.map((stage) => stageText(stage, context)),
      head,
      context,
    );
  });
  return [style.heading(words.stages), ...lines];
}

function stageText({ stage, status }: StageStatus, { style, words }: Context): string {
  const name = words.stage[stage] ?? stage;
  switch (status) {
    case "pass":
      return `${name} ${style.good("✔")}`;
    case "fail":
      return style.bad(style.strong(`${name} ✘`));
    case "unknown":
      return style.doubtful(`${name} ?`);
    case "not-reached":
      return style.quiet(`${name} ·`);
  }
}

/** Pieces in a row, continued on the next line where the terminal ends. */
function flowing(pieces: readonly string[], head: string, { options }: Context): string[] {
  const indent = " ".repeat(displayWidth(head));
  const lines: string[] = [];
  let line = head;
  for (const [index, piece] of pieces.entries()) {
    const text = index === 0 ? piece : separator + piece;
    if (displayWidth(line) + displayWidth(text) > options.columns && line !== head) {
      lines.push(line);
      line = indent + text.trimStart();
    } else {
      line += text;
    }
  }
  return [...lines, line];
}
