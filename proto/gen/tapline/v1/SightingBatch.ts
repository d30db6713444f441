// Original file: proto/tapline/v1/evidence.proto


export interface SightingBatch {
  'records'?: (Buffer | Uint8Array | string);
  'count'?: (number);
}

export interface SightingBatch__Output {
  'records': (Buffer);
  'count': (number);
}
