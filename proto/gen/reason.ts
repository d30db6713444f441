import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from './tapline/v1/Reason.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tapline: {
    v1: {
      Reason: MessageTypeDefinition<_tapline_v1_Reason, _tapline_v1_Reason__Output>
    }
  }
}

