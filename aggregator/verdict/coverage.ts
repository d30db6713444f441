import type { Coverage } from "../../proto/documents/v1/diagnosis.ts";
import { reasonIn } from "../../words/reasons/index.ts";
import { isWhole, type Matrix } from "../correlation/join/matrix.ts";
import type { Located } from "../correlation/locate/located.ts";
import type { CaseFile } from "../evidence/case-file.ts";
import type { CaseView } from "../evidence/view.ts";
import type { Stop } from "./failure.ts";

/** What was looked at and what was not, in words: an error while looking is never health. */
export function coverageOf(view: CaseView, located: Located, stop: Stop | null): Coverage {
  const { caseFile } = view;
  const matrix = located.asked;
  const notObserved = new Set<string>();
  for (const { node, status, reason } of caseFile.agents) {
    if (status !== "ok")
      notObserved.add(`The agent of ${node} is ${status}: ${reason ?? "unknown"}`);
  }
  const { notDiagnosed } = view.plan;
  if (notDiagnosed) notObserved.add(reasonIn("en", notDiagnosed));
  if (matrix?.series.attempts.size === 0) notObserved.add(noTraffic(view));
  if (matrix === null) notObserved.add("What the source sent: the probe did not report");
  if (located.pattern === "unknown" && located.strayed !== null) {
    notObserved.add(`Whose answers they are: ${located.strayed}`);
  }
  if (located.late.length > 0) {
    const count = located.late.length;
    notObserved.add(`Where time went: ${count} answers came when the probe had stopped waiting`);
  }
  for (const row of matrix?.rows ?? []) {
    if ("blind" in row.observation) {
      const { point, node, reason } = row.observation.blind;
      notObserved.add(`${point} on ${node}: ${reason}`);
    } else {
      const { node, lost, offloads, intact } = row.observation.seen;
      const reasons = [
        ...(lost > 0 ? [`lost ${lost} packets`] : []),
        ...(intact || lost > 0 ? [] : ["did not deliver all that it saw"]),
        ...(offloads ? ["does not see what is offloaded"] : []),
      ];
      for (const what of reasons) {
        notObserved.add(`The tap on ${node} ${what}: absence proves nothing there`);
      }
    }
  }
  for (const sentence of unseenAnswers(matrix)) notObserved.add(sentence);
  for (const sentence of missingSeries(view)) notObserved.add(sentence);
  for (const sentence of failedItems(caseFile)) notObserved.add(sentence);
  if (stop !== null && !stop.stage.known) notObserved.add(`The stage: ${stop.stage.reason}`);
  return {
    agents: caseFile.agents.map(({ node, status, reason }) => ({ node, status, reason })),
    lost: lostPackets(caseFile),
    notObserved: [...notObserved],
  };
}

/** Packets were answered that a whole tap did not see: offloaded, or another's answers. */
function unseenAnswers(matrix: Matrix | null): string[] {
  const attempts = [...(matrix?.series.attempts.values() ?? [])];
  if (matrix === null || !attempts.some(({ outcome }) => outcome === "answered")) return [];
  return matrix.rows
    .filter((row) => row.step.direction === "request" && isWhole(row) && row.seen.size === 0)
    .map(({ step }) => `${step.point}: packets were answered that were not seen there`);
}

function noTraffic({ plan }: CaseView): string {
  const { source, destination, traffic } = plan;
  const port = traffic.port === null ? "" : ` port ${traffic.port}`;
  return (
    `Traffic: no ${traffic.protocol}${port} from ${source.name} to ${destination.name} ` +
    "was seen while watching; send some, or leave out --passive"
  );
}

export function lostPackets(caseFile: CaseFile): number {
  let lost = 0;
  for (const item of caseFile.evidence) {
    if (item.name === "tap") lost += item.data?.lost ?? 0;
  }
  return lost;
}

const seriesWords: Readonly<Record<string, string>> = {
  asked: "Reachability: the probe did not report",
  learning: "Session affinity: the probe did not report",
  survey: "Loss: the survey did not report",
  large: "Large packets: the probe did not report",
  sweep: "The largest packet that passes: the probe did not report",
};

function missingSeries(view: CaseView): string[] {
  return view.plan.series
    .filter(({ name }) => !view.probe(name).known)
    .map(({ name }) => {
      const looked = view.probe(name);
      const reason = looked.known ? "" : ` (${looked.reason})`;
      return `${seriesWords[name] ?? name}${reason}`;
    });
}

function failedItems(caseFile: CaseFile): string[] {
  return caseFile.evidence
    .filter((item) => item.status === "failed" && item.name !== "tap" && item.name !== "probe")
    .map((item) => {
      const where = item.node === null ? "" : ` on ${item.node}`;
      return `${item.name}${where}: ${item.reason ?? "it could not be looked at"}`;
    });
}
