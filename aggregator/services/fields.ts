import { z } from "zod";
import type { Protocol } from "../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { requestBounds, requestDefaults } from "../../proto/requests/bounds.ts";
import { RequestError } from "./request-error.ts";

/** Why the field of that name cannot be taken. */
type Problem = (field: string) => Reason;

/** Fields that several requests have. What a caller leaves out is undefined, never zero. */
export const endpointField = z
  .string()
  .trim()
  .refine(
    (text) => text !== "",
    problem((field) => reason("ENDPOINT_MISSING", { field })),
  )
  .refine((text) => text.length <= requestBounds.nameLength, tooLong(requestBounds.nameLength))
  // A name goes into log lines and messages, and never is part of what a shell reads.
  .refine(
    (text) => /^[\x21-\x7e]*$/.test(text),
    problem((field) => reason("NAME_MALFORMED", { field })),
  );

export const namespaceField = z
  .string()
  .trim()
  .refine(
    (name) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name),
    problem((field) => reason("NAMESPACE_MALFORMED", { field })),
  )
  .default(requestDefaults.namespace);

const protocols: readonly Protocol[] = ["icmp", "tcp", "udp"];

const protocolField = z
  .string()
  .transform((name, context) => {
    const found = protocols.find((one) => one === name.toLowerCase());
    if (found !== undefined) return found;
    const unknown = problem((field) => reason("PROTOCOL_NOT_KNOWN", { field, known: protocols }));
    context.addIssue({ code: "custom", ...unknown });
    return z.NEVER;
  })
  .optional()
  .transform((protocol) => protocol ?? null);

/** A whole number within its bounds. */
export function numberWithin(
  { least, most }: { readonly least: number; readonly most: number },
  unit: { readonly name: string; readonly size?: number } = { name: "" },
) {
  const size = unit.size ?? 1;
  const text = (value: number): string => `${value / size}${unit.name && ` ${unit.name}`}`;
  return z
    .number()
    .int()
    .refine(
      (value) => value >= least,
      problem((field) => reason("FIELD_TOO_SMALL", { field, least: text(least) })),
    )
    .refine(
      (value) => value <= most,
      problem((field) => reason("FIELD_TOO_LARGE", { field, most: text(most) })),
    );
}

/** The same; null where nothing was said. */
export function optionalNumber(...given: Parameters<typeof numberWithin>) {
  return numberWithin(...given)
    .optional()
    .transform((value) => value ?? null);
}

export const timeoutField = numberWithin(requestBounds.timeoutMs, {
  name: "s",
  size: 1_000,
}).default(requestDefaults.timeoutMs);

const familyField = z
  .number()
  .transform((family, context) => {
    if (family === 4 || family === 6) return family;
    context.addIssue({ code: "custom", ...problem((field) => reason("NO_IP_VERSION", { field })) });
    return z.NEVER;
  })
  .optional()
  .transform((family) => family ?? null);

/** Linux names interfaces with up to 15 bytes (IFNAMSIZ). */
const interfaceField = z
  .string()
  .refine(
    (name) => /^[\w.-]{1,15}$/.test(name),
    problem((field) => reason("INTERFACE_MALFORMED", { field })),
  )
  .optional()
  .transform((name) => name ?? null);

/** Of requests about a path: both ends, and what goes between them. */
export const pathFields = {
  source: endpointField,
  destination: endpointField,
  namespace: namespaceField,
  protocol: protocolField,
  port: optionalNumber(requestBounds.port),
  family: familyField,
  interface: interfaceField,
};

/** To be refined with: ICMP has no ports. */
export function refusePortOfIcmp(
  { protocol, port }: { readonly protocol: string | null; readonly port: number | null },
  context: z.RefinementCtx,
): void {
  if (protocol !== "icmp" || port === null) return;
  const icmp = problem(() => reason("ICMP_HAS_NO_PORTS", { port }));
  context.addIssue({ code: "custom", path: ["port"], ...icmp });
}

export function tooLong(limit: number) {
  return problem((field) => reason("FIELD_TOO_LONG", { field, limit }));
}

/** What zod is to say of a field. */
export function problem(of: Problem): { readonly params: { readonly problem: Problem } } {
  return { params: { problem: of } };
}

/** @throws {RequestError} INVALID_REQUEST with all that is wrong; `field` is the first. */
export function readRequest<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const { issues } = result.error;
  const field = issues[0]?.path.join(".") ?? "";
  throw new RequestError(reason("INVALID_REQUEST", { field, problems: issues.map(reasonOfIssue) }));
}

function reasonOfIssue(issue: z.core.$ZodIssue): Reason {
  const field = issue.path.join(".");
  const given = issue.code === "custom" ? (issue.params as { problem?: Problem }) : undefined;
  // Other issues are zod's own: a text where a number belongs, a field that is not there.
  return given?.problem?.(field) ?? reason("FIELD_MALFORMED", { field, said: issue.message });
}
