// Original file: proto/tapline/v1/api.proto


export interface FlowsRequest {
  'target'?: (string);
  'namespace'?: (string);
  'table'?: (number);
  '_table'?: "table";
}

export interface FlowsRequest__Output {
  'target': (string);
  'namespace': (string);
  'table'?: (number);
  '_table'?: "table";
}
