import { ovnRootOf, schemaFile, searchPath } from "../lab/ovn-root.ts";

/**
 * The Open vSwitch and OVN that tests run: the machine's, or those of TAPLINE_OVN_ROOT. Importing
 * this puts their programs first on PATH.
 */
const root = ovnRootOf(process.env.TAPLINE_OVN_ROOT);
process.env.PATH = searchPath(root, process.env.PATH);

export const northboundSchema = schemaFile(root, "nb");
export const southboundSchema = schemaFile(root, "sb");
export const vswitchSchema = schemaFile(root, "vswitch");
