// The served description of the interface; a test compares it with the routes and with real answers.

/// OpenAPI 3.1 in JSON.
package enum OpenAPIDocument {
  /// The whole document.
  package static let text = #"""
    {
      "openapi": "3.1.0",
      "info": {
        "title": "worldid registry",
        "version": "1",
        "description": "Enrols identity commitments on zero-knowledge evidence, serves inclusion proofs, \#
    verifies membership proofs and lets each identity claim an action once. Field elements are 64 lower- \#
    case hexadecimal digits below the BN254 scalar modulus; no other spelling is accepted. Sensors and \#
    models are fixed when the registry starts: there are no administration routes. Any request may also \#
    be answered 429 (rate limit) and 503 (overload or storage), with Retry-After."
      },
      "paths": {
    \#(paths),
    \#(operationPaths)
      },
      "components": {
        "parameters": {
    \#(parameters)
        },
        "responses": {
    \#(responses)
        },
        "schemas": {
    \#(schemas)
        }
      }
    }

    """#

  private static let parameters = #"""
          "commitment": { "name": "commitment", "in": "path", "required": true,
            "description": "The identity commitment.", "schema": \#(schema("FieldElement")) },
          "root": { "name": "root", "in": "path", "required": true, "schema": \#(schema("FieldElement")) },
          "externalNullifier": { "name": "externalNullifier", "in": "path", "required": true,
            "description": "The action.", "schema": \#(schema("FieldElement")) }
    """#

  private static let responses = #"""
          "Error": { "description": "Refused; the code says why.", \#(content("Error")) }
    """#

  /// A reference to a schema.
  static func schema(_ name: String) -> String {
    ##"{ "$ref": "#/components/schemas/\##(name)" }"##
  }

  /// The content of a JSON body.
  static func content(_ name: String) -> String {
    #""content": { "application/json": { "schema": \#(schema(name)) } }"#
  }

  /// Answers that refuse.
  static func errors(_ statuses: Int...) -> String {
    statuses.map { ##""\##($0)": { "$ref": "#/components/responses/Error" }"## }.joined(separator: ", ")
  }
}
