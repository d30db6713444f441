/** What the command line takes of client-node: loaded only when it goes through an API server. */
export { KubeConfig, PortForward } from "@kubernetes/client-node";
