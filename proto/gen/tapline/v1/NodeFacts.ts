// Original file: proto/tapline/v1/evidence.proto

import type { Link as _tapline_v1_Link, Link__Output as _tapline_v1_Link__Output } from '../../tapline/v1/Link.ts';
import type { OvnControllerFacts as _tapline_v1_OvnControllerFacts, OvnControllerFacts__Output as _tapline_v1_OvnControllerFacts__Output } from '../../tapline/v1/OvnControllerFacts.ts';
import type { VswitchdFacts as _tapline_v1_VswitchdFacts, VswitchdFacts__Output as _tapline_v1_VswitchdFacts__Output } from '../../tapline/v1/VswitchdFacts.ts';
import type { TunnelPort as _tapline_v1_TunnelPort, TunnelPort__Output as _tapline_v1_TunnelPort__Output } from '../../tapline/v1/TunnelPort.ts';
import type { Problem as _tapline_v1_Problem, Problem__Output as _tapline_v1_Problem__Output } from '../../tapline/v1/Problem.ts';
import type { BridgePort as _tapline_v1_BridgePort, BridgePort__Output as _tapline_v1_BridgePort__Output } from '../../tapline/v1/BridgePort.ts';
import type { Nic as _tapline_v1_Nic, Nic__Output as _tapline_v1_Nic__Output } from '../../tapline/v1/Nic.ts';
import type { Neighbour as _tapline_v1_Neighbour, Neighbour__Output as _tapline_v1_Neighbour__Output } from '../../tapline/v1/Neighbour.ts';

export interface NodeFacts {
  'links'?: (_tapline_v1_Link)[];
  'ovnController'?: (_tapline_v1_OvnControllerFacts | null);
  'vswitchd'?: (_tapline_v1_VswitchdFacts | null);
  'externalIds'?: ({[key: string]: string});
  'tunnels'?: (_tapline_v1_TunnelPort)[];
  'problems'?: (_tapline_v1_Problem)[];
  'kernel'?: (string);
  'bridgePorts'?: (_tapline_v1_BridgePort)[];
  'nics'?: (_tapline_v1_Nic)[];
  'tunnelNeighbours'?: (_tapline_v1_Neighbour)[];
}

export interface NodeFacts__Output {
  'links': (_tapline_v1_Link__Output)[];
  'ovnController': (_tapline_v1_OvnControllerFacts__Output | null);
  'vswitchd': (_tapline_v1_VswitchdFacts__Output | null);
  'externalIds': ({[key: string]: string});
  'tunnels': (_tapline_v1_TunnelPort__Output)[];
  'problems': (_tapline_v1_Problem__Output)[];
  'kernel': (string);
  'bridgePorts': (_tapline_v1_BridgePort__Output)[];
  'nics': (_tapline_v1_Nic__Output)[];
  'tunnelNeighbours': (_tapline_v1_Neighbour__Output)[];
}
