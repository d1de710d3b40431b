// The part of the OpenAPI document that describes what the registry is and how it fares.

extension OpenAPIDocument {
  static let operationPaths = #"""
        "/v1/registry": {
          "get": {
            "operationId": "registry",
            "summary": "Identity and limits of this registry.",
            "responses": {
              "200": { "description": "What inference proofs must be bound to.", \#(content("Registry")) },
              \#(errors(429))
            }
          }
        },
        "/v1/models": {
          "get": {
            "operationId": "models",
            "summary": "Models whose inference proofs are accepted.",
            "responses": {
              "200": { "description": "Model ids and shapes.", \#(content("Models")) },
              \#(errors(429))
            }
          }
        },
        "/v1/sensors": {
          "get": {
            "operationId": "sensors",
            "summary": "Public keys of the sensors whose attestations are accepted.",
            "responses": {
              "200": { "description": "Ed25519 public keys.", \#(content("Sensors")) },
              \#(errors(429))
            }
          }
        },
        "/health": {
          "get": {
            "operationId": "health",
            "summary": "The process answers.",
            "responses": { "200": { "description": "Alive.", \#(content("Status")) } }
          }
        },
        "/ready": {
          "get": {
            "operationId": "ready",
            "summary": "The database answers.",
            "responses": {
              "200": { "description": "Ready for requests.", \#(content("Status")) },
              \#(errors(503))
            }
          }
        },
        "/metrics": {
          "get": {
            "operationId": "metrics",
            "summary": "Counters in Prometheus's text format.",
            "responses": {
              "200": { "description": "The exposition.",
                "content": { "text/plain": { "schema": { "type": "string" } } } },
              \#(errors(503))
            }
          }
        },
        "/openapi.json": {
          "get": {
            "operationId": "openapi",
            "summary": "This document.",
            "responses": {
              "200": { "description": "OpenAPI 3.1.",
                "content": { "application/json": { "schema": { "type": "object" } } } },
              \#(errors(429))
            }
          }
        }
    """#
}
