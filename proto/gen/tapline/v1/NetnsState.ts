// Original file: proto/tapline/v1/evidence.proto

import type { IptablesDump as _tapline_v1_IptablesDump, IptablesDump__Output as _tapline_v1_IptablesDump__Output } from '../../tapline/v1/IptablesDump.ts';
import type { LinkCounters as _tapline_v1_LinkCounters, LinkCounters__Output as _tapline_v1_LinkCounters__Output } from '../../tapline/v1/LinkCounters.ts';
import type { OvsState as _tapline_v1_OvsState, OvsState__Output as _tapline_v1_OvsState__Output } from '../../tapline/v1/OvsState.ts';
import type { Problem as _tapline_v1_Problem, Problem__Output as _tapline_v1_Problem__Output } from '../../tapline/v1/Problem.ts';
import type { Long } from '@grpc/proto-loader';

export interface NetnsState {
  'beganUnixUs'?: (number | string | Long);
  'endedUnixUs'?: (number | string | Long);
  'nftJson'?: (string);
  'iptables'?: (_tapline_v1_IptablesDump)[];
  'counters'?: ({[key: string]: number | string | Long});
  'links'?: (_tapline_v1_LinkCounters)[];
  'ovs'?: (_tapline_v1_OvsState | null);
  'sysctls'?: ({[key: string]: string});
  'problems'?: (_tapline_v1_Problem)[];
  'ipsets'?: (string);
  'rulesLeftOut'?: (number | string | Long);
  'rulesKeptFor'?: (string)[];
  '_ipsets'?: "ipsets";
}

export interface NetnsState__Output {
  'beganUnixUs': (number);
  'endedUnixUs': (number);
  'nftJson': (string);
  'iptables': (_tapline_v1_IptablesDump__Output)[];
  'counters': ({[key: string]: number});
  'links': (_tapline_v1_LinkCounters__Output)[];
  'ovs': (_tapline_v1_OvsState__Output | null);
  'sysctls': ({[key: string]: string});
  'problems': (_tapline_v1_Problem__Output)[];
  'ipsets'?: (string);
  'rulesLeftOut': (number);
  'rulesKeptFor': (string)[];
  '_ipsets'?: "ipsets";
}
