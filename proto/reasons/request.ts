import { defineReasons } from "./define.ts";

/** Why a request could not be taken or carried out. */
export const requestReasons = defineReasons({
  /** The caller's own deadline passed. */
  REQUEST_OVER_TIME: {},
});
