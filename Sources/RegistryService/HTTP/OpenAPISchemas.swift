// The part of the OpenAPI document that describes messages.

extension OpenAPIDocument {
  static let schemas = #"""
          "FieldElement": { "type": "string", "pattern": "^[0-9a-f]{64}$",
            "description": "Below the BN254 scalar modulus." },
          "Identifier": { "type": "string", "pattern": "^[0-9a-f]{64}$", "description": "32 bytes." },
          "UnixSeconds": { "type": "integer", "minimum": 0 },
          "Status": { "type": "object", "required": ["status"],
            "properties": { "status": { "type": "string" } } },
          "Error": {
            "type": "object", "required": ["error"],
            "properties": {
              "error": {
                "type": "object", "required": ["code", "message", "hint"],
                "properties": { "code": { "type": "string" }, "message": { "type": "string" },
                  "hint": { "type": "string" } }
              }
            }
          },
          "Attestation": {
            "type": "object", "required": ["scanCommitment", "eyeSide", "capturedAt", "sensorID",
              "signature"],
            "properties": {
              "scanCommitment": { "type": "string", "pattern": "^[0-9a-f]{72}$" },
              "eyeSide": { "type": "string", "enum": ["left", "right"] },
              "capturedAt": \#(schema("UnixSeconds")),
              "sensorID": \#(schema("Identifier")),
              "signature": { "type": "string", "pattern": "^[0-9a-f]{128}$", "description": "Ed25519." }
            }
          },
          "EnrollmentRequest": {
            "type": "object", "required": ["identityCommitment", "attestation", "proof"],
            "properties": {
              "identityCommitment": \#(schema("FieldElement")),
              "attestation": \#(schema("Attestation")),
              "proof": { "type": "string", "contentEncoding": "base64",
                "description": "An encoded inference proof." }
            }
          },
          "Inclusion": {
            "type": "object", "required": ["identityCommitment", "leafIndex", "root", "leafCount",
              "siblings"],
            "properties": {
              "identityCommitment": \#(schema("FieldElement")),
              "leafIndex": { "type": "integer", "minimum": 0, "maximum": 1073741823 },
              "root": \#(schema("FieldElement")),
              "leafCount": { "type": "integer", "minimum": 1, "maximum": 1073741824 },
              "siblings": { "type": "array", "minItems": 30, "maxItems": 30,
                "description": "Leaf level first.", "items": \#(schema("FieldElement")) }
            }
          },
          "EnrollmentReceipt": {
            "type": "object", "required": ["newlyEnrolled", "inclusion"],
            "properties": { "newlyEnrolled": { "type": "boolean" }, "inclusion": \#(schema("Inclusion")) }
          },
          "Root": {
            "type": "object", "required": ["root", "leafCount", "createdAt", "isCurrent", "ageSeconds",
              "isAccepted"],
            "properties": {
              "root": \#(schema("FieldElement")),
              "leafCount": { "type": "integer", "minimum": 0, "maximum": 1073741824 },
              "createdAt": \#(schema("UnixSeconds")),
              "supersededAt": \#(schema("UnixSeconds")),
              "isCurrent": { "type": "boolean" },
              "ageSeconds": { "type": "integer", "minimum": 0,
                "description": "Since it was superseded; 0 for the latest root." },
              "isAccepted": { "type": "boolean" }
            }
          },
          "ProofRequest": {
            "type": "object", "required": ["proof"],
            "properties": { "proof": { "type": "string", "contentEncoding": "base64",
              "description": "An encoded membership proof." } }
          },
          "Statement": {
            "type": "object", "required": ["root", "nullifierHash", "signalHash", "externalNullifier"],
            "properties": {
              "root": \#(schema("FieldElement")),
              "nullifierHash": \#(schema("FieldElement")),
              "signalHash": \#(schema("FieldElement")),
              "externalNullifier": \#(schema("FieldElement"))
            }
          },
          "Verification": {
            "type": "object", "required": ["valid"],
            "properties": {
              "valid": { "type": "boolean" },
              "reason": { "type": "string", "description": "The code of the refusal." },
              "message": { "type": "string" },
              "statement": \#(schema("Statement"))
            }
          },
          "ClaimReceipt": {
            "type": "object", "required": ["externalNullifier", "nullifierHash", "signalHash", "root",
              "claimedAt"],
            "properties": {
              "externalNullifier": \#(schema("FieldElement")),
              "nullifierHash": \#(schema("FieldElement")),
              "signalHash": \#(schema("FieldElement")),
              "root": \#(schema("FieldElement")),
              "claimedAt": \#(schema("UnixSeconds"))
            }
          },
          "Registry": {
            "type": "object", "required": ["registryID", "protocolVersion", "treeDepth",
              "maxRootAgeSeconds", "maxAttestationAgeSeconds"],
            "properties": {
              "registryID": \#(schema("Identifier")),
              "protocolVersion": { "const": 1 },
              "treeDepth": { "const": 30 },
              "maxRootAgeSeconds": { "type": "integer", "minimum": 0 },
              "maxAttestationAgeSeconds": { "type": "integer", "minimum": 0 }
            }
          },
          "Models": {
            "type": "object", "required": ["models"],
            "properties": {
              "models": {
                "type": "array",
                "items": {
                  "type": "object", "required": ["id", "rows", "columns", "codeBits"],
                  "properties": {
                    "id": \#(schema("Identifier")),
                    "rows": { "type": "integer", "minimum": 1 },
                    "columns": { "type": "integer", "minimum": 1 },
                    "codeBits": { "type": "integer", "minimum": 1 }
                  }
                }
              }
            }
          },
          "Sensors": {
            "type": "object", "required": ["sensors"],
            "properties": { "sensors": { "type": "array", "items": \#(schema("Identifier")) } }
          }
    """#
}
