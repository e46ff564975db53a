//! A document with everything that refers, and what its references become.

use expect_test::expect;
use serde_json::json;

use crate::publish::{Known, gateway, service};

#[test]
fn everything_that_refers_to_a_renamed_thing_follows() {
    let declared = json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1", "description": "Pets." },
        "security": [{ "key": [] }],
        "paths": { "/pets/{id}": {
            "parameters": [{ "$ref": "#/components/parameters/Id" }],
            "get": {
                "operationId": "getPet", "tags": ["own"],
                "responses": { "200": { "description": "ok", "content": { "application/json": {
                    "schema": { "$ref": "#/components/schemas/Pet" },
                    "examples": { "one": { "$ref": "#/components/examples/One" }, "two": { "value": { "$ref": "#/components/schemas/Pet" } } }
                } }, "links": { "next": { "operationId": "getPet" }, "other": { "operationRef": "#/paths/~1pets~1{id}/get" } } } },
                "callbacks": { "done": { "{$request.body#/url}": { "post": { "requestBody": { "$ref": "#/components/requestBodies/Done" } } } } }
            },
            "put": { "operationId": "getPet", "security": [], "responses": {} }
        } },
        "components": {
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "x-key" } },
            "parameters": { "Id": { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } } },
            "examples": { "One": { "value": { "$ref": "#/components/schemas/Pet" } } },
            "schemas": {
                "Pet": {
                    "type": "object", "discriminator": { "propertyName": "kind" },
                    "properties": { "kind": { "type": "string" }, "$ref": { "$ref": "#/components/schemas/Dog/properties/name" },
                        "default": { "$ref": "#/components/schemas/Dog" } },
                    "default": { "$ref": "#/components/schemas/Pet" }
                },
                "Dog": { "allOf": [{ "$ref": "#/components/schemas/Pet" }], "properties": { "name": { "type": "string" } } },
                "Any": { "oneOf": [{ "$ref": "#/components/schemas/Dog" }, { "$ref": "#/components/schemas/Pet" }],
                    "discriminator": { "propertyName": "kind", "mapping": { "dog": "Dog" } } }
            }
        }
    });
    let known = Known {
        name: "pet-shop".to_owned(),
        base_path: "/shop".to_owned(),
        declared: Some(declared),
        observed: None,
    };
    let merged = gateway(
        "T",
        "https://gateway.example",
        vec![service(known, "https://gateway.example")],
    );
    expect![[r##"
            {
              "openapi": "3.1.0",
              "info": {
                "title": "T",
                "version": "0.0.0+bc4e72ae9c47"
              },
              "servers": [
                {
                  "url": "https://gateway.example"
                }
              ],
              "paths": {
                "/shop/pets/{id}": {
                  "get": {
                    "operationId": "pet_shop_getPet",
                    "tags": [
                      "pet-shop"
                    ],
                    "responses": {
                      "200": {
                        "description": "ok",
                        "content": {
                          "application/json": {
                            "schema": {
                              "$ref": "#/components/schemas/PetShop_Pet"
                            },
                            "examples": {
                              "one": {
                                "$ref": "#/components/examples/PetShop_One"
                              },
                              "two": {
                                "value": {
                                  "$ref": "#/components/schemas/Pet"
                                }
                              }
                            }
                          }
                        },
                        "links": {
                          "next": {
                            "operationId": "pet_shop_getPet"
                          },
                          "other": {
                            "operationRef": "#/paths/~1shop~1pets~1{id}/get"
                          }
                        }
                      }
                    },
                    "callbacks": {
                      "done": {
                        "{$request.body#/url}": {
                          "post": {
                            "requestBody": {
                              "$ref": "#/components/requestBodies/PetShop_Done"
                            }
                          }
                        }
                      }
                    },
                    "x-docent-source": "declared",
                    "security": [
                      {
                        "PetShop_key": []
                      }
                    ],
                    "parameters": [
                      {
                        "$ref": "#/components/parameters/PetShop_Id"
                      }
                    ]
                  },
                  "put": {
                    "operationId": "pet_shop_getPet_2",
                    "security": [],
                    "responses": {},
                    "x-docent-source": "declared",
                    "tags": [
                      "pet-shop"
                    ],
                    "parameters": [
                      {
                        "$ref": "#/components/parameters/PetShop_Id"
                      }
                    ]
                  }
                }
              },
              "components": {
                "securitySchemes": {
                  "PetShop_key": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "x-key"
                  }
                },
                "parameters": {
                  "PetShop_Id": {
                    "name": "id",
                    "in": "path",
                    "required": true,
                    "schema": {
                      "type": "string"
                    }
                  }
                },
                "examples": {
                  "PetShop_One": {
                    "value": {
                      "$ref": "#/components/schemas/Pet"
                    }
                  }
                },
                "schemas": {
                  "PetShop_Pet": {
                    "type": "object",
                    "discriminator": {
                      "propertyName": "kind",
                      "mapping": {
                        "Dog": "#/components/schemas/PetShop_Dog"
                      }
                    },
                    "properties": {
                      "kind": {
                        "type": "string"
                      },
                      "$ref": {
                        "$ref": "#/components/schemas/PetShop_Dog/properties/name"
                      },
                      "default": {
                        "$ref": "#/components/schemas/PetShop_Dog"
                      }
                    },
                    "default": {
                      "$ref": "#/components/schemas/Pet"
                    }
                  },
                  "PetShop_Dog": {
                    "allOf": [
                      {
                        "$ref": "#/components/schemas/PetShop_Pet"
                      }
                    ],
                    "properties": {
                      "name": {
                        "type": "string"
                      }
                    }
                  },
                  "PetShop_Any": {
                    "oneOf": [
                      {
                        "$ref": "#/components/schemas/PetShop_Dog"
                      },
                      {
                        "$ref": "#/components/schemas/PetShop_Pet"
                      }
                    ],
                    "discriminator": {
                      "propertyName": "kind",
                      "mapping": {
                        "dog": "#/components/schemas/PetShop_Dog",
                        "Pet": "#/components/schemas/PetShop_Pet"
                      }
                    }
                  }
                }
              },
              "tags": [
                {
                  "name": "pet-shop",
                  "description": "Pets."
                }
              ]
            }
        "##]]
    .assert_eq(&format!("{merged:#}\n"));
}
