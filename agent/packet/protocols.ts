/** The numbers by which one header names the next. */
export * as ipProtocol from "./ip-protocol.ts";
export * as linkType from "./link-type.ts";
