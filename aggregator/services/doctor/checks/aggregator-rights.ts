import { reason } from "../../../../proto/reasons/index.ts";
import { rightText } from "../../../inventory/kubernetes/api/own-rights.ts";
import { aggregator, bad, type DoctorCheck, type DoctorItem, ok, unknown } from "../check.ts";

/** The aggregator's own account may do what it does; asked of the API server, one by one. */
export const aggregatorRights: DoctorCheck = {
  name: "aggregator-rights",
  run({ rights }) {
    if (rights === null) return [ok(aggregator, reason("RIGHTS_NOT_NEEDED", {}))];
    const items: DoctorItem[] = rights
      .filter(({ allowed }) => allowed === false)
      .map((right) => {
        const found = reason("RIGHT_MISSING", { right: rightText(right) });
        const command = `kubectl auth can-i ${rightText(right)} --all-namespaces`;
        return bad("failed", aggregator, found, reason("ADVICE_GRANT_RIGHT", {}), [command]);
      });
    const unasked = rights.filter(({ allowed }) => allowed === null);
    const [first] = unasked;
    if (first !== undefined) {
      const why = first.why ?? reason("COULD_NOT_LOOK", {});
      const rightsText = unasked.map(rightText);
      items.push(unknown(aggregator, reason("RIGHTS_NOT_ASKED", { rights: rightsText, why })));
    }
    return items.length > 0
      ? items
      : [ok(aggregator, reason("RIGHTS_COMPLETE", { count: rights.length }))];
  },
};
