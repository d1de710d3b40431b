// The part of the OpenAPI document that describes the paths.

extension OpenAPIDocument {
  static let paths = #"""
        "/v1/enrollments": {
          "post": {
            "operationId": "enroll",
            "summary": "Enrol an identity: checks sensor, signature, freshness, model, statement and \#
    proof, then inserts the leaf.",
            "description": "The same identity with the same scan again is answered 200 with its leaf and \#
    a current inclusion proof.",
            "requestBody": { "required": true, \#(content("EnrollmentRequest")) },
            "responses": {
              "201": { "description": "Enrolled.", \#(content("EnrollmentReceipt")) },
              "200": { "description": "This enrolment was on record already.",
                \#(content("EnrollmentReceipt")) },
              \#(errors(400, 403, 408, 409, 413, 415, 422, 429, 503, 507))
            }
          }
        },
        "/v1/identities/{commitment}/inclusion-proof": {
          "parameters": [{ "$ref": "#/components/parameters/commitment" }],
          "get": {
            "operationId": "inclusionProof",
            "summary": "The current inclusion proof of an identity.",
            "responses": {
              "200": { "description": "Leaf, siblings and root of one snapshot.", \#(content("Inclusion")) },
              \#(errors(400, 404, 429, 503))
            }
          }
        },
        "/v1/roots/latest": {
          "get": {
            "operationId": "latestRoot",
            "summary": "The latest root.",
            "responses": {
              "200": { "description": "The root that new inclusion proofs lead to.", \#(content("Root")) },
              \#(errors(429, 503))
            }
          }
        },
        "/v1/roots/{root}": {
          "parameters": [{ "$ref": "#/components/parameters/root" }],
          "get": {
            "operationId": "rootStatus",
            "summary": "What is known of a root: age, and whether proofs against it are accepted.",
            "responses": {
              "200": { "description": "It is or was a root.", \#(content("Root")) },
              \#(errors(400, 404, 429, 503))
            }
          }
        },
        "/v1/proofs/verify": {
          "post": {
            "operationId": "verifyProof",
            "summary": "Judge a membership proof; nothing is consumed.",
            "description": "The caller must compare the statement's external nullifier and signal hash \#
    with what it asked for.",
            "requestBody": { "required": true, \#(content("ProofRequest")) },
            "responses": {
              "200": { "description": "The judgement; an invalid proof is an answer too.",
                \#(content("Verification")) },
              \#(errors(400, 408, 413, 415, 429, 503))
            }
          }
        },
        "/v1/actions/{externalNullifier}/claims": {
          "parameters": [{ "$ref": "#/components/parameters/externalNullifier" }],
          "post": {
            "operationId": "claim",
            "summary": "Verify a membership proof and consume its nullifier in one transaction.",
            "requestBody": { "required": true, \#(content("ProofRequest")) },
            "responses": {
              "201": { "description": "Claimed.", \#(content("ClaimReceipt")) },
              \#(errors(400, 408, 409, 413, 415, 422, 429, 503))
            }
          }
        }
    """#
}
