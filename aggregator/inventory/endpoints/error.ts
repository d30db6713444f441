import { TaplineError } from "../../../lib/errors.ts";

/** Why words of a user name no endpoint. The Kubernetes ones are codes of findings too. */
export type EndpointErrorType =
  | {
      readonly code: "POD_NOT_FOUND";
      readonly namespace: string;
      readonly name: string;
      /** `namespace/name` of similar ones, nearest first. */
      readonly suggestions: readonly string[];
    }
  | {
      readonly code: "SERVICE_NOT_FOUND";
      readonly namespace: string;
      readonly name: string;
      readonly suggestions: readonly string[];
    }
  | {
      readonly code: "NODE_NOT_FOUND";
      readonly name: string;
      readonly suggestions: readonly string[];
    }
  /** Not all objects could be read, so the one that was asked for may exist. */
  | { readonly code: "INVENTORY_NOT_READY"; readonly reason: string }
  | { readonly code: "HOST_NOT_FOUND"; readonly host: string }
  | {
      readonly code: "INTERFACE_NOT_FOUND";
      readonly interface: string;
      readonly has: readonly string[];
    }
  | { readonly code: "IP_UNKNOWN"; readonly ip: string }
  | { readonly code: "IP_AMBIGUOUS"; readonly ip: string; readonly candidates: readonly string[] }
  | { readonly code: "ENDPOINT_NOT_SUPPORTED"; readonly words: string; readonly what: string }
  | { readonly code: "ENDPOINT_MALFORMED"; readonly words: string };

export class EndpointError extends TaplineError<EndpointErrorType> {}
