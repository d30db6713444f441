// Original file: proto/tapline/v1/evidence.proto

import type { Long } from '@grpc/proto-loader';

export interface Link {
  'name'?: (string);
  'ifindex'?: (number);
  'mtu'?: (number);
  'up'?: (boolean);
  'carrier'?: (boolean);
  'mac'?: (string);
  'kind'?: (string);
  'addresses'?: (string)[];
  'rxPackets'?: (number | string | Long);
  'txPackets'?: (number | string | Long);
  'rxDropped'?: (number | string | Long);
  'txDropped'?: (number | string | Long);
  'rxErrors'?: (number | string | Long);
  'txErrors'?: (number | string | Long);
  'peerIfindex'?: (number);
  'master'?: (string);
  'unusableAddresses'?: ({[key: string]: string});
}

export interface Link__Output {
  'name': (string);
  'ifindex': (number);
  'mtu': (number);
  'up': (boolean);
  'carrier': (boolean);
  'mac': (string);
  'kind': (string);
  'addresses': (string)[];
  'rxPackets': (number);
  'txPackets': (number);
  'rxDropped': (number);
  'txDropped': (number);
  'rxErrors': (number);
  'txErrors': (number);
  'peerIfindex': (number);
  'master': (string);
  'unusableAddresses': ({[key: string]: string});
}
