// Original file: proto/tapline/v1/api.proto


export interface ListAgentsRequest {
}

export interface ListAgentsRequest__Output {
}
