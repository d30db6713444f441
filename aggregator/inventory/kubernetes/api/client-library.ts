/**
 * What the program takes of client-node. It is imported from here alone, and late: bundled whole,
 * the library is 6 MB with the APIs of all of Kubernetes, and takes half a second to load.
 */
export {
  AuthenticationV1Api,
  AuthorizationV1Api,
  CustomObjectsApi,
  createConfiguration,
  EventsV1Api,
  KubeConfig,
  ServerConfiguration,
} from "@kubernetes/client-node";
