import type { Server } from "@grpc/grpc-js";
import { ReflectionService } from "@grpc/reflection";
import { definition } from "../../../proto/load.ts";
import { diagnosisServiceName } from "./health.ts";

/** gRPC server reflection, v1 and v1alpha: tools such as grpcurl learn what callers may ask. */
export function addReflection(server: Server): void {
  new ReflectionService(definition, { services: [diagnosisServiceName] }).addToServer(server);
}
