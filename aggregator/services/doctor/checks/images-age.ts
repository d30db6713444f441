import { reason } from "../../../../proto/reasons/index.ts";
import {
  aggregator,
  bad,
  type DoctorCheck,
  type DoctorItem,
  node,
  ok,
  type Subject,
} from "../check.ts";

const dayMs = 86_400_000;
/** By then the tools in it have known holes. */
const oldDays = 365;

/** Images are not old; where nobody said when they were built there is nothing to look at. */
export const imagesAge: DoctorCheck = {
  name: "images-age",
  run({ builtAt, looks, now }) {
    const own = builtAt === null ? [] : [itemOf(aggregator, builtAt, now)];
    const agents = looks.flatMap(({ node: name, self }) => {
      const builtUnixMs = self.known ? self.value.builtUnixMs : 0;
      return builtUnixMs === 0 ? [] : [itemOf(node(name), new Date(builtUnixMs), now)];
    });
    return [...own, ...agents];
  },
};

function itemOf(subject: Subject, builtAt: Date, now: Date): DoctorItem {
  const days = Math.floor((now.getTime() - builtAt.getTime()) / dayMs);
  const args = { at: builtAt.toISOString(), days };
  if (days < oldDays) return ok(subject, reason("IMAGE_BUILT", args));
  return bad("warning", subject, reason("IMAGE_OLD", args), reason("ADVICE_NEWER_IMAGE", {}));
}
