import { type Reason, reason, said } from "../../../../proto/reasons/index.ts";
import { bad, type DoctorCheck, type DoctorItem, ok, type Subject } from "../check.ts";
import type { DoctorEvidence, Known } from "../evidence.ts";

const dayMs = 86_400_000;
/** Time enough to renew by hand. */
const soonMs = 14 * dayMs;

interface Dates {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Certificates that the programs were given can be read and are valid for a while. */
export const certificatesExpiry: DoctorCheck = {
  name: "certificates-expiry",
  run: (evidence) =>
    [...ofAggregator(evidence), ...ofAgents(evidence)].map(({ subject, dates }) =>
      itemOf(subject, dates, evidence.now),
    ),
};

interface Given {
  readonly subject: Subject;
  readonly dates: Known<Dates>;
}

function ofAggregator({ certificates }: DoctorEvidence): Given[] {
  return certificates.map(({ variable, path, dates }) => {
    return { subject: { kind: "Certificate", name: `aggregator ${variable} ${path}` }, dates };
  });
}

function ofAgents({ looks }: DoctorEvidence): Given[] {
  return looks.flatMap(({ node, self }) =>
    (self.known ? self.value.certificates : []).map((one): Given => {
      const subject: Subject = { kind: "Certificate", name: `${node} ${one.path}` };
      if (one.why !== null) return { subject, dates: { known: false, why: one.why } };
      const [notBefore, notAfter] = [one.notBeforeUnixMs, one.notAfterUnixMs].map(
        (ms) => new Date(Number(ms)),
      );
      if (notBefore === undefined || notAfter === undefined) return { subject, dates: unread };
      return { subject, dates: { known: true, value: { notBefore, notAfter } } };
    }),
  );
}

const unread: Known<Dates> = { known: false, why: said("") };

function itemOf(subject: Subject, dates: Known<Dates>, now: Date): DoctorItem {
  const advice = reason("ADVICE_RENEW_CERTIFICATE", {});
  // It was given for use: one that cannot be read is of no use.
  if (!dates.known)
    return bad("failed", subject, reason("CERTIFICATE_UNREAD", { why: dates.why }), advice);
  const { notBefore, notAfter } = dates.value;
  const leftMs = notAfter.getTime() - now.getTime();
  const args = { at: notAfter.toISOString(), days: Math.floor(leftMs / dayMs) };
  if (leftMs <= 0)
    return bad("failed", subject, reason("CERTIFICATE_ENDED", { at: args.at }), advice);
  if (notBefore.getTime() > now.getTime()) {
    const found: Reason = reason("CERTIFICATE_NOT_YET", { at: notBefore.toISOString() });
    return bad("failed", subject, found, reason("ADVICE_SET_CLOCK", {}));
  }
  if (leftMs < soonMs)
    return bad("warning", subject, reason("CERTIFICATE_ENDS_SOON", args), advice);
  return ok(subject, reason("CERTIFICATE_VALID", args));
}
