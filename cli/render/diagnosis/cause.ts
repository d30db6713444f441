import { changesSomething } from "../../../proto/codes/index.ts";
import type {
  Diagnosis,
  Finding,
  Level,
  Remedy,
  Resource,
} from "../../../proto/documents/v1/diagnosis.ts";
import { remedyIn, sentenceOf } from "../sentence.ts";
import { paragraph } from "../style.ts";
import type { Context } from "./context.ts";

/** The cause with its resources and what to do; of a fault without one, that there is none. */
export function causeLines(diagnosis: Diagnosis, context: Context): string[] {
  const { style, words, options } = context;
  const { cause, outcome } = diagnosis;
  if (cause === null) {
    if (outcome !== "unreachable" && outcome !== "degraded") return [];
    return [style.heading(words.cause), paragraph(words.noCause, options.columns, "  ")];
  }
  const finding = findingOfCause(diagnosis);
  return [
    style.heading(words.cause),
    `  ${style.bad("✘")} ${style.strong(cause.code)}${finding ? where(finding, context) : ""}`,
    paragraph(`${sentenceOf(cause, context)}${words.period}`, options.columns, "    "),
    ...resourceLines(cause.resources, context),
    ...evidenceLine(finding, context),
    ...remedyLines(remedyIn(cause, finding?.remedy ?? null, context), context),
  ];
}

/** Findings that are not the cause: other faults on the path, and what is merely worth knowing. */
export function otherFindingLines(diagnosis: Diagnosis, context: Context): string[] {
  const { style, words, options } = context;
  const ofCause = findingOfCause(diagnosis);
  const others = diagnosis.findings
    .filter((finding) => finding !== ofCause)
    .toSorted((a, b) => severity.indexOf(a.level) - severity.indexOf(b.level));
  if (others.length === 0) return [];
  const lines = others.flatMap((finding) => [
    `  ${mark(finding.level, context)} ${style.strong(finding.code)}${where(finding, context)}`,
    paragraph(`${sentenceOf(finding, context)}${words.period}`, options.columns, "    "),
    ...resourceLines(finding.resources, context),
    ...evidenceLine(finding, context),
    ...remedyLines(remedyIn(finding, finding.remedy, context), context),
  ]);
  return [style.heading(words.otherFindings), ...lines];
}

const severity: readonly Level[] = ["fatal", "critical", "warning", "info"];

/** The same code can be found at two places: the one at the failure's stage is the cause's. */
function findingOfCause({ cause, failure, findings }: Diagnosis): Finding | undefined {
  if (cause === null) return undefined;
  const same = findings.filter((finding) => finding.code === cause.code);
  const here = same.find(
    ({ stage, direction }) =>
      stage === failure?.stage && (direction === null || direction === failure?.direction),
  );
  return here ?? same[0];
}

function where({ level, stage, direction, node }: Finding, { style, words }: Context): string {
  const parts = [words.level[level]];
  if (stage !== null) parts.push(words.stage[stage]);
  if (direction !== null) parts.push(words.directions[direction]);
  if (node !== null) parts.push(node);
  return style.quiet(`  ${parts.join(" · ")}`);
}

function mark(level: Level, { style }: Context): string {
  if (level === "info") return style.quiet("i");
  return level === "warning" ? style.doubtful("!") : style.bad("✘");
}

function resourceLines(resources: readonly Resource[], { words, options }: Context): string[] {
  if (resources.length === 0) return [];
  const names = resources.map(({ kind, namespace, name }) =>
    namespace === null ? `${kind} ${name}` : `${kind} ${namespace}/${name}`,
  );
  const text = `${words.resources}${words.verdict.colon}${names.join(words.listSeparator)}`;
  return [paragraph(text, options.columns, "      ", "    ")];
}

function evidenceLine(finding: Finding | undefined, { style, words, options }: Context): string[] {
  if (finding === undefined || finding.evidence.length === 0 || !options.wide) return [];
  const ids = finding.evidence.join(", ");
  return [style.quiet(`    ${words.evidence}${words.verdict.colon}${ids}`)];
}

function remedyLines(remedy: Remedy | null, context: Context): string[] {
  if (remedy === null) return [];
  const { style, words, options } = context;
  const text = `${words.whatToDo}${words.verdict.colon}${remedy.text}`;
  return [
    ...(remedy.text === "" ? [] : [paragraph(text, options.columns, "    ")]),
    ...remedy.commands.map((command) => commandLine(command, style)),
  ];
}

/** Never wrapped: it is copied. What changes something stands out from what only reads. */
function commandLine(command: string, style: Context["style"]): string {
  const at = command.indexOf("  # ");
  const line = at < 0 ? command : command.slice(0, at);
  const note = at < 0 ? "" : command.slice(at);
  if (changesSomething(command)) return `      ! ${style.doubtful(line + note)}`;
  return `      $ ${line}${style.quiet(note)}`;
}
