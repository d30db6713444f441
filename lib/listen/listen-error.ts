import { TaplineError } from "../errors.ts";

/** Why a program cannot take calls at an address. */
export type ListenErrorType =
  | { readonly code: "IN_USE"; readonly address: string }
  | { readonly code: "NO_SOCKET"; readonly address: string }
  | { readonly code: "BIND_FAILED"; readonly address: string };

export class ListenError extends TaplineError<ListenErrorType> {}
