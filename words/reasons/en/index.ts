import type { reasonTable } from "../../../proto/reasons/index.ts";
import type { Sentences } from "../sentences.ts";
import { accessSentences } from "./access.ts";
import { addressSentences } from "./addresses.ts";
import { agentSentences } from "./agents.ts";
import { checkSentences } from "./checks.ts";
import { collectSentences } from "./collect.ts";
import { commandLineSentences } from "./command-line.ts";
import { coverageSentences } from "./coverage.ts";
import { doctorSentences } from "./doctor.ts";
import { documentSentences } from "./document.ts";
import { endpointSentences } from "./endpoints.ts";
import { generalSentences } from "./general.ts";
import { hostSentences } from "./host.ts";
import { inventorySentences } from "./inventory.ts";
import { nodeSentences } from "./node.ts";
import { ovnSentences } from "./ovn.ts";
import { pathSentences } from "./path.ts";
import { planSentences } from "./plan.ts";
import { progressSentences } from "./progress.ts";
import { requestSentences } from "./request.ts";
import { tapSentences } from "./tap.ts";
import { logicalTraceSentences, openflowSentences } from "./traces.ts";

export const english: Sentences<typeof reasonTable> = {
  ...documentSentences,
  ...generalSentences,
  ...progressSentences,
  ...openflowSentences,
  ...inventorySentences,
  ...tapSentences,
  ...logicalTraceSentences,
  ...requestSentences,
  ...accessSentences,
  ...endpointSentences,
  ...planSentences,
  ...commandLineSentences,
  ...checkSentences,
  ...collectSentences,
  ...coverageSentences,
  ...hostSentences,
  ...ovnSentences,
  ...pathSentences,
  ...addressSentences,
  ...agentSentences,
  ...nodeSentences,
  ...doctorSentences,
};
