import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition } from '@grpc/proto-loader';


type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tapline: {
    v1: {
      AddressFamily: EnumTypeDefinition
      AgentPresence: EnumTypeDefinition
      ConnectionStatus: EnumTypeDefinition
      IptablesBackend: EnumTypeDefinition
      LookupSource: EnumTypeDefinition
      LookupStatus: EnumTypeDefinition
      ProbeOutcome: EnumTypeDefinition
      ProblemPart: EnumTypeDefinition
      Protocol: EnumTypeDefinition
      SourceState: EnumTypeDefinition
      TapEnding: EnumTypeDefinition
      TraceOutputKind: EnumTypeDefinition
      TraceResult: EnumTypeDefinition
    }
  }
}

